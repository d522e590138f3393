"""Random entries: what as many trades of the same symbols and sides make at any other time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from farthing.testing.evidence.interval import CHANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.draw import Draw


class Pool(NamedTuple):
    """What entries of one symbol and side could have made, and how many there are."""

    values: NDArray[np.float64]
    entries: int


def random_means(pools: Sequence[Pool], draws: int, draw: Draw) -> NDArray[np.float64]:
    """The mean of as many random entries as there are, once for each draw.

    Args:
        pools: of each symbol and side; an entry is drawn from its own, with replacement.
        draws: how many times all are drawn.
        draw: where chance comes from.

    >>> from farthing.draw import Draw
    >>> random_means([Pool(np.array([1.0, 1.0]), 2), Pool(np.array([4.0]), 1)], 2, Draw(1)).tolist()
    [2.0, 2.0]
    """
    total = np.zeros(draws)
    for values, entries in pools:
        picked = draw.integers(0, len(values) - 1, draws * entries)
        total += values[picked].reshape(draws, entries).sum(axis=1)
    return total / sum(each.entries for each in pools)


def told(means: NDArray[np.float64], mean: float) -> dict[str, float]:
    """Between what 95 % of draws lie, and the share of draws that did as well or better."""
    low, high = np.quantile(means, (CHANCE / 2, 1 - CHANCE / 2))
    return {
        "control_low": float(low),
        "control_high": float(high),
        "beaten": float((means >= mean).mean()),
    }
