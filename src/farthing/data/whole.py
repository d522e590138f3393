"""Whole weeks and months of sessions: those of bars, and what their calendar has around them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    import polars as pl

    from farthing.data.bars import Bars


def whole_sessions(bars: Bars, calendar: str | None = None) -> pl.DataFrame:
    """The sessions of bars, or of another calendar in their days, with whole weeks and months.

    What bars say of their own sessions holds, where their calendar says something else.

    Raises:
        ConfigurationError: nothing knows the calendar.
        OutsideData: the calendar does not know the weeks and months that the bars touch.

    >>> import farthing as ft
    >>> import polars as pl
    >>> frame = pl.DataFrame({"date": ["2024-01-04"], "open": [1.0], "close": [1.0]})
    >>> found = whole_sessions(ft.bars_from_frame(frame, calendar="XNYS"))["session"]
    >>> len(found), str(found[0]), str(found[-1])
    (21, '2024-01-02', '2024-01-31')
    """
    import polars as pl  # no program that only schedules days pays for it

    from farthing.data.calendar import calendar as find_calendar

    first, last = bars.range()
    found = find_calendar(calendar or bars.calendar).sessions(*_whole(first, last))
    if calendar is not None:
        return found
    others = found.filter(~pl.col("session").is_between(first, last))
    own = bars.sessions.select(pl.col(name).cast(found.schema[name]) for name in found.columns)
    return pl.concat([others, own]).sort("session")


def has_calendar(bars: Bars) -> bool:
    """Whether bars know of days without bars: those of a frame do only where it was told one."""
    from farthing.data.frame import FRAME_DATES

    return bars.calendar != FRAME_DATES


def check_calendar(bars: Bars, rule: str) -> None:
    """Refuses a rule that counts sessions of bars that do not know them all.

    Raises:
        ConfigurationError: they do not.
    """
    if not has_calendar(bars):
        raise ConfigurationError(
            f"{rule} counts the sessions of a calendar, and these bars have none: "
            "farthing.data.bars_from_frame(frame, calendar='XNYS')"
        )


def _whole(first: date, last: date) -> tuple[date, date]:
    """The days from the begin of the first week and month to the end of the last ones."""
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    next_month = (last.replace(day=1) + timedelta(days=31)).replace(day=1)
    return min(monday, first.replace(day=1)), max(sunday, next_month - timedelta(days=1))
