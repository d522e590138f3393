"""Cuts: the bars after which the market is taken away or made another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.trust.check.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.trust.check.market import Market
    from farthing.trust.check.subject import Subject


def moments(whole: Market, told: Subject) -> list[Moment]:
    """The bars of a run, in their order."""
    bars = told.bars
    tables = [whole.tables[symbol, bars.frequency] for symbol in bars.symbols]
    rows = pl.concat([each.select("time", "session", "extended") for each in tables])
    first, last = bars.start or bars.range()[0], bars.end or bars.range()[1]
    rows = rows.filter(pl.col("session").is_between(first, last))
    if not bars.extended:
        rows = rows.filter(~pl.col("extended"))
    line = rows.select(pl.col("time").dt.epoch("ns"), "session").unique("time").sort("time")
    return [Moment(time, day) for time, day in line.iter_rows()]


def cuts(line: Sequence[Moment], decided_ns: Iterable[int], count: int) -> list[Moment]:
    """So many bars to cut after: half of them bars of orders, the others spread over the run.

    An order that another future would change shows best where nothing but the future comes after
    its bar. The last bar is none: nothing comes after it.

    >>> from datetime import date
    >>> line = [Moment(number, date(2024, 1, 1)) for number in range(10)]
    >>> [each.time_ns for each in cuts(line, [3, 4], 4)]
    [0, 3, 4, 8]
    """
    before = line[:-1]
    times = np.array([each.time_ns for each in before], dtype=np.int64)
    known = np.unique(np.array([*decided_ns], dtype=np.int64))
    places = np.flatnonzero(np.isin(times, known))
    chosen = set(_spread(places, count - count // 2))
    others = np.array([each for each in range(len(before)) if each not in chosen], dtype=np.int64)
    chosen |= set(_spread(others, count - len(chosen)))
    return [before[place] for place in sorted(chosen)]


def _spread(places: np.ndarray[tuple[int], np.dtype[np.int64]], count: int) -> list[int]:
    """So many of some places, from the first to the last."""
    if len(places) <= count:
        return [int(each) for each in places]
    wanted = np.linspace(0, len(places) - 1, count).round().astype(int)
    return [int(places[each]) for each in wanted]
