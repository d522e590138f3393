"""Returns of trials of which the truth is known: none has an edge, or one has a planted one."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from farthing.draw import Draw

    Noise = Callable[[int, int, Draw], NDArray[np.float64]]

DEVIATION = 0.01
"""Of a return, a session."""

CLUSTERS, WITHIN = 5, 0.8
"""Clusters of trials, and the correlation of two trials of one cluster."""

NEIGHBOURS, GRID_ROWS = 0.9, 5
"""Correlation of trials that are one step of a parameter apart; steps of the first parameter."""

FREEDOM = 4
"""Degrees of freedom of fat tails: returns have a variance, and no kurtosis."""

CARRIED = 0.3
"""The share of a return that the next session's begins with."""


def independent(sessions: int, trials: int, draw: Draw) -> NDArray[np.float64]:
    """Trials that have nothing in common: sessions x trials.

    >>> from farthing.draw import Draw
    >>> independent(3, 2, Draw(1)).shape
    (3, 2)
    """
    return DEVIATION * draw.normals(sessions * trials).reshape(sessions, trials)


def clustered(sessions: int, trials: int, draw: Draw) -> NDArray[np.float64]:
    """Trials in clusters that do nearly the same, as variants of a few ideas do."""
    own = independent(sessions, trials, draw)
    common = independent(sessions, CLUSTERS, draw)[:, np.arange(trials) % CLUSTERS]
    return np.asarray(sqrt(WITHIN) * common + sqrt(1.0 - WITHIN) * own)


def grid(sessions: int, trials: int, draw: Draw) -> NDArray[np.float64]:
    """Trials of a grid of two parameters, each much like its neighbours."""
    rows = next(each for each in range(GRID_ROWS, 0, -1) if trials % each == 0)
    own = independent(sessions, trials, draw).reshape(sessions, rows, trials // rows)
    found = np.einsum("ab,tbc,dc->tad", _mixing(rows), own, _mixing(trials // rows), optimize=True)
    return np.asarray(found.reshape(sessions, trials))


def fat_tailed(sessions: int, trials: int, draw: Draw) -> NDArray[np.float64]:
    """Independent trials with the tails of Student's t."""
    normal = independent(sessions, trials, draw)
    squares = draw.normals(FREEDOM * sessions * trials).reshape(FREEDOM, sessions, trials) ** 2
    scale = sqrt((FREEDOM - 2) / FREEDOM)
    return np.asarray(scale * normal / np.sqrt(squares.mean(axis=0)))


def autocorrelated(sessions: int, trials: int, draw: Draw) -> NDArray[np.float64]:
    """Independent trials whose returns go on into the next session."""
    found = independent(sessions, trials, draw)
    fresh = sqrt(1.0 - CARRIED**2)
    for session in range(1, sessions):
        found[session] = CARRIED * found[session - 1] + fresh * found[session]
    return found


def _mixing(count: int) -> NDArray[np.float64]:
    """What makes of independent numbers a row in which neighbours correlate."""
    steps = np.arange(count)
    return np.asarray(np.linalg.cholesky(NEIGHBOURS ** np.abs(steps[:, None] - steps)))


KINDS: dict[str, Noise] = {
    "independent": independent,
    "clustered": clustered,
    "grid-like": grid,
    "fat-tailed": fat_tailed,
    "autocorrelated": autocorrelated,
}

LONG_RUN = dict.fromkeys(KINDS, 1.0) | {"autocorrelated": sqrt((1.0 + CARRIED) / (1.0 - CARRIED))}
"""By how much more the mean of such returns moves than that of independent ones."""


def edge_of(kind: str, errors: float, sessions: int) -> float:
    """The mean return of a session that lies so many of its standard errors above 0.

    >>> edge_of("independent", 5.0, 10_000)
    0.0005
    """
    return errors * DEVIATION * LONG_RUN[kind] / sqrt(sessions)
