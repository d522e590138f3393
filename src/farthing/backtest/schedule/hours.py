"""The hours of sessions, as schedules count them: whole weeks and months, and which are short."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from farthing.data.whole import has_calendar, whole_sessions

if TYPE_CHECKING:
    import polars as pl

    from farthing.data.bars import Bars

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Hours:
    """One session.

    Args:
        day: its date.
        opens: in nanoseconds since 1970-01-01 UTC.
        closes: likewise.
        is_half: whether it closes earlier than most sessions of its month.
    """

    day: date
    opens: int
    closes: int
    is_half: bool


def hours_of(bars: Bars, calendar: str | None = None) -> tuple[Hours, ...]:
    """The sessions of bars, or of another calendar in their days, with whole weeks and months.

    Raises:
        ConfigurationError: nothing knows the calendar.
        OutsideData: the calendar does not know the weeks and months that the bars touch.
    """
    from farthing.data.calendar import calendar as find_calendar

    tz = find_calendar(calendar or bars.calendar).tz
    return _with_halves(_rows(whole_sessions(bars, calendar)), tz)


def hours_of_days(bars: Bars) -> tuple[Hours, ...]:
    """The sessions of bars alone: enough where no week or month is counted."""
    tz = "UTC"
    if has_calendar(bars):
        from farthing.data.calendar import calendar

        tz = calendar(bars.calendar).tz
    return _with_halves(_rows(bars.sessions), tz)


Row = tuple[date, int, int]


def _rows(sessions: pl.DataFrame) -> list[Row]:
    days = sessions.get_column("session").to_list()
    ends = (sessions.get_column(name).to_physical().to_list() for name in ("open", "close"))
    return list(zip(days, *ends, strict=True))


def _with_halves(rows: list[Row], tz: str) -> tuple[Hours, ...]:
    zone = ZoneInfo(tz)
    clock = [_seconds_of_day(row, zone) for row in rows]
    by_month: defaultdict[tuple[int, int], Counter[float]] = defaultdict(Counter)
    for (day, _, _), seconds in zip(rows, clock, strict=True):
        by_month[day.year, day.month][seconds] += 1
    usual = {month: counts.most_common(1)[0][0] for month, counts in by_month.items()}
    return tuple(
        Hours(day, opens, closes, seconds < usual[day.year, day.month])
        for (day, opens, closes), seconds in zip(rows, clock, strict=True)
    )


def _seconds_of_day(row: Row, zone: ZoneInfo) -> float:
    """When a session closes by the clock of its market, counted from its date's midnight."""
    day, _, closes = row
    local = datetime.fromtimestamp(closes // NANOSECONDS, tz=UTC).astimezone(zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return (local.replace(tzinfo=UTC) - midnight).total_seconds()
