"""A bundle: bars that were checked once, to be read by runs."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from farthing import given
from farthing.data.bars import Bars
from farthing.data.checksum import bytes_hash, file_hash, value_hash
from farthing.data.plain import plain
from farthing.errors import BundleCorrupt, ConfigurationError, OutsideData, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from farthing.data.manifest import FileEntry, Manifest, TableEntry
    from farthing.data.sessions import Sessions
    from farthing.data.sources.source import Ticker
    from farthing.types import Dividend, End, Frequency, Funding, Instrument, Split

Action = TypeVar("Action", "Dividend", "Split", "Funding", "End")

SESSIONS = "sessions.parquet"

PACK_SHARE = 4
"""A pack is read for no less than one in so many of its rows."""

THREADS_BYTES = 8 * 2**20
"""Files that are together smaller than this are checked faster by one thread."""


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
        """Bars for a run. Each file that they come from is checked; no segment is read yet.

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
        from farthing.data.scans import Scans

        begin, stop = given.date_if_given(start, "start"), given.date_if_given(end, "end")
        first, last = self._window(begin, stop)
        chosen = self._frequency(frequency)
        instruments = self._instruments(symbols, chosen, last)
        entries = self._entries(instruments, chosen)
        self._any_bar(entries.values(), first, last)
        files = {entry.name: entry for entry in self.manifest.files}
        names = [SESSIONS, *(name for entry in entries.values() for name in entry.segments)]
        self._check([files[name] for name in names])
        pack = self._pack(files.get(pack_name(chosen)), entries.values())
        sessions = self._sessions(pack, first, last).between(
            min(entry.first for entry in entries.values()),
            stop or max(entry.last for entry in entries.values()),
        )
        dividends, splits = self._actions(instruments)
        return Bars(
            frequency=chosen,
            calendar=self.manifest.calendar,
            instruments=instruments,
            sessions=sessions.frame(),
            tables=Scans(self.folder, entries, last, extended, pack),
            dividends=dividends,
            splits=splits,
            funding=self._of(self.manifest.funding, instruments),
            ends=self._of(self.manifest.ends, instruments),
            digest=self._digest(
                instruments, entries.values(), sessions.content(), extended=extended
            ),
            name=self.name,
            notes=self._notes(() if extended else entries.values()),
            start=begin,
            end=stop,
            extended=extended,
        )

    def content(self, file: FileEntry) -> bytes:
        """The bytes of one of its files, checked before anything reads in them.

        Raises:
            BundleCorrupt: they are not what was written.
        """
        try:
            content = (self.folder / file.name).read_bytes()
        except FileNotFoundError as error:
            raise self._missing(file) from error
        self._compare(file, bytes_hash(content))
        return content

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

    def _any_bar(self, entries: Iterable[TableEntry], first: date, last: date) -> None:
        if not any(entry.first <= last and first <= entry.last for entry in entries):
            names = ", ".join(entry.symbol for entry in entries)
            raise OutsideData(f"bundle {self.name!r}: no bars of {names} from {first} to {last}")

    def _actions(
        self, instruments: Iterable[Instrument]
    ) -> tuple[tuple[Dividend, ...], tuple[Split, ...]]:
        """The dividends and splits of some instruments."""
        return (
            self._of(self.manifest.dividends, instruments),
            self._of(self.manifest.splits, instruments),
        )

    @staticmethod
    def _of(actions: Iterable[Action], instruments: Iterable[Instrument]) -> tuple[Action, ...]:
        """Those of some instruments."""
        mine = {instrument.symbol for instrument in instruments}
        return tuple(each for each in actions if each.symbol in mine)

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
        return begin, stop

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

    def _entries(self, instruments: Iterable[Instrument], frequency: str) -> dict[str, TableEntry]:
        """What is known of the tables of instruments, by symbol."""
        known = {each.symbol: each for each in self.manifest.tables if each.frequency == frequency}
        for instrument in instruments:
            if instrument.symbol not in known:
                raise OutsideData(
                    f"bundle {self.name!r} has no bars of {frequency} of {instrument.symbol}"
                )
        return {instrument.symbol: known[instrument.symbol] for instrument in instruments}

    def _check(self, entries: Sequence[FileEntry]) -> None:
        """Compares files with their checksums."""
        if sum(entry.bytes for entry in entries) < THREADS_BYTES:
            for entry in entries:
                self._check_file(entry)
            return
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._check_file, entries))

    def _check_file(self, entry: FileEntry) -> None:
        path = os.path.join(self.folder, entry.name)  # noqa: PTH118 - there may be thousands
        try:
            found = file_hash(path)
        except (FileNotFoundError, IsADirectoryError) as error:
            raise self._missing(entry) from error
        self._compare(entry, found)

    def _compare(self, entry: FileEntry, found: str) -> None:
        if found != entry.blake2b:
            raise BundleCorrupt(
                f"{self.folder / entry.name} has checksum {found}, but {entry.blake2b} was "
                f"written; ingest {self.name!r} anew"
            )

    def _missing(self, entry: FileEntry) -> BundleCorrupt:
        path = self.folder / entry.name
        found = "a folder" if path.is_dir() else "missing"
        return BundleCorrupt(f"{path} is {found}; ingest {self.name!r} anew")

    def _pack(self, file: FileEntry | None, entries: Iterable[TableEntry]) -> bytes | None:
        """The pack of a frequency, where there is one and a good part of it is wanted."""
        if file is None or sum(entry.rows for entry in entries) * PACK_SHARE < file.rows:
            return None
        return self.content(file)

    def _sessions(self, pack: bytes | None, first: date, last: date) -> Sessions:
        """Every session of the bundle, some of them in a range of days."""
        import polars as pl

        from farthing.data.pack import PackReader
        from farthing.data.sessions import Sessions

        if pack is not None:
            found = PackReader(pack).sessions
        else:
            found = Sessions.of(pl.read_parquet(self.folder / SESSIONS, glob=False))
        if not len(found.between(first, last)):
            raise OutsideData(
                f"calendar {self.manifest.calendar} has no session from {first} to {last}"
            )
        return found

    def _digest(
        self,
        instruments: Sequence[Instrument],
        entries: Iterable[TableEntry],
        sessions: str,
        *,
        extended: bool,
    ) -> str:
        dividends, splits = self._actions(instruments)
        seen = {
            "calendar": self.manifest.calendar,
            "sessions": sessions,
            "instruments": tuple(instruments),
            "tables": [[each.symbol, each.frequency, each.content] for each in entries],
            "dividends": dividends,
            "splits": splits,
            "extended": extended,
        }
        more = {
            "funding": self._of(self.manifest.funding, instruments),
            "ends": self._of(self.manifest.ends, instruments),
        }
        seen |= {name: value for name, value in more.items() if value}
        return value_hash(plain(seen))


def pack_name(frequency: str) -> str:
    """The file that has the bars of a frequency in one piece, where there is one.

    >>> pack_name("1d")
    '1d.pack'
    """
    return f"{frequency}.pack"
