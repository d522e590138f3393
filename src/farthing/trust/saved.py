"""A run to be compared: a result at hand, or the folder of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.backtest.result import Result
from farthing.report import Run
from farthing.report.run import saved_table

if TYPE_CHECKING:
    import os

    import polars as pl

TABLES = ("orders", "fills", "journal", "equity")


@dataclass(frozen=True, slots=True)
class Kept:
    """What two runs are compared by.

    Attributes:
        name: of the folder; of the strategy where there is none.
        manifest: as ``run.json`` has it, without checksums of files.
        tables: orders, fills, postings and marks.
    """

    name: str
    manifest: dict[str, Any]
    tables: dict[str, pl.DataFrame]


def kept(run: Result | str | os.PathLike[str]) -> Kept:
    """The run of a result or of a folder.

    Raises:
        ConfigurationError: the folder has no run.
        DataError: one of its files is missing or damaged.
    """
    if isinstance(run, Result):
        tables = {name: getattr(run, name) for name in TABLES}
        return Kept(run.strategy or "run", run.manifest(), tables)
    folder = Path(run)
    if folder.name == "run.json":
        folder = folder.parent
    manifest = Run.load(folder).manifest
    return Kept(str(run), manifest, {name: saved_table(folder, name) for name in TABLES})
