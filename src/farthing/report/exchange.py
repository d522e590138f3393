"""An exchange: a folder that is complete takes the place of another, and one that was cut off ends.

    .NAME.farthing-XXXX/lock     held by the process that works there, and by the system freed
    .NAME.farthing-XXXX/new      what is being written
    .NAME.farthing-XXXX/old      what was there; it goes there when new is complete

No system that Python knows exchanges two folders at once, so there are two renames. Promised is:
what is under the name is whole at every instant; between the two renames nothing is under it;
a process that is killed just there leaves both folders, and `recover` lets the new one take its
place, at the next run into the folder or report of it. Whatever else was left is removed then.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.durable import exclusive, sync_folder
from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LOCK, NEW, OLD = "lock", "new", "old"


@contextmanager
def beside(target: Path, own: Collection[str]) -> Iterator[Path]:
    """A new folder on the file system of another one, gone at the end unless it was put there.

    Args:
        target: a resolved path, whose parent is made where it is not there.
        own: names of the files that may be removed from a folder that was replaced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with exclusive(place / LOCK, str(place)):
            (place / NEW).mkdir()
            yield place / NEW
    finally:
        _clear(place, own)


def put(new: Path, target: Path) -> None:
    """Lets a folder of `beside` take the place of another, which comes back if that fails."""
    if not target.exists():
        new.rename(target)
        sync_folder(target.parent)
        return
    old = new.with_name(OLD)
    try:
        target.rename(old)
        new.rename(target)
    except BaseException:
        if not target.exists():
            old.rename(target)
        raise
    sync_folder(target.parent)


def recover(target: Path, own: Collection[str]) -> None:
    """Ends exchanges with a folder that were cut off, and removes what they have left.

    One that another process is working on is left alone, and so is what cannot be written.
    """
    with suppress(OSError):
        for place in sorted(target.parent.iterdir()):
            if place.name.startswith(_prefix(target)) and _is_ours(place):
                _end(place, target, own)


def _prefix(target: Path) -> str:
    return f".{target.name}.farthing-"


def _is_ours(place: Path) -> bool:
    return place.is_dir() and {each.name for each in place.iterdir()} <= {LOCK, NEW, OLD}


def _end(place: Path, target: Path, own: Collection[str]) -> None:
    """Ends one exchange, unless a process is working on it."""
    with suppress(OSError, DataError):
        with exclusive(place / LOCK, str(place)):
            is_cut_off = (place / OLD).is_dir() and (place / NEW).is_dir()
            if is_cut_off and not target.exists():
                (place / NEW).rename(target)
                sync_folder(target.parent)
        _clear(place, own)


def _clear(place: Path, own: Collection[str]) -> None:
    """Removes an exchange; of the replaced folder file by file: what came in meanwhile stays."""
    shutil.rmtree(place / NEW, ignore_errors=True)
    with suppress(OSError):
        if (place / OLD).is_dir():
            for name in own:
                (place / OLD / name).unlink(missing_ok=True)
            (place / OLD).rmdir()
    with suppress(OSError):
        (place / LOCK).unlink(missing_ok=True)
        place.rmdir()
