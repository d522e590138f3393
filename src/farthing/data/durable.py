"""Files that are there whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The system's ways of saying that there is no room."""


def write_file(path: Path, content: bytes) -> None:
    """Writes a file, and waits until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Waits until the names in a folder are on the disk, where the system can."""
    if os.name == "nt":
        return  # Windows opens no folders, and writes names through its journal
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def replace_file(path: Path, content: bytes) -> None:
    """Puts a file in the place of another, at once: a reader sees the old one or the new one."""
    waiting = path.with_name(f".{path.name}.new")
    write_file(waiting, content)
    waiting.replace(path)
    sync_folder(path.parent)


@contextmanager
def room(folder: Path, kept: str, remedy: str) -> Iterator[None]:
    """Says in one line that the disk is full, and what that has not touched.

    Args:
        folder: where is being written.
        kept: what is as it was.
        remedy: how to choose another place.

    Raises:
        DataError: there was no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise DataError(
            f"no room left to write in {folder} ({os.strerror(error.errno)}); "
            f"{kept} is as it was. Free some space, or {remedy}"
        ) from error


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    """Holds a lock that one process at a time can have; the system frees it when that ends.

    Raises:
        DataError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if not _lock(file):
            raise DataError(f"{what} is being written by another process; try again when it ends")
        try:
            yield
        finally:
            with suppress(OSError):
                _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


def link(source: Path, target: Path) -> None:
    """Gives a file a second name; a copy where the file system knows no second names."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in FULL:
            raise
        write_file(target, source.read_bytes())
