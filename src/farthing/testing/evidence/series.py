"""The prices of a symbol as returns need them: without splits, with its holes known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import day_number, days_of
from farthing.data.scans import load
from farthing.errors import DataError
from farthing.wyckoff.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Instrument, Split

ROWS_MOST = 2**31
PRICE_NAMES = ("opens", "highs", "lows", "closes")

HOLE_SESSIONS = int(Parameters()["gap_sessions"])
"""More sessions of the calendar than this without a bar are a hole, which no return crosses; the
detector begins anew behind it."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The bars of one symbol, ascending by time; arrays have one value for each bar.

    Attributes:
        symbol: whose bars.
        place: where each bar stands among the times of all symbols.
        opens: per share as counted on the first day, as all prices here; in the bars' currency.
        highs: likewise.
        lows: likewise.
        closes: likewise.
        since: the first bar that no hole divides from this one.
        until: one past the last such bar.
        splits: the bars with which splits take effect; not one for each bar.
        days: the sessions of the bars, in days since 1970-01-01.
    """

    symbol: str
    place: NDArray[np.int64]
    opens: NDArray[np.float64]
    highs: NDArray[np.float64]
    lows: NDArray[np.float64]
    closes: NDArray[np.float64]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    splits: NDArray[np.int64]
    days: NDArray[np.int32]

    def __len__(self) -> int:
        """How many bars."""
        return len(self.place)


def series_of(bars: Bars) -> dict[str, Series]:
    """The prices of each symbol of some bars, without their splits.

    Prices become floats here: what is made of them are statistics, and no money.

    Args:
        bars: a bundle's, or of ``farthing.bars_from_frame``.

    Raises:
        DataError: there are too many bars, or a bar has a hole.

    >>> from datetime import date
    >>> import farthing as ft
    >>> days = [date(2024, 1, 2), date(2024, 1, 3)]
    >>> frame = {"time": days, "open": [10, 6], "close": [12, 7]}
    >>> import polars as pl
    >>> split = ft.Split("A", days[1], new=2, old=1)
    >>> bars = ft.bars_from_frame(pl.DataFrame(frame), symbol="A", splits=[split])
    >>> series_of(bars)["A"].opens.tolist()
    [10.0, 12.0]
    """
    arrays = load(bars.tables, bars.instruments, ROWS_MOST)
    if arrays is None:
        raise DataError(f"more than {ROWS_MOST:,} bars: study fewer symbols at a time")
    times = np.unique(np.concatenate([each.times for each in arrays]))
    sessions = days_of(bars.sessions.get_column("session"))
    found = {}
    for instrument, own in zip(bars.instruments, arrays, strict=True):
        splits = [each for each in bars.splits if each.symbol == instrument.symbol]
        place = np.searchsorted(times, own.times)
        found[instrument.symbol] = _series(instrument, own, place, sessions, splits)
    return found


def _series(
    instrument: Instrument,
    own: BarArrays,
    place: NDArray[np.int64],
    sessions: NDArray[np.int32],
    splits: Sequence[Split],
) -> Series:
    shares = np.full(len(own), 10.0**-instrument.price_scale)
    begins = [int(np.searchsorted(own.days, day_number(each.date))) for each in splits]
    for begin, split in zip(begins, splits, strict=True):
        shares[begin:] *= split.new / split.old
    since, until = _pieces(np.searchsorted(sessions, own.days))
    opens, highs, lows, closes = (price * shares for price in own.prices)
    return Series(
        symbol=instrument.symbol,
        place=place,
        opens=opens,
        highs=highs,
        lows=lows,
        closes=closes,
        since=since,
        until=until,
        splits=np.array(begins, dtype=np.int64),
        days=own.days,
    )


def _pieces(sessions: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first bar of the piece of each bar, and one past its last; holes divide pieces."""
    holes = np.flatnonzero(np.diff(sessions) > HOLE_SESSIONS + 1) + 1
    edges = np.concatenate(([0], holes, [len(sessions)])).astype(np.int64)
    lengths = np.diff(edges)
    return np.repeat(edges[:-1], lengths), np.repeat(edges[1:], lengths)
