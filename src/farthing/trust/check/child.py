"""The process that strategies run in: it knows farthing and no strategy, and forks one for each.

Started as ``python -m farthing.trust.check.child``; it takes a trial as a line of JSON, and
answers with a line when what was heard of it lies in the file that the trial came with. Where a
system cannot fork, it makes one trial by itself and ends.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import tempfile
import warnings
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.ma  # what every run loads is loaded before processes are forked

import farthing.api  # noqa: F401
from farthing.backtest.config import config_of
from farthing.backtest.result import Result
from farthing.backtest.run import run_program
from farthing.data.catalog import HOME_VARIABLE, Catalog
from farthing.errors import FarthingError
from farthing.trust.check import clock, sealed
from farthing.trust.check.diary import Diary, Watched
from farthing.trust.check.opens import SYSTEM, Opened, installed
from farthing.trust.check.script import decisions, loaded
from farthing.trust.check.trial import Heard, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt")


def main() -> None:
    """Makes trials until nobody asks for more."""
    # Python warns of threads when it forks; those of the allocator are safe, and others none here.
    warnings.filterwarnings("ignore", ".*use of fork.*", DeprecationWarning)
    with os.fdopen(os.dup(1), "w") as answers:
        for line in sys.stdin:
            asked = json.loads(line)
            made, heard = Trial(**asked["trial"]), Path(asked["heard"])
            code = (_here if asked["is_alone"] else _forked)(made, heard)
            answers.write(f"{code}\n")
            answers.flush()
            if asked["is_alone"]:
                return


def _forked(trial: Trial, heard: Path) -> int:
    """Makes a trial in a child of this process, which knows nothing of the ones before."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        code = _here(trial, heard)
    finally:
        os._exit(code)


def _here(trial: Trial, heard: Path) -> int:
    _silence(Path(trial.folder))
    opened = _prepare(trial)
    found = [_run(trial) for _ in range(trial.times)]
    files, libraries = opened.taken(), _libraries()
    record = [
        {"decisions": each.decisions, "reached_ns": each.reached_ns, "warmup": each.warmup,
         "error": each.error, "opened": files, "modules": libraries}
        for each in found
    ]  # fmt: skip
    heard.write_text(json.dumps(record), encoding="utf-8")
    return 0


def _silence(folder: Path) -> None:
    """What a strategy prints goes to a file: the lines of this process are answers."""
    said = os.open(folder / "printed.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(said, 1)
    os.dup2(said, 2)


def _prepare(trial: Trial) -> Opened:
    """Makes this process one that has only the copy, in a folder of its own."""
    os.chdir(trial.folder)
    os.environ.update(
        {HOME_VARIABLE: trial.home, **dict.fromkeys(("HOME", "TMPDIR", "TEMP"), trial.folder)}
    )
    tempfile.tempdir = None
    sys.path += [each for each in trial.path if each not in sys.path]
    sys.argv = [trial.file]
    if trial.clock_s:
        for name in trial.modules:
            with suppress(ImportError):
                importlib.import_module(name)
        clock.move(trial.clock_s)
    if trial.is_sealed:
        sealed.seal(_own(trial))
    opened = Opened((trial.home, trial.folder))
    opened.begin()
    return opened


def _libraries() -> list[str]:
    """What has been loaded that belongs to Python or its packages, in its order."""
    folders = tuple(installed())
    files = ((name, getattr(each, "__file__", None)) for name, each in [*sys.modules.items()])
    return [name for name, file in files if file and file.startswith(folders)]


def _own(trial: Trial) -> Iterator[str]:
    """What a sealed trial may read: no data beside the strategy, only code."""
    beside = Path(trial.file).parent
    yield from (trial.home, trial.folder, *installed(), *SYSTEM, *PROGRAMS)
    yield from (each for each in sys.path if Path(each).resolve() != beside)
    for entry in beside.iterdir():
        if (entry / "__init__.py").is_file():
            yield from map(str, entry.rglob("*.py"))
        elif entry.suffix == ".py":
            yield str(entry)


def _run(trial: Trial) -> Heard:
    """Runs the strategy once, and says what it decided, up to where it stopped."""
    if trial.chance is not None:
        random.seed(trial.chance)
        np.random.seed(trial.chance)
    diary = Diary()
    try:
        own = loaded(trial)
        if isinstance(own, Result):
            made = decisions(own)
            return Heard(made, int(own.equity.get_column("time").dt.epoch("ns")[-1]))
        watched = Watched(own, diary)
    except FarthingError as error:
        return Heard(error=str(error))
    why = _stopped(watched, trial)
    return Heard(diary.decisions, diary.reached_ns, watched.warmup, why)


def _stopped(watched: Watched, trial: Trial) -> str:
    """Runs a program; why it stopped, or nothing."""
    frequency: Any = trial.frequency
    settings = trial.settings
    try:
        stored = Catalog(trial.home).bundle(trial.bundle)
        # The names of a run are those of instruments: what a ticker meant depends on the last day.
        unnamed = replace(stored, manifest=replace(stored.manifest, tickers=()))
        bars = unnamed.bars(
            trial.symbols, frequency, settings.get("start"), settings.get("end"),
            extended=settings.get("extended", False),
        )  # fmt: skip
        run_program(watched, bars, config_of(settings))
    except FarthingError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    main()
