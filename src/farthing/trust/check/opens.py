"""What a strategy opens: files, connections and programs that are no part of its run.

Python tells of each ``open``. The readers of polars, which open files by themselves, are made to
tell; those of pyarrow and of other libraries that do so are not heard.
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
    from collections.abc import Callable, Iterable

TOLD = "farthing.check.read"
"""The audit event of readers that Python does not see."""
SYSTEM = ("/etc", "/proc", "/sys", "/dev", "/usr/share", "/usr/lib", "/lib", "/run", "/var/lib")
"""What Python and its libraries read by themselves."""
CODE = (".py", ".pyc", ".pyi", ".so", ".pyd", ".dll", ".dylib", ".zip")
"""Code that is imported."""
READERS = ("read_", "scan_")
"""How the functions of polars begin that read files by themselves."""
READS, WRITES = "reads", "writes"


class Opened:
    """What is opened from now on by this process that is not its own.

    Args:
        own: folders whose files are its own.
    """

    def __init__(self, own: Iterable[str]) -> None:
        self._own = tuple(os.path.realpath(each) for each in (*own, *installed(), *SYSTEM))
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
        if not self._is_on or event not in HEARD:
            return
        self._is_on = False  # what is asked here is nobody's decision
        try:
            how, what = HEARD[event](arguments)
            if how not in (READS, WRITES) or self._counts(what, how):
                self._found[how, what] = None
        finally:
            self._is_on = True

    def _counts(self, path: str, how: str) -> bool:
        """Whether a file is none of its own; one that is not there tells nothing."""
        is_own = path.endswith(CODE) or any(_within(path, each) for each in self._own)
        return not is_own and (how == WRITES or os.path.isfile(path))  # noqa: PTH113


def _file(path: Any, is_written: bool = False) -> tuple[str, str]:
    """A file by its real path; what has a number in its place is open already."""
    is_path = isinstance(path, (str, bytes, os.PathLike))
    return (WRITES if is_written else READS, os.path.realpath(os.fsdecode(path)) if is_path else "")


def _open(arguments: tuple[Any, ...]) -> tuple[str, str]:
    path, mode, flags = (*arguments, None, None)[:3]
    return _file(path, _writes(mode, flags))


def _read(arguments: tuple[Any, ...]) -> tuple[str, str]:
    return _file(arguments[0])


def _connect(arguments: tuple[Any, ...]) -> tuple[str, str]:
    return ("connects to", str(arguments[1]))


def _start(arguments: tuple[Any, ...]) -> tuple[str, str]:
    return ("starts", str(arguments[0]))


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def installed() -> list[str]:
    """The folders of Python, of its packages, and of farthing."""
    paths = sysconfig.get_paths()
    found = [sys.prefix, sys.base_prefix, paths["stdlib"], paths["purelib"], paths["platlib"]]
    found += [*site.getsitepackages(), site.getusersitepackages()]
    return [*found, str(Path(__file__).parents[2])]


def _tell_of_readers() -> None:
    """Makes the readers of polars tell what they read."""
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


HEARD: dict[str, Callable[[tuple[Any, ...]], tuple[str, str]]] = {
    "open": _open,
    "sqlite3.connect": _read,
    TOLD: _read,
    "socket.connect": _connect,
    **dict.fromkeys(("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"), _start),
}
"""Events that Python tells of, and what each means: how something is opened, and what."""
