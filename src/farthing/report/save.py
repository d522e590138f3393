"""A run on disk: all its tables, its manifest, its journal and its page; all of it, or nothing."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.backtest.result import TABLES
from farthing.data.durable import room
from farthing.errors import ConfigurationError
from farthing.report.beancount import lines
from farthing.report.page import page
from farthing.report.run import MANIFEST, Run

if TYPE_CHECKING:
    import os

    import polars as pl

    from farthing.backtest.result import Result

SAVED = (*(name for name in TABLES if name != "balances"), "balances", "records")


def save(result: Result, folder: str | os.PathLike[str]) -> Path:
    """Writes a result to a folder, in place of an earlier run that is there.

    The folder has ``run.json``, a Parquet file per table with exact decimals, the closes that the
    report draws, ``journal.beancount`` and ``report.html``. It appears when all of it is written.

    Raises:
        ConfigurationError: when the folder has something that is no run, or cannot be written.
        DataError: when there is no room on the disk; what was there is as it was.
    """
    target = Path(folder)
    stage = _stage(target)
    kept = "what was there" if target.exists() else "everything else"
    try:
        with room(target, kept, "choose another folder"):
            _write(result, stage)
            _put(stage, target)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    return target


def check_folder(folder: str | os.PathLike[str]) -> None:
    """Whether a result can be saved to a folder: worth asking before a long run.

    Raises:
        ConfigurationError: when the folder has something that is no run, or cannot be written.
    """
    _stage(Path(folder)).rmdir()


def _stage(target: Path) -> Path:
    """A new folder beside the target, to be renamed to it."""
    try:
        if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
            raise ConfigurationError(f"{target} is not empty and no run: choose another folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise ConfigurationError(
            f"{target} cannot be written ({error.strerror}: {error.filename}): "
            "choose another folder"
        ) from error


def _write(result: Result, folder: Path) -> None:
    run = Run.of(result)
    for name in SAVED:
        _write_table(getattr(result, name), folder / f"{name}.parquet")
    _write_table(run.prices, folder / "prices.parquet")
    manifest = json.dumps(run.manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    with (folder / "journal.beancount").open("w", encoding="utf-8") as journal:
        journal.writelines(f"{line}\n" for line in lines(result))
    (folder / "report.html").write_text(page(run), encoding="utf-8")


def _write_table(table: pl.DataFrame, path: Path) -> None:
    """By way of memory: the system's errors come as they are, a full disk among them."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    path.write_bytes(buffer.getbuffer())


def _put(stage: Path, target: Path) -> None:
    """Lets a folder take the place of another."""
    stage.chmod(0o755)
    if not target.exists():
        stage.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / "run")
    stage.rename(target)
    shutil.rmtree(old)
