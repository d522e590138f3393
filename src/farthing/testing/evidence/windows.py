"""What prices did after a bar, from the first one at which anybody could trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.testing.evidence.series import Series


def whole(series: Series, horizon: int, warm_up: int) -> NDArray[np.int64]:
    """The bars that have a whole window after them, and the detector's warm-up before them.

    Args:
        series: of one symbol.
        horizon: bars of the window, which begins with the bar after.
        warm_up: bars that the detector has heard before; counted anew after a hole.
    """
    bars = np.arange(len(series))
    has_heard = bars - series.since >= warm_up
    return np.flatnonzero(has_heard & (bars + horizon < series.until))


def forward(series: Series, horizon: int) -> NDArray[np.float64]:
    """The return after each bar: from the next bar's open to the close ``horizon`` bars on.

    The next bar is the first of the window, so that a horizon of 1 is one bar from open to close.
    Shares of the price, before costs and dividends; NaN where the bars end before.

    >>> from farthing.testing.evidence.series import Series
    >>> prices = np.array([10.0, 20.0, 30.0, 60.0])
    >>> series = Series("A", *[prices] * 7, np.array([]), prices)
    >>> forward(series, 2).tolist()
    [0.5, 1.0, nan, nan]
    """
    found = np.full(len(series), np.nan)
    count = len(series) - horizon
    if count > 0:
        found[:count] = series.closes[horizon:] / series.opens[1 : count + 1] - 1.0
    return found


def crossed(series: Series, bars: NDArray[np.int64], horizon: int) -> int:
    """How many windows after some bars have a split in them, after their entry."""
    return int(
        sum(((bars + 1 < split) & (split <= bars + horizon)).sum() for split in series.splits)
    )
