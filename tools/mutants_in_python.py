"""A second look at changes of the core that its own tests leave alone: by the tests in Python.

The core with a change in it is built as Python's library. The rows of the scenarios and the runs
that are generated are held against the oracle on it, then the other tests of what runs are made of.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tools.command import run
from tools.instrumented import CORE, HOOK
from tools.places import BUILD, ROOT

if TYPE_CHECKING:
    from pathlib import Path

TREE = BUILD / "mutants" / "tree"
"""A copy of the crates, in which one change at a time is made."""

CRATES = ("Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "crates")
LIBRARY = TREE / "target" / "debug" / "lib_core.so"
BINDING = (
    *("cargo", "build", "--quiet", "--locked", "--package", "farthing-py", "--profile", "test"),
    *("--features", "pyo3/extension-module"),
)
LOOKS = (
    ("tests/integration/engine/test_scenarios.py",),
    ("tests/property/test_generated_runs.py", "tests/property/test_generated_books.py"),
    ("tests/integration/engine", "tests/unit/backtest", "tests/property/test_portfolio_books.py"),
)
"""What is run, the quickest to notice first; the first that fails is enough."""

PYTEST = (
    *("-q", "-x", "--no-header", "-p", "no:cacheprovider", "-n", "2"),
    *("--hypothesis-profile", "first-failure"),
)
LONGEST_S = 1800
"""What has not ended then never does."""


def prepare() -> None:
    """Copies the crates, and sees that the tests pass on them as they are.

    Raises:
        SystemExit: they do not, so that what they say of a change means nothing.
    """
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    for name in CRATES:
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, TREE / name)
    if not _is_built() or _fails():
        raise SystemExit("mutants: the tests in Python fail without a change")


def notices(diff: Path) -> bool:
    """Whether the tests in Python notice a change."""
    change = ("patch", "--quiet", "--strip=0", "--input", diff)
    run(*change, folder=TREE)
    try:
        return _is_built() and _fails()
    finally:
        run(*change, "--reverse", folder=TREE)


def _is_built() -> bool:
    variables = os.environ | {"PYO3_PYTHON": sys.executable}
    return not subprocess.run(BINDING, cwd=TREE, env=variables, check=False).returncode


def _fails() -> bool:
    """Whether some test fails, or does not end."""
    variables = os.environ | {"PYTHONPATH": str(HOOK), CORE: str(LIBRARY)}
    for tests in LOOKS:
        command = (sys.executable, "-m", "pytest", *PYTEST, *tests)
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=variables, check=False, timeout=LONGEST_S,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return True
        if done.returncode:
            return True
    return False
