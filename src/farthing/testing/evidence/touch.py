"""Which of two prices is reached first: target or stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.testing.evidence.series import Series

TARGET, NEITHER, STOP = 1, 0, -1


class Levels(NamedTuple):
    """Where a trade is won and where it is lost, as multiples of the close before its entry."""

    target: float
    stop: float


def touched(
    series: Series, bars: NDArray[np.int64], levels: Levels, horizon: int
) -> NDArray[np.int8]:
    """What is touched first in the window after each bar: target (1), stop (-1) or neither (0).

    A bar that touches both is counted as stopped, since nobody can say which came first; one that
    opens beyond a level has touched it.

    Args:
        series: of one symbol.
        bars: with which the levels became known; each has a whole window.
        levels: the same for all of these bars; a target above the stop is that of a long side.
        horizon: bars of the window.

    >>> from farthing.testing.evidence.series import Series
    >>> prices = np.array([10.0, 11.0, 12.0, 9.0])
    >>> series = Series("A", *[prices] * 7, np.array([]), prices)
    >>> touched(series, np.array([0, 1]), Levels(1.2, 0.9), 2).tolist()
    [1, -1]
    """
    is_long = levels.target > levels.stop
    target, stop = series.closes[bars] * levels.target, series.closes[bars] * levels.stop
    found = np.zeros(len(bars), dtype=np.int8)
    open_ones = np.arange(len(bars))
    for step in range(1, horizon + 1):
        now = bars[open_ones] + step
        best, worst = (
            (series.highs[now], series.lows[now])
            if is_long
            else (-series.lows[now], -series.highs[now])
        )
        sign = 1.0 if is_long else -1.0
        is_lost = worst <= sign * stop[open_ones]
        is_won = ~is_lost & (best >= sign * target[open_ones])
        found[open_ones[is_lost]] = STOP
        found[open_ones[is_won]] = TARGET
        open_ones = open_ones[~(is_lost | is_won)]
        if not len(open_ones):
            break
    return found
