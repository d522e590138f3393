"""Where cases come from: our workloads, a strategy, or a folder of pytest-benchmark tests."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from farthing.errors import ConfigurationError, suggestion
from farthing.lab import worker
from farthing.lab.results.record import Record
from farthing.lab.results.strategy import StrategyRun

FOLDER = "benchmarks"
"""Where cases are looked for, from the current folder on."""
CASES_FILE = "cases.py"
TESTS = ("test_*.py", "*_test.py")
"""What pytest takes for files of tests."""


class CasesFile(Record):
    """A file with ``CASES``, a dictionary of functions that prepare a run, and ``answer``."""

    kind: Literal["cases"] = "cases"
    file: Path

    def names(self) -> list[str]:
        """The names of its cases, in the file's order."""
        return list(worker.load(self.file).CASES)

    def about(self) -> dict[str, str]:
        """What each case is: its word in ``ABOUT``, else the first line of its docstring."""
        module = worker.load(self.file)
        told: dict[str, str] = getattr(module, "ABOUT", {})
        return {name: told.get(name) or _first_line(case) for name, case in module.CASES.items()}


def _first_line(function: Any) -> str:
    """The first line of what a function says of itself, without its full stop."""
    return (inspect.getdoc(function) or "").partition("\n")[0].rstrip(".")


class StrategyCase(Record):
    """A user's strategy over a bundle of the catalog.

    Attributes:
        file: a Python file that ``farthing run`` takes.
        bundle: its bars.
        home: folder of the catalog; None is the usual one.
        symbols: some of the bundle's; None is all.
        frequency: length of a bar, where the bundle has several.
        settings: what ``farthing.run`` takes beside, such as ``capital``, in plain values:
            ``finer`` is a length of bars, ``rates`` the path of a CSV file.
        parameters: of the strategy.
    """

    kind: Literal["strategy"] = "strategy"
    file: Path
    bundle: str
    home: Path | None = None
    symbols: list[str] | None = None
    frequency: str | None = None
    settings: dict[str, Any] = {}
    parameters: dict[str, Any] = {}

    def names(self) -> list[str]:
        """The one name: that of its file."""
        return [self.file.stem]

    def record(self) -> StrategyRun:
        """What it is run with, for a result: every setting, those that nobody told too.

        Raises:
            ConfigurationError: a setting makes no sense.
            SourceError: the file of rates cannot be read.
        """
        from farthing.backtest.config import run_config
        from farthing.data.told import told_rates

        told = dict(self.settings)
        finer = told.pop("finer", None)
        if "rates" in told:
            told["rates"] = told_rates(told["rates"])
        return StrategyRun(
            file=self.file.name, bundle=self.bundle, frequency=self.frequency,
            symbols=None if self.symbols is None else tuple(self.symbols),
            parameters={name: str(value) for name, value in self.parameters.items()},
            settings={**run_config(**told).describe(), "finer": finer},
        )  # fmt: skip


class PytestFolder(Record):
    """Tests written with pytest-benchmark, in one folder."""

    kind: Literal["pytest"] = "pytest"
    file: Path
    """The folder's first file of tests; the names of cases are relative to the folder."""

    def names(self) -> list[str]:
        """The tests that pytest finds in the folder.

        Raises:
            ConfigurationError: pytest finds none, or cannot read them.
        """
        folder = self.file.parent
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider",
             "--rootdir", str(folder), str(folder)],
            cwd=folder, check=False, capture_output=True, text=True,
        )  # fmt: skip
        found = [line for line in done.stdout.splitlines() if "::" in line]
        if done.returncode or not found:
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            raise ConfigurationError(f"pytest finds no benchmark in {folder}: {' '.join(last)}")
        return found

    def about(self) -> dict[str, str]:
        """The tests, whose names say what they are."""
        return dict.fromkeys(self.names(), "")


Source = Annotated[CasesFile | StrategyCase | PytestFolder, Field(discriminator="kind")]


def recorded(source: CasesFile | StrategyCase | PytestFolder) -> StrategyRun | None:
    """What a strategy is run with; None where the cases have settings of their own."""
    return source.record() if isinstance(source, StrategyCase) else None


def source_in(folder: Path, *, otherwise: str = "") -> CasesFile | PytestFolder:
    """The cases of a folder: its ``cases.py``, else its pytest-benchmark tests.

    ``otherwise`` is what else the command can measure, in words.

    Raises:
        ConfigurationError: the folder has neither.
    """
    if (folder / CASES_FILE).is_file():
        return CasesFile(file=(folder / CASES_FILE).resolve())
    tests = sorted(file for form in TESTS for file in folder.glob(form))
    if tests:
        return PytestFolder(file=tests[0].resolve())
    raise ConfigurationError(
        f"{folder} has no {CASES_FILE} and no test_*.py: name a folder of benchmarks with --folder"
        f"{otherwise}"
    )


def chosen(source: CasesFile | StrategyCase | PytestFolder, asked: list[str]) -> list[str]:
    """The cases asked for, in the source's order; all of them when none is asked for.

    Raises:
        ConfigurationError: a name that is no case.
    """
    known = source.names()
    for name in asked:
        if name not in known:
            near = suggestion(name, known) or f"; there are {', '.join(known)}"
            raise ConfigurationError(f"there is no case {name!r}{near}")
    return [name for name in known if name in asked] if asked else known
