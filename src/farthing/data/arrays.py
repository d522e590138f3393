"""Bars as arrays of integers: what the core takes, instrument by instrument."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.decimals import canonical
from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from farthing.types import Instrument

INSTANT = pl.Datetime("ns", "UTC")
"""How instants are kept."""

PRICES = ("open", "high", "low", "close")

BAR_BYTES = 53
"""One bar in arrays: an instant, four prices and a volume in eight bytes each, a day, a flag."""

FRAME_BYTES = 96
"""One bar in a frame: polars keeps a price in sixteen bytes."""

TOGETHER_BYTES = 64 * 2**20
"""Tables that take no more than this are taken together: each costs more than its rows."""


@dataclass(frozen=True, slots=True)
class BarArrays:
    """The bars of one instrument, ascending by time.

    Args:
        times: when bars end, in nanoseconds since 1970-01-01 UTC.
        days: their sessions, in days since then.
        prices: opens, highs, lows and closes, in units of the instrument's last digit; of four
            or eight bytes.
        volume: likewise; None where the data has none.
        extended: which bars are outside the hours of their sessions; None where none is.
    """

    times: NDArray[np.int64]
    days: NDArray[np.int32]
    prices: tuple[NDArray[np.signedinteger[Any]], ...]
    volume: NDArray[np.signedinteger[Any]] | None
    extended: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """How many bars."""
        return len(self.times)

    def between(self, first: int, last: int) -> BarArrays:
        """The bars of a range of days."""
        if not len(self) or (first <= self.days[0] and self.days[-1] <= last):
            return self
        begin, stop = np.searchsorted(self.days, [first, last + 1])
        return self.at(slice(begin, stop))

    def regular(self) -> BarArrays:
        """The bars inside the hours of their sessions."""
        return self if self.extended is None else self.at(~self.extended)

    def at(self, which: slice | NDArray[np.bool_]) -> BarArrays:
        """Some of the bars."""
        taken = [
            None if values is None else np.ascontiguousarray(values[which])
            for values in (self.volume, self.extended)
        ]
        return BarArrays(
            self.times[which],
            self.days[which],
            tuple(np.ascontiguousarray(price[which]) for price in self.prices),
            *taken,
        )


def days_of(column: pl.Series) -> NDArray[np.int32]:
    """Dates as days since 1970-01-01.

    >>> days_of(pl.Series(["1970-01-03"]).str.to_date())
    array([2], dtype=int32)
    """
    return column.cast(pl.Int32).to_numpy()


def day_number(day: date) -> int:
    """A date as days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def arrays_of(frames: Sequence[pl.DataFrame], instruments: Sequence[Instrument]) -> list[BarArrays]:
    """The bars of frames, one for each instrument; those that are alike are taken together.

    Raises:
        DataError: a bar has a hole, or its numbers are not those of its instrument.
    """
    found: list[BarArrays] = []
    while len(found) < len(frames):
        begin = len(found)
        alike = _alike(frames, instruments, begin)
        whole = pl.concat(frames[begin:alike], rechunk=True) if alike - begin > 1 else frames[begin]
        lengths = [len(frame) for frame in frames[begin:alike]]
        found += split_arrays(whole, lengths, instruments[begin:alike])
    return found


def _alike(frames: Sequence[pl.DataFrame], instruments: Sequence[Instrument], begin: int) -> int:
    """Where the frames end that have the columns and the scales of a first one."""
    schema, scales = frames[begin].schema, _scales(instruments[begin])
    room = TOGETHER_BYTES // FRAME_BYTES - len(frames[begin])
    for stop in range(begin + 1, len(frames)):
        room -= len(frames[stop])
        if room < 0 or frames[stop].schema != schema or _scales(instruments[stop]) != scales:
            return stop
    return len(frames)


def _scales(instrument: Instrument) -> tuple[int, int]:
    return instrument.price_scale, instrument.volume_scale


def split_arrays(
    frame: pl.DataFrame, lengths: Sequence[int], instruments: Sequence[Instrument]
) -> list[BarArrays]:
    """The bars of instruments of the same scales that lie one after the other in a frame.

    Args:
        frame: columns as `farthing.data.bars.Bars.tables` describes; any others do not count.
        lengths: rows of each instrument.
        instruments: whose rows these are.

    Raises:
        DataError: a bar has a hole, or its numbers are not those of its instrument.
    """
    edges = list(accumulate(lengths, initial=0))
    assert edges[-1] == len(frame), f"{len(frame)} rows are no {edges[-1]}"
    symbols = _Owners([each.symbol for each in instruments], edges)
    _check_whole(frame, symbols)
    price_scale, volume_scale = _scales(instruments[0])
    times = _digits(frame.get_column("time").cast(INSTANT))
    days = days_of(frame.get_column("session"))
    prices = [_mantissas(symbols, frame.get_column(name), price_scale) for name in PRICES]
    volume = extended = None
    if "volume" in frame.columns:
        volume = _mantissas(symbols, frame.get_column("volume"), volume_scale)
    if "extended" in frame.columns and frame.get_column("extended").any():
        extended = frame.get_column("extended").to_numpy()
    return [
        BarArrays(
            times[begin:stop],
            days[begin:stop],
            tuple(price[begin:stop] for price in prices),
            None if volume is None else volume[begin:stop],
            None if extended is None else extended[begin:stop],
        )
        for begin, stop in pairwise(edges)
    ]


@dataclass(frozen=True, slots=True)
class _Owners:
    """Which symbol a row of several tables is of; asked for only where something is wrong."""

    symbols: list[str]
    edges: list[int]

    def at(self, row: int) -> str:
        """The symbol of a row."""
        return self.symbols[int(np.searchsorted(self.edges, row, side="right")) - 1]


def _check_whole(frame: pl.DataFrame, symbols: _Owners) -> None:
    for name in ("time", "session", *PRICES, "volume"):
        column = frame.get_column(name, default=None)
        if column is not None and column.null_count():
            hole = int(column.is_null().arg_true()[0])
            raise DataError(f"{symbols.at(hole)}: a bar has a missing value")


def _mantissas(symbols: _Owners, column: pl.Series, scale: int) -> NDArray[np.int64]:
    """The digits of a column of exact numbers at a scale; nothing is rounded.

    Raises:
        DataError: for floats, and for numbers that the scale does not hold.
    """
    dtype = column.dtype
    if dtype.is_integer():
        if scale == 0:
            return _digits(column.cast(pl.Int64))
        column = column.cast(pl.Decimal(38, 0))
    elif not isinstance(dtype, pl.Decimal):
        raise DataError(
            f"{symbols.at(0)}: {column.name} is of type {dtype}; bars of a run are Decimal or "
            "integers: make them with farthing.bars_from_frame"
        )
    if column.dtype.scale != scale:  # type: ignore[attr-defined]
        column = _rescaled(symbols, column, scale)
    return _digits(column)


def _rescaled(symbols: _Owners, column: pl.Series, scale: int) -> pl.Series:
    own = column.cast(pl.Decimal(38, 18))
    column = column.cast(pl.Decimal(38, scale))
    cut = (column.cast(pl.Decimal(38, 18)) != own).arg_true()
    if len(cut):
        row = int(cut[0])
        raise DataError(
            f"{symbols.at(row)}: {column.name} {canonical(own[row]):f} has more than the {scale} "
            "digits behind the point that its instrument has"
        )
    return column


def _digits(column: pl.Series) -> NDArray[np.int64]:
    """The integers that a column is made of."""
    if column.dtype.is_temporal():
        return column.cast(pl.Int64).to_numpy()
    return column.to_physical().cast(pl.Int64).to_numpy()
