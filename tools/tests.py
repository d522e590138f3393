"""Runs every test of Python, on all processors where that changes nothing.

``python -m tools.tests`` runs what measures nothing on all processors, and then, alone, what
measures: work beside it would change what it finds. Together they are what ``pytest`` runs. Options
go to both, such as ``--cov --cov-report=``.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tools.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

SELECTED = "not builds"
"""What pytest runs when nothing is said, as pyproject.toml has it."""
ON_ALL_PROCESSORS = ("-n", "logical", "--dist", "worksteal")


def beside_each_other(options: Iterable[str] = (), selected: str = SELECTED) -> tuple[str, ...]:
    """The command that runs what measures nothing."""
    return (*pytest(f"({selected}) and not measures"), *ON_ALL_PROCESSORS, *options)


def alone(options: Iterable[str] = (), selected: str = SELECTED) -> tuple[str, ...]:
    """The command that runs what measures; lines are counted beside those of the other run."""
    asked = tuple(options)
    appended = ("--cov-append",) if "--cov" in asked else ()
    return (*pytest(f"({selected}) and measures"), *asked, *appended)


def pytest(selected: str) -> tuple[str, ...]:
    """Pytest with the tests that an expression selects."""
    return (sys.executable, "-m", "pytest", "-m", selected)


def run(*commands: tuple[str, ...]) -> int:
    """Runs each, whatever those before it found; 0 where none fails, else 1."""
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]
    return int(any(codes))


if __name__ == "__main__":
    raise SystemExit(run(beside_each_other(sys.argv[1:]), alone(sys.argv[1:])))
