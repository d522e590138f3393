"""Resampling: bars of minutes, hours or days as longer ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from farthing import given
from farthing.data.bars import Bars
from farthing.data.checksum import value_hash
from farthing.data.coarse.length import coarser
from farthing.data.coarse.tables import coarse_tables
from farthing.data.frame_of import frame_of
from farthing.data.plain import plain
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from farthing.data.arrays import BarArrays
    from farthing.types import Instrument


def resample(bars: Bars, frequency: str, *, unfinished: bool = False) -> Bars:
    """Bars put together to longer ones, session by session, with exact prices.

    Open, high, low and close are the first, the largest, the smallest and the last; volumes are
    summed. A bar ends with its session at the latest, and its time is when it is complete; bars
    outside the hours of sessions are left out. The rules stand in docs/RULES.md, section 15; a
    strategy sees the same bars with ``ctx.history(..., frequency=...)``.

    Args:
        bars: of minutes, hours or days.
        frequency: such as ``5m``, ``2h``, ``1d``, ``1w`` or ``1mo``; a whole number of the bars.
        unfinished: whether bars come too that are not complete when the bars end. The tables then
            have a column ``finished``.

    Returns:
        The longer bars, in memory. Those of minutes, hours and days can be run.

    Raises:
        ConfigurationError: the bars are not finer, or weeks and months of bars without a calendar.
        OutsideData: the calendar does not know the weeks or months.

    >>> import farthing as ft
    >>> frame = pl.DataFrame({"date": ["2024-01-11", "2024-01-12", "2024-01-16"],
    ...                       "open": [10.0, 10.5, 9.0], "close": [10.4, 9.8, 9.25]})
    >>> weeks = resample(ft.bars_from_frame(frame, calendar="XNYS"), "1w")
    >>> weeks.tables["ASSET"].select("session", "open", "high", "close").collect().row(0)
    (datetime.date(2024, 1, 12), Decimal('10.00'), Decimal('10.50'), Decimal('9.80'))
    >>> weeks.tables["ASSET"].collect().height  # the week of the 16th is not over
    1
    """
    if not isinstance(bars, Bars):
        raise ConfigurationError(
            f"bars are of type {type(bars).__name__}: give those of a bundle, "
            "farthing.bundle(NAME).bars(), or farthing.bars_from_frame(FRAME)"
        )
    given.truth(unfinished, "unfinished")
    length = coarser(frequency, bars.frequency)
    found = coarse_tables(bars, length)
    tables = {
        instrument.symbol: _frame(arrays, instrument, found.last, unfinished=unfinished).lazy()
        for instrument, arrays in zip(bars.instruments, found.arrays, strict=True)
    }
    seen = {"bars": bars.digest, "frequency": frequency, "unfinished": unfinished}
    return replace(
        bars,
        frequency=frequency,
        tables=tables,
        digest=value_hash(plain(seen)),
        notes=(*bars.notes, f"bars of {frequency} were made of bars of {bars.frequency}"),
        extended=False,
    )


def _frame(
    arrays: BarArrays, instrument: Instrument, last: int, *, unfinished: bool
) -> pl.DataFrame:
    """A table as ``Bars.tables`` describes it."""
    is_finished = pl.col("time").to_physical() <= last
    frame = frame_of(arrays, instrument)
    if unfinished:
        return frame.with_columns(is_finished.alias("finished"))
    return frame.filter(is_finished)
