"""Parts of a run of which others publish figures, and that no other case shows by itself.

``claim-positions`` is the table of what was held at the end of each session, ``claim-statistics``
the statistics of a run of a hundred trades, ``claim-walk`` a walk forward of four windows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import workloads

import farthing
from farthing.optimise.validation.forward import walk_forward
from farthing.rules import Rules, close, param, percent, sma

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

TRADES = 100
DAYS = 1_000
TRAINED, TESTED = 600, 100
"""Sessions of a window of the walk, and of its test: four of them."""
LENGTHS = (5, 10, 20, 40)
"""Lengths that each window chooses among."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, as a hash, and of how many parts it is."""

    digest: str
    facts: dict[str, str]
    work: int


def _made(told: str, what: str, count: int) -> Made:
    return Made(hashlib.sha256(told.encode()).hexdigest(), {what: str(count)}, count)


@cache
def market() -> Bars:
    """Days of one asset that wanders."""
    chance = np.random.default_rng(5)
    cents = 10_000 + np.cumsum(chance.integers(-90, 91, DAYS))
    days = [date(2020, 1, 1) + timedelta(days=place) for place in range(DAYS)]
    prices = pl.Series(cents).cast(pl.Decimal(20, 2)) / 100
    columns = dict.fromkeys(("open", "high", "low", "close"), prices)
    return farthing.bars_from_frame(pl.DataFrame({"date": days, "symbol": "A", **columns}))


def positions() -> Callable[[], Made]:
    """What D held, session by session, with its parts changed once a month."""
    prepared = farthing.prepare(workloads.bars("D"))
    said = np.full(prepared.shape, np.nan)
    said[::21] = 1 / prepared.shape[1]
    result = prepared.targets(said)

    def made() -> Made:
        rows = len(replace(result).positions)
        return _made(str(rows), "rows", rows)

    return made


def statistics() -> Callable[[], Made]:
    """Those of a run that buys and sells a hundred times."""
    prepared = farthing.prepare(market())
    said = np.full(prepared.shape, np.nan)
    changes = said[:: DAYS // (2 * TRADES)]
    changes[0::2], changes[1::2] = 0.9, 0.0
    result = prepared.targets(said)

    def made() -> Made:
        found = replace(result).statistics
        return _made(repr(found), "trades", found.trades)

    return made


def walk() -> Callable[[], Result]:
    """Four windows that choose a length, and trade it."""
    bars = market()
    average = sma("close", param("length"))
    rules = Rules(entry=close > average, exit=close < average, size=percent(0.9))
    trials = [{"length": length} for length in LENGTHS]

    def made() -> Result:
        return walk_forward(rules, trials, bars=bars, train=TRAINED, test=TESTED).result

    return made


CASES: dict[str, Callable[[], Callable[[], Any]]] = {
    "claim-positions": positions,
    "claim-statistics": statistics,
    "claim-walk": walk,
}
