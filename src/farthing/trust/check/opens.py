"""What a strategy opens: files, connections and programs that are no part of its run.

Python tells of each ``open``. Readers that open files by themselves, as those of polars and
pyarrow do, are made to tell.
"""

from __future__ import annotations

import functools
import os
import site
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLD = "farthing.check.read"
"""The audit event of readers that Python does not see."""
SYSTEM = ("/etc", "/proc", "/sys", "/dev", "/usr/share", "/usr/lib", "/lib", "/run", "/var/lib")
"""What Python and its libraries read by themselves."""
CODE = (".py", ".pyc", ".pyi", ".so", ".pyd", ".dll", ".dylib", ".zip")
"""Code that is imported."""
READERS = ("read_", "scan_")
PARQUET = ("read_table", "ParquetFile", "read_pandas")


class Opened:
    """What is opened from now on by this process that is not its own.

    Args:
        own: folders whose files are its own.
    """

    def __init__(self, own: Iterable[str]) -> None:
        self._own = tuple(os.path.realpath(each) for each in (*own, *_installed(), *SYSTEM))
        self._found: dict[tuple[str, str], None] = {}
        self._is_on = False

    def begin(self) -> None:
        """Listens until the process ends: what Python tells cannot be left unheard again."""
        _tell_of_readers()
        self._is_on = True
        sys.addaudithook(self._hear)

    def taken(self) -> list[tuple[str, str]]:
        """What was opened so far: how, and what."""
        self._is_on = False
        return list(self._found)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._is_on and event in _HEARD:
            self._is_on = False  # what is asked here is nobody's decision
            try:
                found = _HEARD[event](self, arguments)
            finally:
                self._is_on = True
            if found is not None:
                self._found[found] = None

    def _open(self, arguments: tuple[Any, ...]) -> tuple[str, str] | None:
        path, mode, flags = (*arguments, None, None)[:3]
        return self._file(path, _writes(mode, flags))

    def _file(self, path: Any, is_written: bool = False) -> tuple[str, str] | None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return None
        real = os.path.realpath(os.fsdecode(path))
        if real.endswith(CODE) or any(_within(real, each) for each in self._own):
            return None
        if not is_written and not os.path.isfile(real):  # noqa: PTH113 - a path of any kind
            return None
        return ("writes" if is_written else "reads", real)

    def _read(self, arguments: tuple[Any, ...]) -> tuple[str, str] | None:
        return self._file(arguments[0])

    def _connect(self, arguments: tuple[Any, ...]) -> tuple[str, str]:
        return ("connects to", str(arguments[1]))

    def _start(self, arguments: tuple[Any, ...]) -> tuple[str, str]:
        return ("starts", str(arguments[0]))


_HEARD: dict[str, Any] = {
    "open": Opened._open,
    "sqlite3.connect": Opened._read,
    TOLD: Opened._read,
    "socket.connect": Opened._connect,
    "subprocess.Popen": Opened._start,
    "os.system": Opened._start,
    "os.exec": Opened._start,
    "os.posix_spawn": Opened._start,
}


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _installed() -> list[str]:
    """The folders of Python, of its packages, and of farthing."""
    paths = sysconfig.get_paths()
    found = [sys.prefix, sys.base_prefix, paths["stdlib"], paths["purelib"], paths["platlib"]]
    found += [*site.getsitepackages(), site.getusersitepackages()]
    return [*found, str(Path(__file__).parents[2])]


def _tell_of_readers() -> None:
    """Makes the readers of polars tell what they read; pyarrow's too, where it is loaded."""
    import polars as pl

    for name in dir(pl):
        if name.startswith(READERS):
            setattr(pl, name, _told(getattr(pl, name)))


def _told(reader: Any) -> Any:
    @functools.wraps(reader)
    def telling(source: Any = None, *more: Any, **named: Any) -> Any:
        if isinstance(source, (str, Path)):
            sys.audit(TOLD, os.fspath(source))
        return reader(source, *more, **named) if source is not None else reader(*more, **named)

    return telling
