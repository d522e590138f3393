"""The coarse bars of all instruments, one table after the other."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import BAR_BYTES, INSTANT, days_of
from farthing.data.coarse.bars import coarse_bars
from farthing.data.coarse.buckets import Buckets, buckets
from farthing.data.coarse.splits import in_shares_of_the_end
from farthing.data.scans import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.data.coarse.length import Length

TOGETHER_ROWS = 256 * 2**20 // BAR_BYTES
"""Bars that are loaded at once; of more, those of one instrument at a time."""

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class CoarseTables:
    """What bars come to when they are put together.

    Args:
        buckets: where coarse bars can be.
        days: of all sessions, since 1970-01-01.
        arrays: the coarse bars of each instrument, in order.
        last: when the last bar that went into them ended; what is complete later is not complete.
    """

    buckets: Buckets
    days: NDArray[np.int32]
    arrays: list[BarArrays]
    last: int


def coarse_tables(bars: Bars, length: Length, until: int | None = None) -> CoarseTables:
    """Puts the bars inside the hours of their sessions together, up to the session of a day.

    A bar belongs to the coarse one in which it ends. Where bars of hours end behind the close of
    their session, its last coarse bar has those that end first.

    Raises:
        ConfigurationError: weeks or months of bars without a calendar.
        DataError: numbers that are too large together.
    """
    found = buckets(bars, length)
    days = days_of(bars.sessions.get_column("session"))
    fine = _Fine(bars, days, until)
    settled = _settled(fine, bars) if bars.frequency == "1h" else None
    splits = () if length.is_within_sessions else bars.splits
    arrays: list[BarArrays] = []
    last = -NEVER
    for instrument, own in zip(bars.instruments, fine, strict=True):
        if settled is not None:
            own = own.at(own.times <= settled[fine.sessions(own)])  # noqa: PLW2901
        sessions = fine.sessions(own)
        numbers = found.numbers(own.times, sessions)
        mine = [split for split in splits if split.symbol == instrument.symbol]
        if mine:
            own = in_shares_of_the_end(  # noqa: PLW2901
                own, sessions, found.sessions[numbers], mine, days
            )
        arrays.append(coarse_bars(own, numbers, found, days))
        last = max(last, int(own.times[-1])) if len(own) else last
    return CoarseTables(found, days, arrays, last)


class _Fine:
    """The bars of each instrument inside the hours of sessions, as often as they are asked for."""

    def __init__(self, bars: Bars, days: NDArray[np.int32], until: int | None) -> None:
        self._bars, self._days = bars, days
        self._until = int(days[-1]) if until is None else until
        self._whole = load(bars.tables, bars.instruments, TOGETHER_ROWS)

    def __iter__(self) -> Iterator[BarArrays]:
        first = int(self._days[0])
        for table in self._tables():
            yield table.between(first, self._until).regular()

    def sessions(self, table: BarArrays) -> NDArray[np.int64]:
        """The session of each bar, by index."""
        return np.searchsorted(self._days, table.days)

    def _tables(self) -> Iterable[BarArrays]:
        if self._whole is not None:
            return self._whole
        each = (load(self._bars.tables, [one], sys.maxsize) for one in self._bars.instruments)
        return (found[0] for found in each if found is not None)


def _settled(fine: _Fine, bars: Bars) -> NDArray[np.int64]:
    """When each session is over: the first end of a bar at its close or behind it.

    What ends later still is no part of it: nobody could know that it was to come.
    """
    closes = bars.sessions.get_column("close").cast(INSTANT).to_physical().to_numpy()
    found = np.full(len(closes), NEVER, dtype=np.int64)
    for table in fine:
        sessions = fine.sessions(table)
        is_late = table.times >= closes[sessions]
        np.minimum.at(found, sessions[is_late], table.times[is_late])
    return found
