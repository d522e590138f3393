"""Calendars: the sessions of a market, with their opens and closes.

XNYS and 24/7 ship with the package; every other name of exchange_calendars works with the extra
``farthing[calendars]``. A run needs none of this: its sessions are part of the bundle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Protocol

import polars as pl

from farthing.errors import ConfigurationError, OutsideData, suggestion

INSTANT = pl.Datetime("ns", "UTC")
"""How every instant is kept."""


class Calendar(Protocol):
    """The sessions of a market.

    Attributes:
        name: what it is called.
        tz: the time zone of its days.
    """

    name: str
    tz: str

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        """``session`` (Date), ``open`` and ``close`` (UTC), of every session in a range of days.

        Raises:
            OutsideData: the calendar does not know some of these days.
        """
        ...


def calendar(name: str) -> Calendar:
    """The calendar of a name.

    Raises:
        ConfigurationError: nothing knows the name, or the extra that may is not installed.

    >>> from datetime import date
    >>> calendar("XNYS").sessions(date(2001, 9, 10), date(2001, 9, 17))["session"].to_list()
    [datetime.date(2001, 9, 10), datetime.date(2001, 9, 17)]
    """
    if name in ("24/7", "24x7"):
        return _AlwaysOpen()
    if name.upper() in ("XNYS", "NYSE", "XNAS", "NASDAQ"):
        return _shipped("xnys")
    return _FromLibrary.of(name)


@dataclass(frozen=True, slots=True)
class _AlwaysOpen:
    """Every UTC day is a session, from midnight to midnight."""

    name: str = "24/7"
    tz: str = "UTC"

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        days = pl.date_range(first, last, eager=True).alias("session").to_frame()
        midnight = pl.col("session").cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
        return days.with_columns(midnight.alias("open"), midnight.dt.offset_by("1d").alias("close"))


@dataclass(frozen=True, slots=True)
class FrameDates:
    """The dates that a frame has are its sessions, from midnight to midnight UTC.

    For frames that come without a calendar: nothing is known of sessions without bars.
    """

    days: pl.Series
    name: str = "dates of the frame"
    tz: str = "UTC"

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        """The dates of the frame in a range."""
        mine = self.days.unique().sort().alias("session").to_frame()
        return (
            _AlwaysOpen()
            .sessions(first, last)
            .join(mine, on="session", how="semi", maintain_order="left")
        )


@dataclass(frozen=True, slots=True)
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
        every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        days = [day for day in every if day.weekday() < 5 and day not in self.closed]
        hours = [self.special.get(day, self.hours) for day in days]
        return pl.DataFrame({"session": days}, schema={"session": pl.Date}).with_columns(
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
            raise ConfigurationError(
                f"no calendar {name!r}{suggestion(name, names)}; 24/7, XNYS and the names of "
                "exchange_calendars are possible"
            )
        return cls(name, str(library.get_calendar(name).tz))

    def sessions(self, first: date, last: date) -> pl.DataFrame:
        library = _library(self.name)
        margin = timedelta(days=30)  # a range without any session is none to the library
        try:
            found = library.get_calendar(
                self.name, start=str(first - margin), end=str(last + margin)
            )
        except (ValueError, library.errors.CalendarError) as error:
            raise OutsideData(
                f"calendar {self.name} does not know {first} to {last}: {error}"
            ) from error
        table = found.schedule
        return pl.DataFrame(
            {
                "session": table.index.to_numpy().astype("datetime64[D]"),
                "open": table["open"].dt.tz_localize(None).to_numpy().astype("datetime64[ns]"),
                "close": table["close"].dt.tz_localize(None).to_numpy().astype("datetime64[ns]"),
            }
        ).filter(pl.col("session").is_between(first, last)).with_columns(
            pl.col("open", "close").dt.replace_time_zone("UTC")
        )


def _library(name: str) -> Any:
    try:
        return import_module("exchange_calendars")
    except ImportError as error:
        raise ConfigurationError(
            f"calendar {name!r} does not ship with farthing: 24/7 and XNYS do; for the others "
            "pip install 'farthing[calendars]'"
        ) from error
