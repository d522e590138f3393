"""An account that came to nothing: from then on no figure of returns means anything.

A return divides by what there was before. Where that is nothing or less, so is what is made of
returns: compounding, ratios, quantiles. Money stays exact, and is told as ever.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.report import text

if TYPE_CHECKING:
    from datetime import date

    from farthing.report.run import Run

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

PERIODS = ("months", "years")
"""Statistics that are lists of periods, each with its return."""


def ruin(run: Run) -> date | None:
    """The session in which equity was nothing or less for the first time, if there was one."""
    lost = run.equity.filter(pl.col("equity") <= 0)
    return None if lost.is_empty() else lost.get_column("session")[0]


def warning(run: Run, day: date | None) -> str:
    """What must be known before all else of an account that came to nothing."""
    if day is None:
        return ""
    first = run.equity.filter(pl.col("equity") <= 0).get_column("equity")[0]
    return (
        f"On {text.long_day(day)} equity was {text.money(first)} {run.currency}, nothing or less "
        "for the first time. No broker lets an account trade on from there, and no return can be "
        "reckoned on it: figures that rest on returns after that day are a dash or left out. What "
        "is told of the time after it is money."
    )


def without_returns(run: Run, day: date | None) -> Run:
    """The run with None for every statistic that rests on returns after a day, if there is one."""
    if day is None:
        return run
    statistics = run.statistics
    unknown: dict[str, Any] = {name: None for name in OF_RETURNS if name in statistics}
    periods = {name: [_period(each, day) for each in statistics[name]] for name in PERIODS}
    if "benchmark_sessions" in statistics:
        unknown["benchmark_sessions"] = 0  # the note on them is left out
    return replace(
        run, manifest={**run.manifest, "statistics": {**statistics, **unknown, **periods}}
    )


def _period(period: dict[str, Any], day: date) -> dict[str, Any]:
    """A month or year, whose return is unknown where it does not end before a day."""
    last = (period["year"], period["month"] or 12)
    return period if last < (day.year, day.month) else {**period, "total_return": None}
