"""A second look at changes of the core that its own tests leave alone: by the tests in Python.

The core with a change in it is built as Python's library. The rows of the scenarios and the runs
that are generated are held against the oracle on it, then the other tests of what runs are made of.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from tools.command import run
from tools.instrumented import BINDING, CORE, HOOK
from tools.places import BUILD, ROOT

if TYPE_CHECKING:
    from pathlib import Path

TREE = BUILD / "mutants" / "tree"
"""A copy of the crates, in which one change at a time is made."""

CRATES = ("Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "crates")
LIBRARY = TREE / "target" / "debug" / "lib_core.so"
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
UNABLE = (3, 4, 5)
"""What pytest returns where it is itself at fault, or where there are no tests."""

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
    log = TREE / "unchanged.log"
    if not _is_built() or _fails(log):
        raise SystemExit(f"mutants: the tests in Python fail without a change: {log}")


def notices(diff: Path) -> bool:
    """Whether the tests in Python notice a change; a change that cannot be built is not noticed."""
    change = ("patch", "--quiet", "--strip=0", "--input", diff)
    run(*change, folder=TREE)
    try:
        return _is_built() and _fails(diff.with_suffix(".log"))
    finally:
        run(*change, "--reverse", folder=TREE)


def _is_built() -> bool:
    variables = os.environ | {"PYO3_PYTHON": sys.executable}
    return not subprocess.run(BINDING, cwd=TREE, env=variables, check=False).returncode


def _fails(log: Path) -> bool:
    """Whether some test fails, or does not end; what they said goes into the log.

    Raises:
        SystemExit: the tests did not run.
    """
    variables = os.environ | {"PYTHONPATH": str(HOOK), CORE: str(LIBRARY)}
    with log.open("w") as said:
        for tests in LOOKS:
            command = (sys.executable, "-m", "pytest", *PYTEST, *tests)
            code = _code(subprocess.Popen(
                command, cwd=ROOT, env=variables, stdout=said, stderr=said, start_new_session=True
            ))  # fmt: skip
            if code in UNABLE:
                raise SystemExit(f"mutants: pytest ended with {code}: {log}")
            if code:
                return True
    return False


def _code(process: subprocess.Popen[bytes]) -> int:
    """How a process ended; one that does not is killed with all that it began."""
    try:
        return process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()
