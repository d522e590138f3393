"""The folder of a run: made beside its place, put there at once, and only over an earlier run."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.backtest.result import TABLES
from farthing.data.durable import FULL, room, sync_folder
from farthing.errors import ConfigurationError
from farthing.report.exchange import beside, put, recover

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST, JOURNAL, PAGE = "run.json", "journal.beancount", "report.html"

SAVED = (*TABLES, "records")
"""Tables of a result that a run keeps."""

OF_STRATEGIES = ("equity", "positions", "fills", "journal", "allocations", "risk")
"""Tables of the strategies of a portfolio, which only its run has."""


def of_strategies(name: str) -> str:
    """The file of such a table.

    >>> of_strategies("equity")
    'strategies_equity.parquet'
    """
    return f"strategies_{name}.parquet"


ALWAYS = frozenset({MANIFEST, "equity.parquet"})
"""What every run has: a folder without them is none."""

OWN = (
    ALWAYS
    | {JOURNAL, PAGE, f".{PAGE}.new", "prices.parquet"}
    | {f"{name}.parquet" for name in SAVED}
    | {of_strategies(name) for name in OF_STRATEGIES}
)
"""All that farthing writes into the folder of a run."""


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write in, which takes the place of an earlier run if all goes well.

    What is under the name is a whole run at every instant, except between two renames, when
    nothing is: a process that is killed just there leaves both runs, and the new one is under its
    name as soon as the folder is used again. See ``farthing.report.exchange``.

    Raises:
        ConfigurationError: when the folder has something that farthing did not write, or cannot
            be written.
        DataError: when there is no room on the disk; what was there is as it was.
    """
    target = folder.resolve()
    with _stage(folder) as stage:
        kept = "what was there" if target.exists() else "everything else"
        with room(folder, kept, "choose another folder"):
            yield stage
            sync_folder(stage)
            with _in_words(folder):
                stage.chmod(0o755)
                if target.exists():
                    _check_replaceable(target)  # the run took its time
                put(stage, target)


def check_folder(folder: str | os.PathLike[str]) -> None:
    """Whether a result can be saved to a folder: worth asking before a long run.

    Raises:
        ConfigurationError: when the folder has something that farthing did not write, or cannot
            be written.
    """
    with _stage(Path(folder)):
        pass


def restored(folder: Path) -> Path:
    """A folder, with the run in it that a killed process was about to put there."""
    recover(folder.resolve(), OWN)
    return folder


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A new folder beside another one, to be renamed to it."""
    with ExitStack() as stack:
        with _in_words(folder):
            target = folder.resolve()
            recover(target, OWN)
            if target.exists():
                _check_replaceable(folder)
            stage = stack.enter_context(beside(target, OWN))
        yield stage


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
        raise ConfigurationError(f"{folder} is not empty, and not a run's folder: choose another")
    for path in sorted(folder.iterdir()):
        if path.name not in OWN or not path.is_file():
            raise ConfigurationError(
                f"{folder} has {path.name}, which is not of a run and would be lost: "
                "move it away, or choose another folder"
            )


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
