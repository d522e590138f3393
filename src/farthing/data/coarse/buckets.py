"""Buckets: the coarse bars that the sessions of a calendar have room for.

They come of the calendar alone: when a coarse bar ends is known before its first bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import INSTANT, days_of
from farthing.data.whole import check_calendar, whole_sessions

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.data.coarse.length import Length, Span

MINUTE = 60 * 10**9

MONDAYS = 3
"""1970-01-01 was a Thursday: so many days before it a week began."""


@dataclass(frozen=True, slots=True)
class Buckets:
    """Coarse bars by number, in the order of time.

    Args:
        first: the number of each session's first bucket, and behind them how many there are.
        opens: when each session opens, in nanoseconds since 1970-01-01 UTC.
        length: of a bucket, likewise; None where buckets are of whole sessions.
        begins: when each bucket begins.
        ends: when each bucket is complete.
        sessions: the last session of each, by its index.
    """

    first: NDArray[np.int64]
    opens: NDArray[np.int64]
    length: int | None
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    sessions: NDArray[np.int64]

    def numbers(self, times: NDArray[np.int64], sessions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The bucket in which each bar ends; one that ends behind its session is of the last.

        Args:
            times: when bars end.
            sessions: theirs, by index.
        """
        first: NDArray[np.int64] = self.first[sessions]
        if self.length is None:
            return first
        count = self.first[sessions + 1] - first
        place = -((self.opens[sessions] - times) // self.length)  # rounded up: ends are inside
        number: NDArray[np.int64] = first + np.clip(place, 1, count) - 1
        return number


def buckets(bars: Bars, length: Length) -> Buckets:
    """The buckets of a length in the sessions of bars.

    Raises:
        ConfigurationError: weeks or months are asked for, and the bars have no calendar.
        OutsideData: the calendar does not know the weeks and months that the bars touch.

    >>> import farthing as ft
    >>> import polars as pl
    >>> from farthing.data.coarse.length import Length
    >>> frame = pl.DataFrame({"date": ["2019-11-27", "2019-11-29"], "open": 1.0, "close": 1.0})
    >>> bars = ft.bars_from_frame(frame, calendar="XNYS")  # the second one closes at 13:00
    >>> found = buckets(bars, Length.of("2h"))
    >>> found.first.tolist(), found.sessions.tolist()
    ([0, 4, 6], [0, 0, 0, 0, 1, 1])
    """
    if length.span in ("week", "month"):
        return _of_spans(bars, length.span)
    opens, closes = _instants(bars.sessions, "open"), _instants(bars.sessions, "close")
    if length.minutes is None:
        every = np.arange(len(opens) + 1, dtype=np.int64)
        return Buckets(every, opens, None, opens, closes, every[:-1])
    nanoseconds = length.minutes * MINUTE
    counts = np.maximum(-((opens - closes) // nanoseconds), 1)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sessions = np.repeat(np.arange(len(opens), dtype=np.int64), counts)
    begins = opens[sessions] + (np.arange(first[-1]) - first[sessions]) * nanoseconds
    ends = np.minimum(begins + nanoseconds, closes[sessions])
    return Buckets(first, opens, nanoseconds, begins, ends, sessions)


def _of_spans(bars: Bars, span: Span) -> Buckets:
    """Weeks or months: complete with the close of the last session that the calendar has in them.

    What comes behind the last session of the bars is the calendar's to say, not the bars'.
    """
    check_calendar(bars, f"a bar of a {span}")
    every = whole_sessions(bars)
    own_keys = spans(days_of(bars.sessions.get_column("session")), span)
    keys = spans(days_of(every.get_column("session")), span)
    starts = np.flatnonzero(np.diff(own_keys, prepend=own_keys[0] - 1))
    last = np.searchsorted(keys, own_keys[starts], side="right") - 1
    number = np.searchsorted(starts, np.arange(len(own_keys)), side="right") - 1
    opens = _instants(bars.sessions, "open")
    return Buckets(
        first=np.append(number, len(starts)).astype(np.int64),
        opens=opens,
        length=None,
        begins=opens[starts],
        ends=_instants(every, "close")[last],
        sessions=np.append(starts[1:], len(own_keys)).astype(np.int64) - 1,
    )


def spans(days: NDArray[np.int32], span: Span) -> NDArray[np.int64]:
    """A number for each session, the same for those of one week or month; the next has the next.

    Args:
        days: since 1970-01-01.
        span: ``week`` or ``month``.

    >>> spans(np.array([3, 4, 10, 11, 31], dtype=np.int32), "week").tolist()
    [0, 1, 1, 2, 4]
    """
    wide = days.astype(np.int64)
    if span == "week":
        return (wide + MONDAYS) // 7
    months: NDArray[np.int64] = (
        wide.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    )
    return months


def _instants(sessions: pl.DataFrame, name: str) -> NDArray[np.int64]:
    return sessions.get_column(name).cast(INSTANT).to_physical().to_numpy().astype(np.int64)
