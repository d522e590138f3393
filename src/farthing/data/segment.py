"""Segments: the Parquet files that a bundle's rows lie in."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import polars as pl

from farthing.data.bundle import SESSIONS, pack_name
from farthing.data.checksum import bytes_hash, content_hash, file_hash
from farthing.data.durable import link, write_file
from farthing.data.manifest import FileEntry, TableEntry
from farthing.data.packing import PACK_ROWS, pack
from farthing.data.scans import Scans
from farthing.data.sessions import Sessions
from farthing.errors import BundleCorrupt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from farthing.data.append import Joined
    from farthing.data.bundle import Bundle
    from farthing.data.manifest import Manifest

ROW_GROUP = 65_536
"""Rows that are read or skipped together."""


@dataclass
class Shelf:
    """The folder of a bundle that is being made.

    Args:
        folder: where its files go.
        old: the bundle that is appended to, where there is one.
    """

    folder: Path
    old: Bundle | None = None
    entries: dict[str, FileEntry] = field(default_factory=dict)

    def put(self, joined: Joined, frequency: str) -> TableEntry:
        """Writes the new rows of a symbol beside the segments that stay as they are."""
        symbol = joined.instrument.symbol
        names = list(joined.kept)
        for name in names:
            self.keep(name)
        if not joined.rows.is_empty():
            number = 1 + max((int(name.split(".")[-2]) for name in names), default=0)
            name = f"{quote(symbol, safe='')}.{frequency}.{number:04d}.parquet"
            self.entries[name] = write_segment(self.folder / name, joined.rows)
            names.append(name)
        frames = [*joined.before, joined.rows]
        days = pl.concat([frame.get_column("session") for frame in frames])
        first, last = days.min(), days.max()
        return TableEntry(
            symbol=symbol,
            frequency=frequency,
            content=content_hash(frames),
            rows=len(days),
            extended=sum(int(frame.get_column("extended").sum()) for frame in frames),
            first=first,  # type: ignore[arg-type]
            last=last,  # type: ignore[arg-type]
            segments=tuple(names),
        )

    def keep(self, name: str) -> None:
        """Takes a segment of the old bundle over, if it is what was written.

        Raises:
            BundleCorrupt: it is not.
        """
        assert self.old is not None
        entry, target = self.old.manifest.file(name), self.folder / name
        link(self.old.folder / name, target)
        if file_hash(target) != entry.blake2b:
            raise BundleCorrupt(
                f"{self.old.folder / name} is not what was written; "
                f"ingest {self.old.name!r} anew, without --append"
            )
        self.entries[name] = entry

    def packs(self, manifest: Manifest, sessions: pl.DataFrame) -> list[FileEntry]:
        """Writes the tables of each frequency in one piece too, unless they are too large."""
        found = (self._pack(manifest, frequency, sessions) for frequency in manifest.frequencies)
        return [entry for entry in found if entry is not None]

    def _pack(self, manifest: Manifest, frequency: str, sessions: pl.DataFrame) -> FileEntry | None:
        tables = {each.symbol: each for each in manifest.tables if each.frequency == frequency}
        if sum(table.rows for table in tables.values()) > PACK_ROWS:
            return None
        instruments = [each for each in manifest.instruments if each.symbol in tables]
        last = max(table.last for table in tables.values())
        bars = Scans(self.folder, tables, last, extended=True).load(instruments)
        by_symbol = {each.symbol: rows for each, rows in zip(instruments, bars, strict=True)}
        content = pack(by_symbol, Sessions.of(sessions))
        return None if content is None else _write_pack(self.folder, frequency, content, tables)

    def files(self, tables: Iterable[TableEntry]) -> list[FileEntry]:
        """The files of tables, those of the old bundle taken over."""
        names = [name for table in tables for name in table.segments]
        for name in names:
            if name not in self.entries:
                self.keep(name)
        return [self.entries[name] for name in names]


def write_segment(path: Path, rows: pl.DataFrame) -> FileEntry:
    """Writes rows as Parquet, and says what the file holds."""
    content = _parquet(rows)
    write_file(path, content)
    time = rows.get_column("time")
    return FileEntry(
        name=path.name,
        bytes=len(content),
        blake2b=bytes_hash(content),
        rows=len(rows),
        first=str(time[0]),
        last=str(time[-1]),
        low=str(rows.get_column("low").min()),
        high=str(rows.get_column("high").max()),
    )


def _write_pack(
    folder: Path, frequency: str, content: bytes, tables: Mapping[str, TableEntry]
) -> FileEntry:
    """Writes a pack, and says what the file holds."""
    name = pack_name(frequency)
    write_file(folder / name, content)
    return FileEntry(
        name=name,
        bytes=len(content),
        blake2b=bytes_hash(content),
        rows=sum(table.rows for table in tables.values()),
        first=str(min(table.first for table in tables.values())),
        last=str(max(table.last for table in tables.values())),
    )


def write_sessions(folder: Path, sessions: pl.DataFrame) -> tuple[FileEntry, str]:
    """Writes the table of sessions; gives what the file holds, and the checksum of its rows."""
    content = _parquet(sessions)
    write_file(folder / SESSIONS, content)
    days = sessions.get_column("session")
    entry = FileEntry(
        name=SESSIONS,
        bytes=len(content),
        blake2b=bytes_hash(content),
        rows=len(sessions),
        first=str(days[0]),
        last=str(days[-1]),
    )
    return entry, content_hash([sessions])


def _parquet(rows: pl.DataFrame) -> bytes:
    """Rows as Parquet, in memory: what goes wrong on the disk is then the system's own error."""
    buffer = BytesIO()
    rows.write_parquet(buffer, compression="zstd", row_group_size=ROW_GROUP, statistics=True)
    return buffer.getvalue()
