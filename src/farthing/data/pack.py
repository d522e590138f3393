"""The pack: the bars of all symbols of one frequency in one file of plain integers.

A run that wants all of them reads one file instead of one for each symbol, and decodes nothing.
The segments hold the same bars; a bundle without a pack only opens more slowly.

    header              a line of JSON, filled up with blanks to a multiple of 8 bytes
    arrays              one after the other, little-endian, each begins at a multiple of 8 bytes

Instants that symbols share are there once. Prices and volumes take four bytes where they fit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.data.arrays import PRICES, BarArrays
from farthing.data.sessions import COLUMNS, Sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

ALIGNMENT = 8
"""Bytes; arrays of eight-byte integers are read where they lie."""


def write_arrays(tables: list[Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The file of a pack.

    Args:
        tables: of each symbol its name, how many bars, where on the line of instants they begin
            (None where they do not lie side by side), and whether there are volumes and flags.
        arrays: by name, in the order of the tables.
    """
    kinds = [[name, values.dtype.str, len(values)] for name, values in arrays.items()]
    header = json.dumps({"tables": tables, "arrays": kinds}, separators=(",", ":")).encode()
    parts = [header.ljust(_padded(len(header) + 1) - 1) + b"\n"]
    for values in arrays.values():
        content = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
        parts.append(content.ljust(_padded(len(content)), b"\0"))
    return b"".join(parts)


class PackReader:
    """Reads a pack whose checksum was right.

    Args:
        content: the whole file.
    """

    def __init__(self, content: bytes) -> None:
        """Reads the header; the arrays stay where they are."""
        begin = content.index(b"\n") + 1
        header = json.loads(content[:begin])
        self.entries: list[list[Any]] = header["tables"]
        self.arrays: dict[str, NDArray[Any]] = {}
        for name, kind, count in header["arrays"]:
            dtype = np.dtype(kind)
            self.arrays[name] = np.frombuffer(content, dtype, count, begin)
            begin += _padded(dtype.itemsize * count)

    @property
    def sessions(self) -> Sessions:
        """The sessions of the bundle."""
        return Sessions({name: self.arrays[f"sessions.{name}"] for name in COLUMNS})

    def tables(self, symbols: Iterable[str]) -> list[BarArrays]:
        """The bars of some symbols."""
        prices, volumes = [self.arrays[name] for name in PRICES], self.arrays["volume"]
        rows, places, traded, flagged = _Cursor(), _Cursor(), _Cursor(), _Cursor()
        found = {}
        for symbol, count, start, has_volume, has_flags in self.entries:
            bars = rows.take(count)
            at: Any = slice(start or 0, (start or 0) + count)
            if start is None:
                at = self.arrays["places"][places.take(count)]
            found[symbol] = BarArrays(
                self.arrays["times"][at],
                self.arrays["days"][at],
                tuple(price[bars] for price in prices),
                volumes[traded.take(count)] if has_volume else None,
                self.arrays["extended"][flagged.take(count)] if has_flags else None,
            )
        return [found[symbol] for symbol in symbols]


class _Cursor:
    """Where the next table begins in an array."""

    def __init__(self) -> None:
        self.at = 0

    def take(self, count: int) -> slice:
        """The next so many places."""
        begin, self.at = self.at, self.at + count
        return slice(begin, self.at)


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
