"""``farthing bench compare``: two revisions, wheels or environments, paired."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.cli.bench.options import (
    BENCHMARKS,
    MINUTES,
    AsJson,
    Bundle,
    Cases,
    Confidence,
    Folder,
    Gate,
    Hard,
    Minutes,
    Out,
    Seconds,
    Strategy,
    Warn,
    source_of,
)
from farthing.cli.bench.present import present
from farthing.cli.options import Home
from farthing.cli.strategy_options import with_run_options
from farthing.lab.defaults import CONFIDENCE, GATE, HARD, SECONDS, WARN

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.results.comparison import ComparisonResult, Thresholds


@with_run_options
def compare(
    base: Annotated[str, typer.Argument(help="A git revision, a wheel, or an environment.")],
    head: Annotated[str, typer.Argument(help="The same; `.` is the checkout as it is.")],
    case: Cases = None,
    folder: Folder = BENCHMARKS,
    strategy: Strategy = None,
    bundle: Bundle = None,
    warn: Warn = WARN,
    gate: Gate = GATE,
    hard: Hard = HARD,
    confidence: Confidence = CONFIDENCE,
    minutes: Minutes = MINUTES,
    seconds: Seconds = SECONDS,
    out: Out = None,
    home: Home = None,
    as_json: AsJson = False,
    *,
    told: dict[str, Any],
) -> None:
    """Compare head with base: intervals, verdicts, and the same trades or an error.

    Exit codes: 0 pass, 1 error, 2 regression, 3 inconclusive.
    """
    from farthing.lab.thresholds import thresholds_of

    source = source_of(folder, strategy, bundle, told, home)
    thresholds = thresholds_of(warn, gate, hard, confidence)
    result = compared(
        base, head, source, case or [], thresholds=thresholds, seconds=seconds, minutes=minutes,
        folder=folder,
    )  # fmt: skip
    present(result, out, as_json=as_json)


def compared(
    base: str,
    head: str,
    source: CasesFile | PytestFolder | StrategyCase,
    cases: list[str],
    *,
    thresholds: Thresholds,
    seconds: float,
    minutes: float,
    folder: Path,
) -> ComparisonResult:
    """Builds both sides, and compares them under a progress bar."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.compare import Budget, compare_sides

    with watched("blocks") as step:
        return compare_sides(
            base, head, source, cases, checkout=Path.cwd(), accepted_in=folder,
            thresholds=thresholds, seconds=seconds, budget=Budget(seconds=60 * minutes),
            progress=step,
        )  # fmt: skip
