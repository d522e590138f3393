"""An account that came to nothing: what must be known before all else of its page.

Statistics of returns are None then (``farthing.backtest.ruin``); money stays exact, and is told as
ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from farthing.backtest import ruin
from farthing.report import text

if TYPE_CHECKING:
    from datetime import date

    from farthing.report.run import Run


def lost_on(run: Run) -> date | None:
    """The session since which returns are not defined, if there is one."""
    found = ruin.ruin(run.equity)
    return None if found is None or found.is_last else found.first


def warning(run: Run) -> str:
    """In words, where an account came to nothing, be it at the end; else nothing."""
    found = ruin.ruin(run.equity)
    if found is None:
        return ""
    first = run.equity.filter(pl.col("equity") <= 0).get_column("equity")[0]
    return (
        f"On {text.long_day(found.first)} equity was {text.money(first)} {run.currency}, nothing "
        "or less for the first time. No broker lets an account trade on from there, and no return "
        "can be reckoned on it: figures that rest on returns after that day are a dash or left "
        "out. What is told of the time after it is money."
    )
