"""Bars into the core: exact decimals, and numbers of eight bytes as floats are."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from farthing.backtest.feed import Feed
from farthing.data.arrays import PRICES, arrays_of
from farthing.types import Instrument

if TYPE_CHECKING:
    from farthing.data.bars import Bars
    from farthing.lab.overhead.work import Work


class Loading:
    """The bars of a work, twice.

    The twin's tables hold plain numbers of eight bytes, which are taken as they are: what a table
    of floats costs, without the conversion that exact decimals need.
    """

    def __init__(self, work: Work) -> None:
        """Makes the second form of the tables."""
        self.config = work.config
        self.exact = _in_memory(work.bars)
        self.twin = _plain(self.exact)

    def timed(self, side: str) -> float:
        """Seconds of loading all bars; side is ``exact`` or ``twin``."""
        bars = self.twin if side == "twin" else self.exact
        bars.kept.clear()
        began = time.perf_counter()
        feed = Feed(bars, self.config.start, self.config.end, whole_bytes=2**62)
        feed.next()
        seconds = time.perf_counter() - began
        bars.kept.clear()
        return seconds


def _in_memory(bars: Bars) -> Bars:
    return replace(
        bars, tables={name: table.collect().lazy() for name, table in bars.tables.items()}
    )


def _plain(bars: Bars) -> Bars:
    """Bars whose prices and volumes are the digits themselves."""
    names = [each.symbol for each in bars.instruments]
    frames = [bars.tables[name].collect() for name in names]
    arrays = arrays_of(frames, bars.instruments)
    tables = {}
    for name, frame, table in zip(names, frames, arrays, strict=True):
        columns = dict(zip(PRICES, table.prices, strict=True))
        if table.volume is not None:
            columns["volume"] = table.volume
        plain = [pl.Series(column, digits, dtype=pl.Int64) for column, digits in columns.items()]
        tables[name] = frame.with_columns(plain).lazy()
    instruments = tuple(Instrument(name, price_scale=0) for name in names)
    return replace(bars, instruments=instruments, tables=tables)
