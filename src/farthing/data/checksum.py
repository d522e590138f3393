"""Checksums: of files, of what a table holds, and of values."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

SIZE = 32
"""Bytes of a checksum (BLAKE2b)."""

AT_ONCE_BYTES = 2**20
"""Files up to this size are read in one piece."""


def file_hash(path: Path | str) -> str:
    """The checksum of a file's bytes."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a bundle may have thousands
        if os.fstat(file.fileno()).st_size <= AT_ONCE_BYTES:
            return bytes_hash(file.readall())
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=SIZE)).hexdigest()


def bytes_hash(content: bytes) -> str:
    """The checksum of some bytes.

    >>> bytes_hash(b"")[:16]
    '0e5751c026e543b2'
    """
    return hashlib.blake2b(content, digest_size=SIZE).hexdigest()


def canonical(value: Any) -> bytes:
    """A value in the one way of writing it that is hashed.

    >>> canonical({"b": 1, "a": [2]})
    b'{"a":[2],"b":1}'
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def value_hash(value: Any) -> str:
    """The checksum of a value that JSON can write."""
    return bytes_hash(canonical(value))


class ContentHash:
    """The checksum of the rows of a table, whatever files they lie in.

    Exact numbers count by their digits, so neither the format of files nor the way in which rows
    are spread over them shows.

    >>> import polars as pl
    >>> whole, parts = ContentHash(), ContentHash()
    >>> whole.add(pl.DataFrame({"a": [1, 2]}))
    >>> for part in ([1], [2]):
    ...     parts.add(pl.DataFrame({"a": part}))
    >>> whole.hexdigest() == parts.hexdigest()
    True
    """

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {}

    def add(self, frame: pl.DataFrame) -> None:
        """Takes the next rows in."""
        import polars as pl

        for column in frame.iter_columns():
            self.add_digits(column.name, column.to_physical().cast(pl.Int64).to_numpy())

    def add_digits(self, name: str, digits: NDArray[np.int64]) -> None:
        """Takes the next rows of one column in."""
        if name not in self._columns:
            self._columns[name] = hashlib.blake2b(digest_size=SIZE)
        self._columns[name].update(digits.astype("<i8", copy=False).tobytes())

    def hexdigest(self) -> str:
        """The checksum of all rows so far."""
        return value_hash({name: column.hexdigest() for name, column in self._columns.items()})


def content_hash(frames: Iterable[pl.DataFrame]) -> str:
    """The checksum of the rows of frames, one after the other."""
    content = ContentHash()
    for frame in frames:
        content.add(frame)
    return content.hexdigest()
