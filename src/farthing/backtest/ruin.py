"""An account that came to nothing on the way: since when, and what of it is not defined then.

A return is what grew, by what it grew from. Nothing grows from nothing or from a debt: the series
of returns has a hole there, and whatever is made of returns has no meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from datetime import date

OF_RETURNS = (
    "annual_return",
    "annual_volatility",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "omega_ratio",
    "tail_ratio",
    "value_at_risk",
    "conditional_value_at_risk",
    "turnover",
    "alpha",
    "beta",
    "information_ratio",
    "tracking_error",
    "up_capture",
    "down_capture",
)
"""Statistics of the returns of a whole run, or over its mean equity."""


class Ruin(NamedTuple):
    """Bars at whose close the account was nothing or less.

    Attributes:
        bars: how many.
        first: the session of the first.
        is_last: whether that is the run's last session: a return may end at nothing.
    """

    bars: int
    first: date
    is_last: bool


def ruin(equity: pl.DataFrame) -> Ruin | None:
    """Whether an account came to nothing.

    Args:
        equity: a row a bar, with ``session`` and ``equity``.

    >>> from datetime import date
    >>> days = [date(2024, 1, day) for day in (2, 3, 4)]
    >>> ruin(pl.DataFrame({"session": days, "equity": [10, -5, 0]}))
    Ruin(bars=2, first=datetime.date(2024, 1, 3), is_last=False)
    >>> ruin(pl.DataFrame({"session": days, "equity": [10, 5, 1]}))
    """
    sessions = equity.filter(pl.col("equity") <= 0).get_column("session")
    if sessions.is_empty():
        return None
    return Ruin(len(sessions), sessions[0], sessions[0] == equity.get_column("session")[-1])
