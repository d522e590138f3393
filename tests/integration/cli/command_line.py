"""The program `farthing` on a small catalog: what it prints, leaves and exits with."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import polars as pl

import farthing
from farthing.cli import main

FARTHINGS = str(Path(farthing.__file__).parent)
PROGRAM = (sys.executable, "-c", "from farthing.cli import main; main()")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on stderr that say something."""
        return [line for line in self.err.splitlines() if line.strip()]

    def error(self, code: int = 1) -> str:
        """The line that says what is wrong; before it a strategy's own traceback at most."""
        assert self.code == code, (self.code, self.err)
        *before, last = self.lines or [""]
        assert last.startswith("error: "), self.err
        if before:
            assert before[0] == "Traceback of the strategy:", self.err
            frames = [line for line in before if line.startswith("  File ")]
            assert any("trial.py" in line for line in frames), self.err
            assert not any(FARTHINGS in line or "site-packages" in line for line in frames)
        return last.removeprefix("error: ")


def ran(capfd, *words: str | Path) -> Ran:
    """Runs a command in this process; an error that is not caught comes through."""
    capfd.readouterr()
    with mock.patch.object(sys, "argv", ["farthing", *map(str, words)]):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
    out, err = capfd.readouterr()
    return Ran(code, out, err)


def started(*words: str | Path, program: tuple[str, ...] = PROGRAM) -> subprocess.Popen[str]:
    """Starts a command in a process of its own, in which Ctrl-C counts."""
    uncounted = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return subprocess.Popen(
        [*program, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=uncounted,
    )


def ended(process: subprocess.Popen[str]) -> Ran:
    """How a process ended."""
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)


def manifest(folder: Path) -> dict[str, object]:
    """The `run.json` of a saved run."""
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def table(folder: Path, name: str) -> pl.DataFrame:
    """A table of a saved run."""
    return pl.read_parquet(folder / f"{name}.parquet")


def names(folder: Path) -> set[str]:
    """What is in a folder, hidden files too."""
    return {path.name for path in folder.iterdir()}
