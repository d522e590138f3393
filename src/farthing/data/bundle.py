"""A bundle: bars that were checked once, to be read by runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from farthing.data.bars import Bars
from farthing.data.checksum import content_hash, file_hash, value_hash
from farthing.data.manifest import plain
from farthing.errors import BundleCorrupt, ConfigurationError, OutsideData, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import polars as pl

    from farthing.data.manifest import Manifest, TableEntry
    from farthing.data.sources.source import Ticker
    from farthing.types import Dividend, Frequency, Instrument, Split

SESSIONS = "sessions.parquet"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Bars that were checked once, to be read by runs.

    Args:
        name: what it is called.
        folder: where its files are.
        manifest: everything about it but its rows.
    """

    name: str
    folder: Path
    manifest: Manifest

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of its instruments, sorted."""
        return self.manifest.symbols

    def range(self) -> tuple[date, date]:
        """The first and the last session with a bar."""
        return self.manifest.range()

    def bars(
        self,
        symbols: Sequence[str] | str | None = None,
        frequency: Frequency | None = None,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        extended: bool = False,
    ) -> Bars:
        """Bars for a run. Each file that they come from is checked; no row is loaded yet.

        Args:
            symbols: in the order of a run's columns; by default all, sorted. A ticker means the
                security that it names on the last day asked.
            frequency: how long a bar is; by default the only one that there is.
            start: the run's first day. Earlier bars stay: they are history.
            end: the last day; later bars are left out.
            extended: whether bars outside the hours of sessions come too.

        Raises:
            UnknownSymbol: no instrument has that name.
            OutsideData: the bundle does not reach the dates, or has no bars between them.
            ConfigurationError: several frequencies, and none was chosen.
            BundleCorrupt: a file is not what was written.
        """
        first, last = self._window(_day(start), _day(end))
        chosen = self._frequency(frequency)
        instruments = self._instruments(symbols, chosen, last)
        entries = [self._entry(each, chosen) for each in instruments]
        self._any_bar(entries, first, last)
        self._check([SESSIONS, *(name for entry in entries for name in entry.segments)])
        dividends, splits = self._actions(instruments)
        sessions = self._sessions(entries, _day(end))
        return Bars(
            frequency=chosen,
            calendar=self.manifest.calendar,
            instruments=instruments,
            sessions=sessions,
            tables={entry.symbol: self._scan(entry, last, extended) for entry in entries},
            dividends=dividends,
            splits=splits,
            digest=self._digest(instruments, entries, sessions, extended=extended),
            name=self.name,
            notes=self._notes(() if extended else entries),
            start=_day(start),
            end=_day(end),
            extended=extended,
        )

    def _notes(self, cut: Iterable[TableEntry]) -> tuple[str, ...]:
        notes = []
        if self.manifest.prices not in (None, "raw"):
            prices = self.manifest.prices
            notes.append(f"prices came {prices}; what is in them already is not applied again")
        left_out = sum(entry.extended for entry in cut)
        if left_out:
            notes.append(
                f"{left_out:,} bars outside the hours of their sessions are left out: is the time "
                "zone right? --extended brings them"
            )
        return tuple(notes)

    def _any_bar(self, entries: Sequence[TableEntry], first: date, last: date) -> None:
        if not any(entry.first <= last and first <= entry.last for entry in entries):
            names = ", ".join(entry.symbol for entry in entries)
            raise OutsideData(f"bundle {self.name!r}: no bars of {names} from {first} to {last}")

    def _actions(
        self, instruments: Iterable[Instrument]
    ) -> tuple[tuple[Dividend, ...], tuple[Split, ...]]:
        """The dividends and splits of some instruments."""
        mine = {instrument.symbol for instrument in instruments}
        return (
            tuple(each for each in self.manifest.dividends if each.symbol in mine),
            tuple(each for each in self.manifest.splits if each.symbol in mine),
        )

    def _window(self, start: date | None, end: date | None) -> tuple[date, date]:
        """The first and the last day asked, both inside the bundle."""
        first, last = self.range()
        for asked in (start, end):
            if asked and not first <= asked <= last:
                raise OutsideData(
                    f"{asked} is outside bundle {self.name!r}, which goes from {first} to {last}"
                )
        begin, stop = start or first, end or last
        if begin > stop:
            raise OutsideData(f"no day lies between start {begin} and end {stop}")
        if not self._any_session(begin, stop):
            raise OutsideData(
                f"calendar {self.manifest.calendar} has no session from {begin} to {stop}"
            )
        return begin, stop

    def _any_session(self, first: date, last: date) -> bool:
        import polars as pl

        self._check([SESSIONS])
        sessions = pl.scan_parquet(self.folder / SESSIONS)
        inside = sessions.filter(pl.col("session").is_between(first, last))
        return bool(inside.select(pl.len()).collect().item())

    def _frequency(self, asked: Frequency | None) -> Frequency:
        found = self.manifest.frequencies
        if asked is None and len(found) == 1:
            return found[0]
        if asked is None:
            raise ConfigurationError(
                f"bundle {self.name!r} has bars of {' and '.join(found)}; say which frequency"
            )
        if asked not in found:
            raise OutsideData(
                f"bundle {self.name!r} has no bars of {asked}, only of {' and '.join(found)}"
            )
        return asked

    def _instruments(
        self, symbols: Sequence[str] | str | None, frequency: str, day: date
    ) -> tuple[Instrument, ...]:
        if symbols is None:
            tables = self.manifest.tables
            mine = {entry.symbol for entry in tables if entry.frequency == frequency}
            return tuple(each for each in self.manifest.instruments if each.symbol in mine)
        asked = [symbols] if isinstance(symbols, str) else list(symbols)
        found = tuple(self._instrument(symbol, day) for symbol in asked)
        if not found or len(set(found)) < len(found):
            raise ConfigurationError(f"symbols {asked} must be some, and each only once")
        return found

    def _instrument(self, name: str, day: date) -> Instrument:
        """The security that has a ticker on a day, else the one of that name."""
        spans = [span for span in self.manifest.tickers if span.ticker == name]
        holders = {span.symbol for span in spans if span.on(day)}
        if spans and not holders:
            raise OutsideData(self._not_then(name, spans[-1], day))
        found = self.manifest.instrument(holders.pop() if len(holders) == 1 else name)
        if found is None:
            raise UnknownSymbol(name, self.symbols)
        return found

    def _not_then(self, name: str, span: Ticker, day: date) -> str:
        now = [t.ticker for t in self.manifest.tickers if t.symbol == span.symbol and t.on(day)]
        remedy = f"; on that day it was {now[0]}: ask for that" if now else ""
        until = f"until {span.last}" if span.last else "on"
        return (
            f"bundle {self.name!r}: no security had the ticker {name} on {day}; the last that had "
            f"it, from {span.first} {until}, is {span.symbol}{remedy}"
        )

    def _entry(self, instrument: Instrument, frequency: str) -> TableEntry:
        entry = self.manifest.table(instrument.symbol, frequency)
        if entry is None:
            raise OutsideData(
                f"bundle {self.name!r} has no bars of {frequency} of {instrument.symbol}"
            )
        return entry

    def _check(self, names: Iterable[str]) -> None:
        """Compares files with their checksums."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._check_file, names))

    def _check_file(self, name: str) -> None:
        expected, path = self.manifest.file(name).blake2b, self.folder / name
        try:
            found = file_hash(path)
        except FileNotFoundError as error:
            raise BundleCorrupt(f"{path} is missing; ingest {self.name!r} anew") from error
        if found != expected:
            raise BundleCorrupt(
                f"{path} has checksum {found}, but {expected} was written; "
                f"ingest {self.name!r} anew"
            )

    def _sessions(self, entries: Sequence[TableEntry], end: date | None) -> pl.DataFrame:
        """The sessions from the first bar of some symbols to their last, or to the end asked."""
        import polars as pl

        first = min(entry.first for entry in entries)
        last = end or max(entry.last for entry in entries)
        sessions = pl.scan_parquet(self.folder / SESSIONS)
        return sessions.filter(pl.col("session").is_between(first, last)).collect()

    def _scan(self, entry: TableEntry, last: date, extended: bool) -> pl.LazyFrame:
        import polars as pl

        rows = pl.scan_parquet([self.folder / name for name in entry.segments], glob=False)
        if last < entry.last:
            rows = rows.filter(pl.col("session") <= last)
        if entry.extended and not extended:
            rows = rows.filter(~pl.col("extended"))
        return rows

    def _digest(
        self,
        instruments: Sequence[Instrument],
        entries: Iterable[TableEntry],
        sessions: pl.DataFrame,
        *,
        extended: bool,
    ) -> str:
        dividends, splits = self._actions(instruments)
        seen = {
            "calendar": self.manifest.calendar,
            "sessions": content_hash([sessions]),
            "instruments": tuple(instruments),
            "tables": [[each.symbol, each.frequency, each.content] for each in entries],
            "dividends": dividends,
            "splits": splits,
            "extended": extended,
        }
        return value_hash(plain(seen))


def _day(value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(f"{value!r} is no date such as 2024-01-31") from error
