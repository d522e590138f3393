"""Calendars: the sessions of a market, with their opens and closes.

XNYS and 24/7 ship with the package; every other name of exchange_calendars works with the extra
``farthing[calendars]``. A run needs none of this: its sessions are part of the bundle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Protocol

import polars as pl

from farthing.errors import ConfigurationError, OutsideData, hint, install

INSTANT = pl.Datetime("ns", "UTC")
"""How every instant is kept."""

EPOCH = date(1970, 1, 1)

POSSIBLE = "24/7, XNYS and the names of exchange_calendars are possible"


class Calendar(Protocol):
    """The sessions of a market."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def tz(self) -> str:
        """The time zone of its days."""
        ...

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        """``session`` (Date), ``open`` and ``close`` (UTC), of every session in a range of days.

        Raises:
            OutsideData: the calendar does not know some of these days.
        """
        ...


ALWAYS = "24/7"
"""The name of the calendar of what is traded every day."""


def calendar(name: str) -> Calendar:
    """The calendar of a name.

    Raises:
        ConfigurationError: nothing knows the name, or the extra that may is not installed.

    >>> from datetime import date
    >>> calendar("XNYS").sessions(date(2001, 9, 10), date(2001, 9, 17))["session"].to_list()
    [datetime.date(2001, 9, 10), datetime.date(2001, 9, 17)]
    """
    if name in (ALWAYS, "24x7"):
        return EveryDay()
    if name.upper() in ("XNYS", "NYSE", "XNAS", "NASDAQ"):
        return _shipped("xnys")
    return _FromLibrary.of(name)


@dataclass(frozen=True, slots=True)
class EveryDay:
    """Every UTC day is a session, from midnight to midnight.

    >>> from datetime import date
    >>> len(EveryDay().sessions(date(2024, 2, 28), date(2024, 3, 1)))
    3
    """

    name: str = ALWAYS
    tz: str = "UTC"

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        """All days of a range."""
        days = pl.date_range(first, last, eager=True).alias("session").to_frame()
        midnight = pl.col("session").cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
        return days.with_columns(midnight.alias("open"), midnight.dt.offset_by("1d").alias("close"))


@dataclass(frozen=True)
class _Rules:
    """Working days with the same hours, and what differs from that."""

    name: str
    tz: str
    first: date
    last: date
    hours: tuple[str, str]
    closed: frozenset[date]
    special: dict[date, tuple[str, str]]

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        if first < self.first or last > self.last:
            raise OutsideData(
                f"calendar {self.name} goes from {self.first} to {self.last}, "
                f"the bars from {first} to {last}"
            )
        return self.every.filter(pl.col("session").is_between(first, last))

    @cached_property
    def every(self) -> pl.DataFrame:
        """All sessions of the table."""
        span = (self.last - self.first).days + 1
        days = [self.first + timedelta(days=n) for n in range(span)]
        days = [day for day in days if day.weekday() < 5 and day not in self.closed]
        hours = [self.special.get(day, self.hours) for day in days]
        # From numbers: polars does not take the dates of a process whose clock was moved.
        numbers = [(day - EPOCH).days for day in days]
        session = pl.Series("session", numbers, dtype=pl.Int32).cast(pl.Date)
        return session.to_frame().with_columns(
            self._instants("open", days, [opening for opening, _ in hours]),
            self._instants("close", days, [closing for _, closing in hours]),
        )

    def _instants(self, name: str, days: list[date], clock: list[str]) -> pl.Series:
        stamps = pl.Series(name, [f"{day} {time}" for day, time in zip(days, clock, strict=True)])
        local = stamps.cast(pl.String).str.to_datetime("%Y-%m-%d %H:%M", time_unit="ns")
        return local.dt.replace_time_zone(self.tz).dt.convert_time_zone("UTC")


@lru_cache
def _shipped(name: str) -> _Rules:
    """A table of the package, as `tools/make_calendars.py` wrote it."""
    path = files("farthing.data").joinpath("calendars", f"{name}.json")
    table = json.loads(path.read_text(encoding="utf-8"))
    entries = [(year, text) for year, texts in table["special"].items() for text in texts]
    special = {}
    for year, text in entries:
        day, opening, closing = text.split()
        special[date.fromisoformat(f"{year}-{day}")] = (opening, closing)
    return _Rules(
        name=table["name"],
        tz=table["tz"],
        first=date.fromisoformat(table["first"]),
        last=date.fromisoformat(table["last"]),
        hours=(table["open"], table["close"]),
        closed=frozenset(
            date.fromisoformat(f"{year}-{day}")
            for year, days in table["closed"].items()
            for day in days
        ),
        special=special,
    )


@dataclass(frozen=True, slots=True)
class _FromLibrary:
    """A calendar of exchange_calendars."""

    name: str
    tz: str

    @classmethod
    def of(cls, name: str) -> _FromLibrary:
        library = _library(name)
        names = library.get_calendar_names(include_aliases=True)
        if name not in names:
            raise ConfigurationError(f"no calendar {name!r}{hint(name, names, POSSIBLE)}")
        return cls(name, str(library.get_calendar(name).tz))

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        every = _library_sessions(self.name, first.year, last.year)
        return every.filter(pl.col("session").is_between(first, last))


@lru_cache(maxsize=8)
def _library_sessions(name: str, first_year: int, last_year: int) -> pl.DataFrame:
    """Whole years of a calendar: the library takes a while, and refuses days without sessions."""
    library = _library(name)
    try:
        found = library.get_calendar(name, start=f"{first_year}-01-01", end=f"{last_year}-12-31")
    except (ValueError, library.errors.CalendarError) as error:
        raise OutsideData(
            f"calendar {name} does not know {first_year} to {last_year}: {error}"
        ) from error
    table = found.schedule
    return pl.DataFrame(
        {
            "session": table.index.to_numpy().astype("datetime64[D]"),
            "open": table["open"].dt.tz_localize(None).to_numpy().astype("datetime64[ns]"),
            "close": table["close"].dt.tz_localize(None).to_numpy().astype("datetime64[ns]"),
        }
    ).with_columns(pl.col("open", "close").dt.replace_time_zone("UTC"))


def _library(name: str) -> Any:
    try:
        return import_module("exchange_calendars")
    except ImportError as error:
        raise ConfigurationError(
            f"calendar {name!r} does not ship with farthing: 24/7 and XNYS do; for the others "
            f"{install('calendars')}"
        ) from error
