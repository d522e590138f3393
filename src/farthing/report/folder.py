"""The folder of a run: made beside its place, put there at once, and only over an earlier run."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.backtest.result import TABLES
from farthing.data.durable import FULL, room, sync_folder
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST, JOURNAL, PAGE = "run.json", "journal.beancount", "report.html"

SAVED = (*(name for name in TABLES if name != "balances"), "balances", "records")
"""Tables of a result that a run keeps."""

ALWAYS = frozenset({MANIFEST, "equity.parquet"})
"""What every run has: a folder without them is none."""

OWN = ALWAYS | {JOURNAL, PAGE, f".{PAGE}.new", "prices.parquet"} | {f"{n}.parquet" for n in SAVED}
"""All that farthing writes into the folder of a run."""


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write in, which takes the place of an earlier run if all goes well.

    Raises:
        ConfigurationError: when the folder has something that farthing did not write, or cannot
            be written.
        DataError: when there is no room on the disk; what was there is as it was.
    """
    target = folder.resolve()
    stage = _stage(folder)
    kept = "what was there" if target.exists() else "everything else"
    try:
        with room(folder, kept, "choose another folder"):
            yield stage
            sync_folder(stage)
            with _in_words(folder):
                _put(stage, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)  # which is still there where something failed


def check_folder(folder: str | os.PathLike[str]) -> None:
    """Whether a result can be saved to a folder: worth asking before a long run.

    Raises:
        ConfigurationError: when the folder has something that farthing did not write, or cannot
            be written.
    """
    _stage(Path(folder)).rmdir()


def _stage(folder: Path) -> Path:
    """A new folder beside another one, to be renamed to it."""
    with _in_words(folder):
        target = folder.resolve()
        if target.exists():
            _check_replaceable(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))


def _check_replaceable(folder: Path) -> None:
    """A folder that stands in nobody's way: empty, or a run and nothing else."""
    if folder.samefile(Path()):
        raise ConfigurationError(
            f"{folder} is the folder you are in, which cannot be replaced: choose another folder"
        )
    if os.path.ismount(folder):  # Path.is_mount knows no Windows before Python 3.12
        raise ConfigurationError(f"{folder} is a mount point: choose a folder inside it")
    found = {path.name for path in folder.iterdir()}
    if found and not found >= ALWAYS:
        raise ConfigurationError(f"{folder} is not empty and no run: choose another folder")
    for path in sorted(folder.iterdir()):
        if path.name not in OWN or not path.is_file():
            raise ConfigurationError(
                f"{folder} has {path.name}, which is not of a run and would be lost: "
                "move it away, or choose another folder"
            )


def _put(stage: Path, target: Path) -> None:
    """Lets a folder take the place of another, which comes back if that fails."""
    stage.chmod(0o755)
    if not target.exists():
        stage.rename(target)
        sync_folder(target.parent)
        return
    _check_replaceable(target)  # the run took its time
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(old / "run")
        stage.rename(target)
    except BaseException:
        if not target.exists():
            (old / "run").rename(target)
        with suppress(OSError):
            old.rmdir()
        raise
    sync_folder(target.parent)
    _remove(old)


def _remove(old: Path) -> None:
    """Removes a run file by file: what came in meanwhile stays, and its folder with it."""
    with suppress(OSError):
        for name in OWN:
            (old / "run" / name).unlink(missing_ok=True)
        (old / "run").rmdir()
        old.rmdir()


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Says what cannot be written, and what to do; a full disk is told elsewhere."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise
        raise ConfigurationError(
            f"{folder} cannot be written ({error.strerror}: {error.filename}): "
            "choose another folder"
        ) from error
