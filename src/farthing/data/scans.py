"""The tables of a bundle: made when they are asked for, or loaded all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from farthing.data.arrays import (
    FRAME_BYTES,
    PRICES,
    TOGETHER_BYTES,
    arrays_of,
    day_number,
    split_arrays,
)
from farthing.data.mapped import MappedTables
from farthing.data.pack import PackReader
from farthing.errors import BundleCorrupt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from farthing.data.arrays import BarArrays
    from farthing.data.manifest import TableEntry
    from farthing.types import Instrument
POLARS_ROWS = 2**31
"""More rows than a frame of polars is asked for here."""


@dataclass(frozen=True, slots=True, eq=False)
class Scans(Mapping[str, pl.LazyFrame]):
    """The tables of a bundle, as `farthing.data.bars.Bars.tables` describes; none is read yet.

    Args:
        folder: where the segments are.
        entries: what is known of each table, by symbol.
        last: the last day asked; later bars are left out.
        extended: whether bars outside the hours of sessions come too.
        pack: a file that has the same bars in one piece, where there is one.
    """

    folder: Path
    entries: Mapping[str, TableEntry]
    last: date
    extended: bool
    pack: bytes | None = None

    def __getitem__(self, symbol: str) -> pl.LazyFrame:
        """The rows of a symbol, to be read from its segments."""
        entry = self.entries[symbol]
        rows = pl.scan_parquet(self._files([entry]), glob=False)
        if self.last < entry.last:
            rows = rows.filter(pl.col("session") <= self.last)
        if entry.extended and not self.extended:
            rows = rows.filter(~pl.col("extended"))
        return rows

    def __iter__(self) -> Iterator[str]:
        """The symbols."""
        return iter(self.entries)

    def __len__(self) -> int:
        """How many symbols."""
        return len(self.entries)

    @property
    def rows(self) -> int:
        """Rows in the segments of all symbols."""
        return sum(entry.rows for entry in self.entries.values())

    def load(self, instruments: Sequence[Instrument]) -> list[BarArrays]:
        """The bars of instruments, in memory.

        Raises:
            BundleCorrupt: a file has changed since it was checked.
            DataError: a bar has a hole, or its numbers are not those of its instrument.
        """
        if self.pack is not None:
            found = PackReader(self.pack).tables(each.symbol for each in instruments)
        else:
            found = [bars for group in self._groups(instruments) for bars in self._read(group)]
        last = day_number(self.last)
        found = [bars.between(-(2**31), last) for bars in found]
        return found if self.extended else [bars.regular() for bars in found]

    def _groups(self, instruments: Sequence[Instrument]) -> Iterator[list[Instrument]]:
        """Instruments that are read together: of the same scales, and not too large."""
        group: list[Instrument] = []
        room, scales = 0, (-1, -1)
        for each in instruments:
            size = self.entries[each.symbol].rows * FRAME_BYTES
            wanted = (each.price_scale, each.volume_scale)
            if group and (size > room or wanted != scales):
                yield group
                group = []
            if not group:
                room, scales = TOGETHER_BYTES, wanted
            group.append(each)
            room -= size
        yield group

    def _read(self, group: list[Instrument]) -> list[BarArrays]:
        """The bars of instruments whose files may be alike, and then are read in one go."""
        entries = [self.entries[each.symbol] for each in group]
        try:
            frame = self._frame(entries)
        except pl.exceptions.PolarsError as error:
            if len(group) > 1:  # one has no volumes, or keeps them in another type
                return [bars for each in group for bars in self._read([each])]
            raise self._changed(entries, str(error)) from error
        except OSError as error:
            raise self._changed(entries, str(error)) from error
        if len(frame) != sum(entry.rows for entry in entries):
            raise self._changed(entries, f"{len(frame)} rows, which are not as many as written")
        return split_arrays(frame, [entry.rows for entry in entries], group)

    def _frame(self, entries: Sequence[TableEntry]) -> pl.DataFrame:
        rows = pl.scan_parquet(self._files(entries), glob=False)
        wanted = ["time", "session", *PRICES]
        if "volume" in rows.collect_schema():
            wanted.append("volume")
        if any(entry.extended for entry in entries):
            wanted.append("extended")
        return rows.select(wanted).collect()

    def _changed(self, entries: Sequence[TableEntry], what: str) -> BundleCorrupt:
        names = ", ".join(path.name for path in self._files(entries)[:3])
        return BundleCorrupt(
            f"{self.folder}: {names} changed after it was checked ({what}); open the bundle again, "
            "which may have been ingested anew meanwhile"
        )

    def _files(self, entries: Sequence[TableEntry]) -> list[Path]:
        return [self.folder / name for entry in entries for name in entry.segments]


def load(
    tables: Mapping[str, pl.LazyFrame], instruments: Sequence[Instrument], rows_most: int
) -> list[BarArrays] | None:
    """The bars of instruments, in memory, wherever their tables come from.

    None where they have more than ``rows_most`` rows; no more than that are ever held.

    Raises:
        BundleCorrupt: a file has changed since it was checked.
        DataError: a bar has a hole, or its numbers are not those of its instrument.
    """
    if isinstance(tables, (Scans, MappedTables)):
        return tables.load(instruments) if tables.rows <= rows_most else None
    frames = []
    for instrument in instruments:
        rows = tables[instrument.symbol].head(min(rows_most, POLARS_ROWS) + 1)
        frames.append(rows.collect())
        rows_most -= len(frames[-1])
        if rows_most < 0:
            return None
    return arrays_of(frames, instruments)
