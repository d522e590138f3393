"""The manifest: everything about a bundle but its rows, and the checksums of those."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from farthing.data.checksum import value_hash
from farthing.data.once import check_once
from farthing.data.plain import EXACT, plain
from farthing.data.sources.source import Ticker
from farthing.errors import BundleCorrupt, CatalogVersionError
from farthing.types import (
    FREQUENCIES,
    Currency,
    Dividend,
    End,
    Frequency,
    Funding,
    Instrument,
    Split,
)

FORMAT = 1
"""Version of the catalog's format: pointer, manifest and segments."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a bundle and what it must hold. First, last, low and high are for people."""

    name: str
    bytes: int
    blake2b: str
    rows: int
    first: str
    last: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """The rows of one symbol at one frequency.

    Args:
        symbol: whose rows.
        frequency: how long a bar is.
        content: checksum of the rows, whatever files they are in.
        rows: how many.
        extended: how many of them are outside the hours of their session.
        first: first session with a bar.
        last: last session with a bar.
        segments: files, in the order of their times.
    """

    symbol: str
    frequency: str
    content: str
    rows: int
    extended: int
    first: date
    last: date
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle is.

    Args:
        bundle: its name.
        calendar: name of its calendar.
        tz: time zone of its calendar's days.
        prices: what was done to prices before they came, where somebody has told.
        instruments: sorted by symbol.
        tables: sorted by symbol and frequency.
        files: sorted by name.
        sessions: checksum of the rows of the session table.
        dividends: sorted by date and symbol.
        splits: sorted by date and symbol.
        tickers: the names that symbols had, sorted.
        ingests: one record for each ingest: source, options, quality report.
        farthing: version that wrote the bundle.
        format: version of the format.
        funding: sorted by time and symbol.
        ends: sorted by date and symbol.

    Raises:
        ConfigurationError: an action is told twice.
    """

    bundle: str
    calendar: str
    tz: str
    prices: str | None
    instruments: tuple[Instrument, ...]
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]
    sessions: str
    dividends: tuple[Dividend, ...]
    splits: tuple[Split, ...]
    tickers: tuple[Ticker, ...]
    ingests: tuple[dict[str, Any], ...]
    farthing: str
    format: int = FORMAT
    funding: tuple[Funding, ...] = ()
    ends: tuple[End, ...] = ()

    def __post_init__(self) -> None:
        """Refuses an action that would be applied twice."""
        for told in (self.dividends, self.splits, self.funding, self.ends):
            check_once(told)

    @property
    def version(self) -> str:
        """A checksum of what runs can see: the same content has the same version."""
        record = self.record()
        seen = ("calendar", "prices", "instruments", "sessions", "dividends", "splits", "tickers")
        tables = [[entry.symbol, entry.frequency, entry.content] for entry in self.tables]
        more = {name: record[name] for name in ("funding", "ends") if record[name]}
        return value_hash({"tables": tables, **{name: record[name] for name in seen}, **more})[:32]

    def instrument(self, symbol: str) -> Instrument | None:
        """The instrument of a symbol, where there is one."""
        return next((each for each in self.instruments if each.symbol == symbol), None)

    def table(self, symbol: str, frequency: str) -> TableEntry | None:
        """The rows of a symbol at a frequency, where there are some."""
        wanted = (symbol, frequency)
        return next((each for each in self.tables if (each.symbol, each.frequency) == wanted), None)

    def span(self, symbol: str) -> tuple[date, date] | None:
        """The first and the last session with a bar of a symbol, where there is one."""
        mine = [table for table in self.tables if table.symbol == symbol]
        if not mine:
            return None
        return min(table.first for table in mine), max(table.last for table in mine)

    def file(self, name: str) -> FileEntry:
        """The entry of a file."""
        return next(each for each in self.files if each.name == name)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of the instruments, sorted."""
        return tuple(instrument.symbol for instrument in self.instruments)

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        """The frequencies that some symbol has, longest first."""
        found = {table.frequency for table in self.tables}
        return tuple(each for each in FREQUENCIES if each in found)

    def range(self) -> tuple[date, date]:
        """The first and the last session with a bar."""
        return min(table.first for table in self.tables), max(table.last for table in self.tables)

    def record(self) -> dict[str, Any]:
        """The manifest as JSON can write it."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def encode(self) -> bytes:
        """The manifest as the text of its file, for people too."""
        record = {"format": self.format, "version": self.version, **self.record()}
        return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()


def decode(content: bytes, where: str) -> Manifest:
    """The manifest of a file.

    Raises:
        CatalogVersionError: a newer farthing wrote it.
        BundleCorrupt: it is none.
    """
    try:
        record = json.loads(content)
        check_format(record["format"], where)
        return Manifest(
            bundle=record["bundle"],
            calendar=record["calendar"],
            tz=record["tz"],
            prices=record["prices"],
            instruments=tuple(map(_instrument, record["instruments"])),
            tables=tuple(map(_table, record["tables"])),
            files=tuple(FileEntry(**each) for each in record["files"]),
            sessions=record["sessions"],
            dividends=tuple(map(_dividend, record["dividends"])),
            splits=tuple(map(_split, record["splits"])),
            tickers=tuple(map(_ticker, record["tickers"])),
            ingests=tuple(record["ingests"]),
            farthing=record["farthing"],
            format=record["format"],
            funding=tuple(map(_funding, record.get("funding", ()))),
            ends=tuple(map(_end, record.get("ends", ()))),
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise BundleCorrupt(f"{where} cannot be read: {error!r}") from error


def check_format(found: object, where: str) -> None:
    """Refuses a format that this farthing does not know. An older one would be upgraded here.

    Raises:
        CatalogVersionError: a newer farthing wrote it.
    """
    if not isinstance(found, int) or found < 1:
        raise ValueError(f"format {found!r}")
    if found > FORMAT:
        raise CatalogVersionError(
            f"{where} is of catalog format {found}; this farthing knows up to {FORMAT}: "
            "install a newer one"
        )


def _instrument(record: dict[str, Any]) -> Instrument:
    below = record["tick_below"]
    exact = {name: Decimal(record[name]) for name in EXACT if name in record}
    expiry = {name: date.fromisoformat(record[name]) for name in ("expiry",) if name in record}
    return Instrument(
        **{
            **record,
            **exact,
            **expiry,
            "tick_below": below and (Decimal(below[0]), Decimal(below[1])),
            "currency": Currency(**record["currency"]),
        }
    )


def _table(record: dict[str, Any]) -> TableEntry:
    days = {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    return TableEntry(**{**record, **days, "segments": tuple(record["segments"])})


def _dividend(record: dict[str, Any]) -> Dividend:
    paid = record["pay_date"]
    return Dividend(
        record["symbol"],
        date.fromisoformat(record["ex_date"]),
        Decimal(record["amount"]),
        paid and date.fromisoformat(paid),
    )


def _split(record: dict[str, Any]) -> Split:
    return Split(**{**record, "date": date.fromisoformat(record["date"])})


def _funding(record: dict[str, Any]) -> Funding:
    time = datetime.fromisoformat(record["time"])
    return Funding(record["symbol"], time, Decimal(record["rate"]))


def _end(record: dict[str, Any]) -> End:
    price = record["price"]
    return End(record["symbol"], date.fromisoformat(record["date"]), price and Decimal(price))


def _ticker(record: dict[str, Any]) -> Ticker:
    last = record["last"]
    return Ticker(
        record["symbol"],
        record["ticker"],
        date.fromisoformat(record["first"]),
        last and date.fromisoformat(last),
    )
