"""How often the best trial of one half of time is below the median in the other half."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError
from farthing.optimise.validation.chunks import chunks
from farthing.optimise.validation.trials import trials_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.chunks import Step
    from farthing.optimise.validation.trials import Trials

    Found = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

BLOCKS = 16
"""What the authors use: 12,870 ways to halve time."""

BLOCKS_MOST = 20
"""More blocks have more than 184,756 ways to halve time, and tell no more."""

SESSIONS_OF_BLOCK = 2
"""Sessions that a block has at least."""


@dataclass(frozen=True, slots=True)
class Overfitting:
    """The probability of backtest overfitting, and what else halving time shows.

    Attributes:
        probability: share of halvings in which the best trial of one half is at most the median of
            the other.
        loss: of halvings in which it has a Sharpe ratio in both halves, the share in which that is
            below 0 in the other; None where there is none.
        slope: by how much its Sharpe ratio there rises with that of the half it was chosen in, by
            least squares; None where that is always the same.
        halvings: how many ways to halve time there are.
        blocks: of how many parts halves are made.
    """

    probability: float
    loss: float | None
    slope: float | None
    halvings: int
    blocks: int


def overfitting(
    returns: ArrayLike | Trials, *, blocks: int = BLOCKS, step: Step | None = None
) -> Overfitting:
    """Halves time in all ways, chooses in one half and looks in the other (CSCV).

    It is reported beside the tests of ``superior_ability``, and is no test by itself: of trials
    without any edge it is about one half, of twenty trials that are one it is too.

    Time is cut into blocks as even as sessions allow; each half has as many blocks as the other. A
    trial whose returns are all the same in a half has no Sharpe ratio there, and counts as the
    worst.

    Source: Bailey, Borwein, Lopez de Prado and Zhu, The probability of backtest overfitting, 2015.

    Args:
        returns: sessions x trials.
        blocks: an even number of parts.
        step: called with halvings done, and halvings asked.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.
        ConfigurationError: blocks are not even, or are more than 20.

    >>> import numpy as np
    >>> falling = np.linspace(0.01, -0.01, 64)[:, None] * [1.0, -1.0]
    >>> overfitting(falling, blocks=2).probability
    1.0
    """
    given.count(blocks, "blocks")
    if blocks % 2 or blocks > BLOCKS_MOST:
        raise ConfigurationError(
            f"blocks {blocks}: time is halved into blocks of an even number, {BLOCKS_MOST} at most"
        )
    trials = trials_of(returns, sessions_least=SESSIONS_OF_BLOCK * blocks, trials_least=2)
    first, second, ranks = _halved(trials.returns, blocks, step)
    is_defined = np.isfinite(first) & np.isfinite(second)
    chosen, seen = first[is_defined], second[is_defined]
    return Overfitting(
        probability=float((ranks / (len(trials) + 1) <= 0.5).mean()),
        loss=float((seen < 0.0).mean()) if len(seen) else None,
        slope=_slope(chosen, seen),
        halvings=len(ranks),
        blocks=blocks,
    )


def _halved(returns: NDArray[np.float64], blocks: int, step: Step | None) -> Found:
    """What each halving chooses: its Sharpe ratio in both halves, and its rank in the other."""
    edges = np.linspace(0, len(returns), blocks + 1).round().astype(np.int64)
    starts, counts = edges[:-1], np.diff(edges)
    means = returns.mean(axis=0)
    centred = returns - means  # or the squares lose their last digits
    sums = np.add.reduceat(centred, starts, axis=0)
    squares = np.add.reduceat(np.square(centred, out=centred), starts, axis=0)
    is_in = _choices(blocks)
    # what one halving chooses in, its mirror image looks in: one has the other's Sharpe ratios
    first, second, ranks = np.empty((3, len(is_in)))
    for rows in chunks(len(is_in) // 2, returns.shape[1], step):
        mirrored = slice(len(is_in) - rows.stop, len(is_in) - rows.start)
        one, other = (
            _sharpes(each @ sums, each @ squares, each @ counts, means)
            for each in (is_in[rows], is_in[mirrored][::-1])
        )
        first[rows], second[rows], ranks[rows] = _looked(one, other)
        found = _looked(other, one)
        first[mirrored], second[mirrored], ranks[mirrored] = (each[::-1] for each in found)
    return first, second, ranks


def _choices(blocks: int) -> NDArray[np.float64]:
    """The blocks that each halving chooses in are 1; the last halving has what the first has not.

    >>> _choices(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    is_in = np.zeros((comb(blocks, blocks // 2), blocks))
    halves = np.array(list(combinations(range(blocks), blocks // 2)))
    np.put_along_axis(is_in, halves, 1.0, axis=1)
    return is_in


def _looked(chosen: NDArray[np.float64], seen: NDArray[np.float64]) -> Found:
    """The best of each row, what it is in the other half, and its rank there."""
    rows = np.arange(len(chosen))
    best = chosen.argmax(axis=1)
    reached = seen[rows, best]
    below, level = (
        np.count_nonzero(each, axis=1)
        for each in (seen < reached[:, None], seen == reached[:, None])
    )
    return chosen[rows, best], reached, below + (level + 1) / 2


def _sharpes(
    sums: NDArray[np.float64],
    squares: NDArray[np.float64],
    counts: NDArray[np.float64],
    means: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Mean over deviation, of halvings x trials; minus infinity where there is no deviation.

    Sums and squares are used up.
    """
    sums /= counts[:, None]
    squares /= counts[:, None]
    spread = squares - sums**2
    squares *= 1e-12
    is_still = spread <= squares
    sums += means
    np.sqrt(np.maximum(spread, 0.0, out=spread), out=spread)
    spread[is_still] = 1.0
    sums /= spread
    sums[is_still] = -np.inf
    return sums


def _slope(chosen: NDArray[np.float64], seen: NDArray[np.float64]) -> float | None:
    if len(chosen) < 2:
        return None
    apart = chosen - chosen.mean()
    spread = float((apart**2).sum())
    return float((apart * (seen - seen.mean())).sum()) / spread if spread > 0.0 else None
