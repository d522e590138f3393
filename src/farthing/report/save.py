"""A run on disk: all its tables, its manifest, its journal and its page; all of it, or nothing."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.checksum import file_hash
from farthing.data.durable import write_file
from farthing.report.beancount import lines
from farthing.report.folder import (
    JOURNAL,
    MANIFEST,
    OF_STRATEGIES,
    PAGE,
    SAVED,
    of_strategies,
    replaced,
)
from farthing.report.page import page
from farthing.report.place import Place, place_of
from farthing.report.run import Run, record

if TYPE_CHECKING:
    import polars as pl

    from farthing.backtest.result import Result


def save(result: Result, folder: str | os.PathLike[str]) -> Path:
    """Writes a result to a folder, in place of an earlier run that is there; gives the folder.

    The folder has ``run.json``, a Parquet file per table with exact decimals, the closes that the
    report draws, ``journal.beancount`` and ``report.html``. It appears when all of it is written.
    A run that stopped early never takes the place of one that went through: it goes to the same
    name with a number behind, ``-2`` or the next that is free.

    Raises:
        ConfigurationError: when the folder has something that farthing did not write, or cannot
            be written.
        DataError: when there is no room on the disk; what was there is as it was.
    """
    return saved(result, folder).folder


def saved(result: Result, folder: str | os.PathLike[str]) -> Place:
    """Does what ``save`` does, and says as well what became of a run that was there."""
    place = place_of(result, Path(folder))
    with replaced(place.folder) as stage:
        _write(result, stage)
    return place


def _write(result: Result, folder: Path) -> None:
    run = Run.of(result)
    for name in SAVED:
        _write_table(getattr(result, name), folder / f"{name}.parquet")
    if result.strategies is not None:
        for name in OF_STRATEGIES:
            _write_table(getattr(result.strategies, name), folder / of_strategies(name))
    _write_table(run.prices, folder / "prices.parquet")
    with (folder / JOURNAL).open("w", encoding="utf-8") as journal:
        journal.writelines(f"{line}\n" for line in lines(result))
        journal.flush()
        os.fsync(journal.fileno())
    files = {path.name: file_hash(path) for path in sorted(folder.iterdir())}
    manifest = json.dumps(record(run.manifest, files), indent=2, ensure_ascii=False) + "\n"
    write_file(folder / MANIFEST, manifest.encode())
    write_file(folder / PAGE, page(run).encode())


def _write_table(table: pl.DataFrame, path: Path) -> None:
    """By way of memory: the system's errors come as they are, a full disk among them."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    write_file(path, buffer.getvalue())
