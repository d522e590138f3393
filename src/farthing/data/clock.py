"""The clock: from a source's stamps to when a bar ends, its session, and whether it is in hours."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.calendar import INSTANT
from farthing.data.request import bar_length
from farthing.errors import ConfigurationError, OutsideData, SourceError

if TYPE_CHECKING:
    from datetime import date

    from farthing.data.calendar import Calendar
    from farthing.data.terms import Terms

YEARS = (1678, 2261)
"""The whole years that nanoseconds since 1970 reach, 64 bits of them: the first and the last."""

AROUND = timedelta(days=7)
"""So far from its date a session may begin or end."""

SPACING_ROWS = 30
"""So many bars must be farther apart than their length before that is held against them."""


def placed(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Bars with ``time``, ``session``, ``extended`` and ``day`` in place of their ``stamp``.

    ``time`` is the bar's end, ``session`` the date of its session; both are null where the stamp
    is, where it is in no year that an instant can have, where a local time does not exist or
    exists twice, and where there is no session. A bar that overlaps a session belongs to it;
    another one of the same local day is ``extended``. ``day`` is the session, or the market's
    local day where there is none.

    Args:
        frame: ``stamp``: Date; or Datetime, local where it names no zone.
        terms: calendar, time zone, frequency and label.

    Raises:
        ConfigurationError: the stamps need a time zone or a label that nobody has told.
        SourceError: the stamps are not those of bars of this frequency.
        OutsideData: the calendar does not know the dates.
    """
    frame = frame.with_columns(
        pl.when(pl.col("stamp").dt.year().is_between(*YEARS)).then("stamp").alias("stamp")
    )
    if terms.request.intraday:
        return _intraday(frame, terms)
    return _daily(frame, terms)


def _daily(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    dates = _dates(frame.get_column("stamp"), terms)
    days = frame.drop("stamp").with_columns(dates.alias("session"))
    span = _span(days.get_column("session"))
    sessions = terms.calendar.sessions(*span).select("session", pl.col("close").alias("time"))
    placed = days.join(sessions, on="session", how="left", maintain_order="left")
    return placed.with_columns(pl.lit(False).alias("extended"), pl.col("session").alias("day"))


def _dates(stamps: pl.Series, terms: Terms) -> pl.Series:
    """The dates of daily bars: midnights, of their own zone or of the market's."""
    if stamps.dtype == pl.Date:
        return stamps
    zones = (None,)
    if isinstance(stamps.dtype, pl.Datetime) and stamps.dtype.time_zone is not None:
        zones = (None, terms.tz, terms.calendar.tz)  # type: ignore[assignment]
    for zone in zones:
        local = stamps if zone is None else stamps.dt.convert_time_zone(zone)
        if bool((local.dt.truncate("1d") == local).all()):
            return local.dt.date()
    clock = stamps.filter(stamps.dt.truncate("1d") != stamps)
    raise SourceError(
        f"daily bars have no time of day, but a stamp is {clock[0]}; for intraday bars say the "
        "frequency: 1m or 1h (other lengths are not read)"
    )


def _intraday(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    if terms.label is None:
        raise ConfigurationError(
            "is the stamp of an intraday bar its start or its end? A wrong answer is a bar of "
            "look-ahead, so say it: --label start|end"
        )
    length = bar_length(terms.request.frequency)
    stamp = instants(frame.get_column("stamp"), terms.tz)
    check_spacing(stamp, terms)
    end = (stamp + (length if terms.label == "start" else timedelta())).cast(INSTANT)
    start = (end - length).cast(INSTANT)
    local_day = start.dt.convert_time_zone(terms.calendar.tz).dt.date()
    session, extended = _in_sessions(start, end, local_day, terms.calendar)
    return frame.drop("stamp").with_columns(
        end.alias("time"),
        session.alias("session"),
        extended.alias("extended"),
        session.fill_null(local_day).alias("day"),
    )


def _in_sessions(
    start: pl.Series, end: pl.Series, local_day: pl.Series, of: Calendar
) -> tuple[pl.Series, pl.Series]:
    """The session that each bar overlaps, else that of its local day, and whether it is the latter.

    A bar overlaps a session when it begins before its close and ends after its open.
    """
    sessions = _sessions_around(*_span(local_day), of)
    days = sessions.get_column("session")
    if days.is_empty():
        return pl.repeat(None, len(end), dtype=pl.Date, eager=True), end.is_not_null()
    begun = _last_before(sessions.get_column("open"), end)
    inside = (start < sessions.get_column("close").gather(begun)).fill_null(value=False)
    of_day = pl.DataFrame({"day": days, "session": days})
    own = local_day.alias("day").to_frame()
    own = own.join(of_day, on="day", how="left", maintain_order="left")
    session = own.select(
        pl.when(inside).then(days.gather(begun)).otherwise("session").alias("session")
    )
    return session.to_series(), ~inside


def _sessions_around(first: date, last: date, of: Calendar) -> pl.DataFrame:
    """The sessions of days and of those around them, as far as the calendar knows these.

    A session may begin on the evening before its date, or end on the day after it.
    """
    begin, end = first - AROUND, last + AROUND
    for wider in ((begin, end), (first, end), (begin, last)):
        with suppress(OutsideData):
            return of.sessions(*wider)
    return of.sessions(first, last)


def _last_before(opens: pl.Series, end: pl.Series) -> pl.Series:
    """The place of the last session that opens before a bar ends; null where there is none."""
    place = opens.search_sorted(end.fill_null(opens[0]), side="left").cast(pl.Int64) - 1
    return place.set(place < 0, None)


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
                f"the stamp {stamps.drop_nulls()[0]} names no time zone, so say it: "
                "--tz America/New_York, --tz UTC or another"
            )
        stamps = _local(stamps, tz)
    return stamps.dt.convert_time_zone("UTC").cast(INSTANT)


def _local(stamps: pl.Series, tz: str) -> pl.Series:
    try:
        return stamps.dt.replace_time_zone(tz, ambiguous="null", non_existent="null")
    except pl.exceptions.ComputeError as error:
        raise _unknown_zone(tz) from error


def check_zone(tz: str) -> None:
    """Refuses a time zone that nobody knows, also where no stamp needs one.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        pl.Series([], dtype=pl.Datetime("ns")).dt.replace_time_zone(tz)
    except pl.exceptions.ComputeError as error:
        raise _unknown_zone(tz) from error


def _unknown_zone(tz: str) -> ConfigurationError:
    return ConfigurationError(
        f"time zone {tz!r} is not known; names are those of the tz database, such as "
        "America/New_York"
    )


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
    shortest: Any = distances.min()
    usual: Any = distances.mode().min()
    wrong = usual if usual < length else shortest
    if usual < length or (shortest > length and len(distances) >= SPACING_ROWS):
        raise SourceError(
            f"bars of {terms.request.frequency} are {length} long, but these are {wrong} apart; "
            "say the frequency that they have: 1d, 1h or 1m (other lengths are not read)"
        )


def _span(days: pl.Series) -> tuple[date, date]:
    first, last = days.min(), days.max()
    if first is None or last is None:
        raise SourceError("no row has a date that can be read")
    return first, last  # type: ignore[return-value]
