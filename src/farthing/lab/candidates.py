"""The code of a plan's candidates: a revision with changes on top, built, and compared."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.lab.compare import Budget, compare, side_of
from farthing.lab.measure import Pair
from farthing.lab.sides import BuildFailed, built, facts, git, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.process import Environment, Rounds
    from farthing.lab.results.comparison import ComparisonResult, Side
    from farthing.lab.results.ledger import Alternative, Baseline


def measure_in(
    checkout: Path,
    source: CasesFile | PytestFolder | StrategyCase,
    rounds: Rounds,
    runs: int,
    progress: Callable[[int, int, str], None] | None = None,
) -> Callable[[Baseline, Baseline, Sequence[str]], ComparisonResult]:
    """What compares two states of a checkout's code.

    Args:
        checkout: whose revisions are meant.
        source: where the cases come from.
        rounds: how long a process runs a case.
        runs: blocks at least.
        progress: see ``compare``.
    """

    def measure(base: Baseline, candidate: Baseline, cases: Sequence[str]) -> ComparisonResult:
        (base_runs, base_side), (runs_of_it, side) = (
            _side(state, checkout) for state in (base, candidate)
        )
        first = max(Budget().first, runs)
        budget = Budget(first=first, most=max(first, Budget().most))
        pair = Pair(source, base_runs, runs_of_it, rounds=rounds)
        return compare(pair, list(cases), (base_side, side), budget=budget, progress=progress)

    return measure


def _side(state: Baseline, checkout: Path) -> tuple[Environment, Side]:
    tree, revision = tree_of(state.revision, checkout)
    for change in state.changes:
        tree = with_change(tree, change, checkout)
    environment = built(tree, checkout)
    return environment, side_of(state.label, revision, facts(environment))


def with_change(tree: str, change: Alternative, checkout: Path) -> str:
    """The tree with a change applied; the checkout's own files and index are left alone.

    Raises:
        BuildFailed: the change does not apply.
    """
    patch = change.patch or _difference(str(change.revision), checkout)
    with tempfile.TemporaryDirectory() as scratch:
        index = {**os.environ, "GIT_INDEX_FILE": str(Path(scratch) / "index")}
        git(checkout, "read-tree", tree, GIT_INDEX_FILE=index["GIT_INDEX_FILE"])
        done = subprocess.run(
            ["git", "-C", str(checkout), "apply", "--cached", "-"],
            input=patch, env=index, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            raise BuildFailed(f"the change {change.name} does not apply: {' '.join(last)}")
        return git(checkout, "write-tree", GIT_INDEX_FILE=index["GIT_INDEX_FILE"])


def _difference(revision: str, checkout: Path) -> str:
    """What a commit changed in its parent."""
    done = subprocess.run(
        ["git", "-C", str(checkout), "diff", "--binary", f"{revision}^", revision],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode or not done.stdout:
        raise BuildFailed(f"{revision} is no commit with a parent and a change")
    return done.stdout
