"""Runs every check that a change has to pass, in one order, and stops at the first that fails.

``python -m tools.check`` runs all of them, ``python -m tools.check types stubs`` only these, and
``python -m tools.check -wheel`` all but this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.places import ROOT, uv

if TYPE_CHECKING:
    from collections.abc import Sequence

PYTHON = (sys.executable, "-m")


@dataclass(frozen=True, slots=True)
class Step:
    """One command that passes or fails."""

    name: str
    purpose: str
    command: tuple[str, ...]


STEPS = (
    Step("lock", "uv.lock fits pyproject.toml", (uv(), "lock", "--check")),
    Step("format-rust", "Rust is formatted", ("cargo", "fmt", "--all", "--check")),
    Step("format", "Python is formatted", (*PYTHON, "ruff", "format", "--check", ".")),
    Step("lint", "Python is clean, public names documented", (*PYTHON, "ruff", "check", ".")),
    Step(
        "lint-rust",
        "Rust is clean, public names documented",
        ("cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"),
    ),
    Step(
        "lint-twin",
        "the float twin of the event driver, which no package has, is clean",
        (
            "cargo",
            "clippy",
            "--package",
            "farthing-py",
            "--features",
            "twin",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ),
    ),
    Step("types", "every public name is typed", (*PYTHON, "mypy")),
    Step(
        "stubs",
        "the stub tells the truth",
        (*PYTHON, "mypy.stubtest", "--mypy-config-file", "pyproject.toml", "farthing._core"),
    ),
    Step("imports", "imports point down only", ("lint-imports",)),
    Step("workflows", "actionlint finds nothing", (*PYTHON, "tools.workflows")),
    Step("complexity", "functions are small", (*PYTHON, "tools.complexity")),
    Step(
        "test-python",
        "Python and documents",
        (*PYTHON, "tools.tests", "--cov", "--cov-report="),
    ),
    Step("gate", "the gate proves itself", (*PYTHON, "farthing", "bench", "selftest", "--short")),
    Step("test-rust", "the Rust core, instrumented", (*PYTHON, "tools.instrumented", "rust")),
    Step(
        "test-twin",
        "its indicators are those of the exact core",
        (
            "cargo",
            "test",
            "--locked",
            "--package",
            "farthing-core",
            "--features",
            "twin",
            "--lib",
            "signal::twin",
        ),
    ),
    Step("test-core", "Python on the instrumented core", (*PYTHON, "tools.instrumented", "python")),
    Step("coverage", "every package is covered", (*PYTHON, "tools.coverage_gate")),
    Step("wheel", "the wheel is built", (*PYTHON, "tools.wheel")),
    Step("wheel-test", "the wheel runs in a clean environment", (*PYTHON, "tools.wheel_test")),
    Step("interpreters", "one digest on every Python", (*PYTHON, "tools.interpreters")),
)


def chosen(names: Sequence[str], steps: Sequence[Step] = STEPS) -> list[Step]:
    """The steps of these names in the order of the list; all when none is named, but for -name."""
    known = [step.name for step in steps]
    left_out = [name.removeprefix("-") for name in names if name.startswith("-")]
    wanted = [name for name in names if not name.startswith("-")] or known
    if unknown := sorted({*wanted, *left_out} - set(known)):
        raise SystemExit(
            f"check: no step is named {' '.join(unknown)}; there are: {' '.join(known)}"
        )
    asked = {*wanted} - {*left_out}
    return [step for step in steps if step.name in asked]


def run(steps: Sequence[Step]) -> int:
    """Runs the steps until one fails; 0 when none does, else 1."""
    times: list[tuple[Step, float]] = []
    for number, step in enumerate(steps, start=1):
        print(f"\n== {number}/{len(steps)} {step.name}: {step.purpose}", flush=True)
        started = time.monotonic()
        code = subprocess.run(step.command, cwd=ROOT, env=environment(), check=False).returncode
        times.append((step, time.monotonic() - started))
        if code:
            print(f"\ncheck: {step.name} failed with exit code {code}. Nothing after it was run.")
            print(f'check: again, alone: make check STEPS="{step.name}"', flush=True)
            return 1
    print("\n== passed")
    for step, seconds in times:
        print(f"{seconds:8.1f} s  {step.name}")
    print(f"{sum(seconds for _, seconds in times):8.1f} s  together", flush=True)
    return 0


def environment() -> dict[str, str]:
    """The environment of a step: the checkout's own programs come first."""
    programs = Path(sys.executable).parent
    return os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


if __name__ == "__main__":
    raise SystemExit(run(chosen(sys.argv[1:])))
