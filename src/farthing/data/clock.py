"""The clock: from a source's stamps to when a bar ends, its session, and whether it is in hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from farthing.data.calendar import INSTANT
from farthing.data.request import bar_length
from farthing.errors import ConfigurationError, SourceError

if TYPE_CHECKING:
    from datetime import date

    from farthing.data.calendar import Calendar
    from farthing.data.terms import Terms

SPACING_ROWS = 30
"""So many bars must be farther apart than their length before that is held against them."""


def placed(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Bars with ``time``, ``session`` and ``extended`` in place of their ``stamp``.

    ``time`` is the bar's end, ``session`` the date of its session; both are null where the stamp
    is, where a local time does not exist or exists twice, and where there is no session. A bar
    that overlaps a session belongs to it; another one of the same local day is ``extended``.

    Args:
        frame: ``stamp``: Date; or Datetime, local where it names no zone.
        terms: calendar, time zone, frequency and label.

    Raises:
        ConfigurationError: the stamps need a time zone or a label that nobody has told.
        SourceError: the stamps are not those of bars of this frequency.
        OutsideData: the calendar does not know the dates.
    """
    if terms.request.intraday:
        return _intraday(frame, terms)
    return _daily(frame, terms)


def _daily(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    days = frame.with_columns(_dates(frame.get_column("stamp")).alias("session")).drop("stamp")
    span = _span(days.get_column("session"))
    sessions = terms.calendar.sessions(*span).select("session", pl.col("close").alias("time"))
    placed = days.join(sessions, on="session", how="left", maintain_order="left")
    return placed.with_columns(pl.lit(False).alias("extended"))


def _dates(stamps: pl.Series) -> pl.Series:
    """The dates of daily bars; a time of day is not expected in them."""
    if stamps.dtype == pl.Date:
        return stamps
    days = stamps.dt.date()
    clock = stamps.filter(stamps.dt.time() != pl.Series(["00:00:00"]).str.to_time()[0])
    if not clock.is_empty():
        raise SourceError(
            f"daily bars have no time of day, but a stamp is {clock[0]}; for intraday bars say the "
            "frequency: 1m or 1h"
        )
    return days


def _intraday(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    if terms.label is None:
        raise ConfigurationError(
            "is the stamp of an intraday bar its start or its end? A wrong answer is a bar of "
            "look-ahead, so say it: --label start|end"
        )
    length = bar_length(terms.request.frequency)
    stamp = instants(frame.get_column("stamp"), terms.tz)
    check_spacing(stamp, terms)
    shift = length if terms.label == "start" else 0 * length
    bars = frame.drop("stamp").with_columns((stamp + shift).alias("time"))
    start = pl.col("time") - length
    local_day = start.dt.convert_time_zone(terms.calendar.tz).dt.date()
    bars = bars.with_row_index("__row").with_columns(local_day.alias("__day"))
    first, last = _span(bars.get_column("__day"))
    sessions = terms.calendar.sessions(first, last)
    return _in_sessions(bars, sessions, start).sort("__row").drop("__row", "__day")


def _in_sessions(bars: pl.DataFrame, sessions: pl.DataFrame, start: pl.Expr) -> pl.DataFrame:
    """The session that a bar overlaps, else that of its local day."""
    before_end = (pl.col("time") - pl.duration(nanoseconds=1)).alias("__instant")
    found = bars.with_columns(before_end).sort("__instant", nulls_last=True)
    sessions = sessions.rename({"session": "__session", "close": "__close"})
    found = found.join_asof(
        sessions, left_on="__instant", right_on="open", strategy="backward", check_sortedness=False
    )
    days = sessions.select(pl.col("__session").alias("__day"), pl.col("__session").alias("__own"))
    found = found.join(days, on="__day", how="left")
    inside = (start < pl.col("__close")).fill_null(value=False)
    return found.with_columns(
        pl.when(inside).then("__session").otherwise("__own").alias("session"),
        (~inside).alias("extended"),
    ).drop("__instant", "open", "__close", "__session", "__own")


def instants(stamps: pl.Series, tz: str | None) -> pl.Series:
    """Stamps as instants; null for a local time that does not exist or exists twice.

    >>> from datetime import datetime
    >>> stamps = pl.Series([datetime(2014, 6, 9, 9, 30), datetime(2021, 11, 7, 1, 30)])
    >>> instants(stamps, "America/New_York").dt.to_string().to_list()
    ['2014-06-09 13:30:00.000000000+00:00', None]
    """
    dtype = stamps.dtype
    if not isinstance(dtype, pl.Datetime):
        raise SourceError(
            f"intraday bars need a date and a time, but the stamp is of type {dtype}; "
            "for daily bars say the frequency: 1d"
        )
    if dtype.time_zone is None:
        if tz is None:
            raise ConfigurationError(
                f"the stamp {stamps.drop_nulls().first()} names no time zone, so say it: "
                "--tz America/New_York, --tz UTC or another"
            )
        stamps = _local(stamps, tz)
    return stamps.dt.convert_time_zone("UTC").cast(INSTANT)


def _local(stamps: pl.Series, tz: str) -> pl.Series:
    try:
        return stamps.dt.replace_time_zone(tz, ambiguous="null", non_existent="null")
    except pl.exceptions.ComputeError as error:
        raise ConfigurationError(
            f"time zone {tz!r} is not known; names are those of the tz database, such as "
            "America/New_York"
        ) from error


def check_spacing(stamps: pl.Series, terms: Terms) -> None:
    """Refuses a frequency that the distance of the bars contradicts.

    Hours taken for minutes would end long before they are over: look-ahead.

    Raises:
        SourceError: most bars overlap, or none of many comes as soon as the one before ends.
    """
    length = bar_length(terms.request.frequency)
    ordered = stamps.drop_nulls().unique().sort()
    distances = ordered.diff().drop_nulls()
    if len(distances) < 2:
        return
    shortest, usual = distances.min(), distances.mode().min()
    wrong = usual if usual < length else shortest  # type: ignore[operator]
    if usual < length or (shortest > length and len(distances) >= SPACING_ROWS):  # type: ignore[operator]
        raise SourceError(
            f"bars of {terms.request.frequency} are {length} long, but these are {wrong} apart; "
            "say the frequency that they have: 1d, 1h or 1m (other lengths are not read)"
        )


def _span(days: pl.Series) -> tuple[date, date]:
    first, last = days.min(), days.max()
    if first is None or last is None:
        raise SourceError("no row has a date that can be read")
    return first, last  # type: ignore[return-value]
