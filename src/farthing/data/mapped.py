"""Tables in one file of plain integers, which every process that reads it maps into its memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from farthing.data.arrays import BarArrays
from farthing.data.frame_of import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from farthing.types import Instrument

ALIGNMENT = 8
"""Bytes at a multiple of which each array begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an array lies in the file; ``kind`` is NumPy's name of its type."""

    kind: str
    begin: int
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """The arrays of an instrument; volume and flags are None where the data has none."""

    instrument: Instrument
    times: Place
    days: Place
    prices: tuple[Place, ...]
    volume: Place | None
    extended: Place | None


@dataclass(frozen=True, slots=True, eq=False)
class MappedTables(Mapping[str, "pl.LazyFrame"]):
    """Tables of bars in a file; the pages that are read are shared by all processes.

    Args:
        file: where the arrays lie.
        entries: of each symbol.
    """

    file: str
    entries: Mapping[str, Entry]

    @classmethod
    def write(cls, path: Path, tables: Iterable[tuple[Instrument, BarArrays]]) -> MappedTables:
        """Writes tables, one after the other, and opens them.

        >>> import tempfile, pathlib
        >>> from farthing.types import Instrument
        >>> line = np.arange(2)
        >>> bars = BarArrays(line, line.astype(np.int32), (line,) * 4, None)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "bars"
        ...     found = MappedTables.write(path, [(Instrument("A"), bars)])
        ...     found.load([Instrument("A")])[0].prices[3].tolist()
        [0, 1]
        """
        with path.open("wb") as file:
            entries = {
                instrument.symbol: Entry(
                    instrument,
                    _append(file, bars.times),
                    _append(file, bars.days),
                    tuple(_append(file, price) for price in bars.prices),
                    None if bars.volume is None else _append(file, bars.volume),
                    None if bars.extended is None else _append(file, bars.extended),
                )
                for instrument, bars in tables
            }
        return cls(str(path), entries)

    def __getitem__(self, symbol: str) -> pl.LazyFrame:
        """The rows of a symbol, as a frame that is made when this is asked."""
        entry = self.entries[symbol]
        return frame_of(self._arrays(entry), entry.instrument).lazy()

    def __iter__(self) -> Iterator[str]:
        """The symbols."""
        return iter(self.entries)

    def __len__(self) -> int:
        """How many symbols."""
        return len(self.entries)

    @property
    def rows(self) -> int:
        """Rows of all symbols."""
        return sum(entry.times.count for entry in self.entries.values())

    def load(self, instruments: Sequence[Instrument]) -> list[BarArrays]:
        """The bars of instruments, where they lie in the file."""
        return [self._arrays(self.entries[each.symbol]) for each in instruments]

    def _arrays(self, entry: Entry) -> BarArrays:
        content = _mapped(self.file)
        return BarArrays(
            _at(content, entry.times),
            _at(content, entry.days),
            tuple(_at(content, price) for price in entry.prices),
            None if entry.volume is None else _at(content, entry.volume),
            None if entry.extended is None else _at(content, entry.extended),
        )


def _append(file: IO[bytes], values: NDArray[Any]) -> Place:
    begin = file.tell()
    content = np.ascontiguousarray(values).tobytes()
    file.write(content.ljust(-(-len(content) // ALIGNMENT) * ALIGNMENT, b"\0"))
    return Place(values.dtype.str, begin, len(values))


def _at(content: NDArray[np.uint8], place: Place) -> NDArray[Any]:
    dtype = np.dtype(place.kind)
    return content[place.begin : place.begin + place.count * dtype.itemsize].view(dtype)


def adopt(file: str, content: NDArray[np.uint8]) -> None:
    """Takes the content of a file that this process cannot reach from wherever it has it."""
    _adopted[file] = content


_adopted: dict[str, NDArray[np.uint8]] = {}


@cache
def _mapped(file: str) -> NDArray[np.uint8]:
    """A file in memory, once in a process; one without a byte cannot be mapped."""
    if file in _adopted:
        return _adopted[file]
    with open(file, "rb") as opened:  # noqa: PTH123 - the name is a text
        if not opened.seek(0, 2):
            return np.zeros(0, dtype=np.uint8)
    return np.memmap(file, dtype=np.uint8, mode="r")
