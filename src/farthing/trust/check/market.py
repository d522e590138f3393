"""A market: everything that a bundle tells, in memory, and written to a catalog again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from farthing.data.append import Joined
from farthing.data.bundle import SESSIONS
from farthing.data.catalog import MANIFEST, Pointer
from farthing.data.checksum import bytes_hash, content_hash
from farthing.data.durable import write_file
from farthing.data.manifest import TableEntry
from farthing.data.segment import Shelf, write_sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from farthing.data.bundle import Bundle
    from farthing.data.catalog import Catalog
    from farthing.data.manifest import Manifest
    from farthing.types import Instrument

Key = tuple[str, str]
"""The symbol and the frequency of a table."""


@dataclass(frozen=True, slots=True)
class Market:
    """Everything that a bundle tells.

    Attributes:
        manifest: its instruments, actions and names; its tables and files are those of ``tables``.
        tables: rows by symbol and frequency; one without rows is of an instrument to come.
        sessions: ``session``, ``open`` and ``close``, up to the last day with a bar.
    """

    manifest: Manifest
    tables: Mapping[Key, pl.DataFrame]
    sessions: pl.DataFrame

    @property
    def last(self) -> date:
        """The last session."""
        day: date = self.sessions.get_column("session")[-1]
        return day

    def instrument(self, symbol: str) -> Instrument:
        """The instrument of a symbol."""
        found = self.manifest.instrument(symbol)
        assert found is not None, symbol
        return found


def market(bundle: Bundle) -> Market:
    """The market of a bundle, each of its files compared with its checksum.

    Raises:
        BundleCorrupt: a file is not what was written.
    """
    manifest = bundle.manifest

    def rows(name: str) -> pl.DataFrame:
        return pl.read_parquet(BytesIO(bundle.content(manifest.file(name))))

    tables = {
        (entry.symbol, entry.frequency): pl.concat([rows(name) for name in entry.segments])
        for entry in manifest.tables
    }
    return Market(manifest, tables, rows(SESSIONS))


def write(made: Market, catalog: Catalog) -> None:
    """Writes a market to a catalog, under its name, as an ingest would leave it.

    It has no pack, which tells nothing that its tables do not, and no record of its ingests, which
    tell of all bars there were.
    """
    name = made.manifest.bundle
    folder = catalog.versions(name) / "checked"
    folder.mkdir(parents=True)
    shelf = Shelf(folder)
    entries = tuple(_put(shelf, made, key, rows) for key, rows in sorted(made.tables.items()))
    told, content = write_sessions(folder, made.sessions)
    files = sorted([*shelf.files(entries), told], key=lambda each: each.name)
    manifest = replace(
        made.manifest, tables=entries, files=tuple(files), sessions=content, ingests=()
    )
    text = manifest.encode()
    write_file(folder / MANIFEST, text)
    catalog.point(Pointer(name, folder.name, bytes_hash(text)))


def _put(shelf: Shelf, made: Market, key: Key, rows: pl.DataFrame) -> TableEntry:
    symbol, frequency = key
    if not rows.is_empty():
        return shelf.put(Joined(made.instrument(symbol), rows), frequency)
    # Its instrument is known, as the universe of a run is chosen by who runs it; no bar is yet.
    return TableEntry(
        symbol=symbol,
        frequency=frequency,
        content=content_hash([rows]),
        rows=0,
        extended=0,
        first=made.last,
        last=made.last,
        segments=(_empty(shelf, f"{len(shelf.entries)}.{frequency}.0000.parquet", rows),),
    )


def _empty(shelf: Shelf, name: str, rows: pl.DataFrame) -> str:
    """Writes a segment without rows; its name."""
    from farthing.data.manifest import FileEntry

    buffer = BytesIO()
    rows.write_parquet(buffer)
    content = buffer.getvalue()
    write_file(shelf.folder / name, content)
    shelf.entries[name] = FileEntry(name, len(content), bytes_hash(content), 0, "", "")
    return name
