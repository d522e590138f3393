"""What a run returned in each session, as floats: statistics are made of it, and no money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.optimise.returns import day_returns

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from farthing.backtest.result import Result


def session_returns(result: Result) -> tuple[tuple[date, ...], NDArray[np.float64]]:
    """The sessions of a run and what it returned in each; the first begins with its capital.

    Args:
        result: of ``farthing.run`` or ``farthing.simulate``.

    Returns:
        The sessions that have bars, and one simple return for each of them. A return may end at
        nothing; what follows a session with a bar at which the account was nothing is NaN, as
        statistics of such a run are None (``farthing.backtest.ruin``).

    >>> import farthing as ft
    >>> import polars as pl
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": "A",
    ...                       "open": [10.0, 10.0], "close": [10.0, 11.0]})
    >>> result = ft.simulate(frame, targets=[[10], [10]], unit="shares", capital=1000)
    >>> session_returns(result)[1].round(12).tolist()
    [0.0, 0.01]
    """
    days, returns = day_returns(result)
    return tuple(days.astype("datetime64[D]").tolist()), returns
