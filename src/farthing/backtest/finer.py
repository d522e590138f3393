"""Finer bars of the same instruments: what decides a bar in which two levels were touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from farthing.data.coarse.length import DAY_MINUTES, Length
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

    from farthing import _core
    from farthing.data.bars import Bars


def finer_panel(finer: Bars, bars: Bars, end: date | None, *, extended: bool) -> _core.Panel:
    """The finer bars up to the end of a run, all at once, in the order of its instruments.

    Raises:
        ConfigurationError: they are not finer, or lack an instrument of the run.
        DataError: their prices have more digits than the instruments of the run.
    """
    from farthing.backtest.feed import Feed

    if _minutes(finer) >= _minutes(bars):
        raise ConfigurationError(
            f"finer: bars of {finer.frequency} are not finer than those of the run, which are of "
            f"{bars.frequency}"
        )
    own = {instrument.symbol: instrument for instrument in finer.instruments}
    if missing := [symbol for symbol in bars.symbols if symbol not in own]:
        raise ConfigurationError(f"finer: there are no finer bars of {', '.join(missing)}")
    instruments = tuple(
        replace(instrument, volume_scale=own[instrument.symbol].volume_scale)
        for instrument in bars.instruments
    )
    tables = {symbol: finer.tables[symbol] for symbol in bars.symbols}
    same = replace(finer, instruments=instruments, tables=tables)
    _, last = finer.range()
    end = min(end, last) if end else None
    feed = Feed(same, None, end, extended=extended, whole_bytes=2**62)
    chunk = feed.next()
    assert chunk is not None, "a feed has one chunk at least"
    return chunk[0]


def _minutes(bars: Bars) -> int:
    """How long bars are, to tell which are finer; a day is longer than all parts of it."""
    return Length.of(bars.frequency).minutes or DAY_MINUTES
