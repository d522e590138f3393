"""Options that several commands of ``farthing bench`` have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase

Folder = Annotated[
    Path, typer.Option(help="Folder of benchmarks: a cases.py, or pytest-benchmark tests.")
]
Strategy = Annotated[
    Path | None, typer.Option(help="A strategy file to measure instead.", show_default=False)
]
Bundle = Annotated[str | None, typer.Option(help="The bars of --strategy.", show_default=False)]
Out = Annotated[Path | None, typer.Option(help="Write the result file there.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result file instead.")]
Cases = Annotated[
    list[str] | None,
    typer.Option(
        "--case",
        help="Only this one, of `farthing bench list`; may be repeated.",
        show_default=False,
    ),
]
Gate = Annotated[float, typer.Option("--gate", help="From this share on a slowdown fails.")]
Warn = Annotated[float, typer.Option("--warn", help="From this share on a slowdown is told.")]
Hard = Annotated[float, typer.Option("--hard", help="From this share on noise is no excuse.")]
Confidence = Annotated[float, typer.Option("--confidence", help="Of all intervals, such as 0.99.")]
Minutes = Annotated[
    float,
    typer.Option(
        "--minutes",
        help="Of the whole comparison, builds too; what is open then is inconclusive.",
    ),
]
Seconds = Annotated[float, typer.Option(help="How long a process runs a case.")]

BENCHMARKS = Path("benchmarks")
MINUTES = 40.0
"""A pull request's gate ends within the time of its job."""


def source_of(
    folder: Path,
    strategy: Path | None,
    bundle: str | None,
    told: dict[str, Any],
    home: Path | None,
) -> CasesFile | PytestFolder | StrategyCase:
    """Where cases come from, as the options say; ``told`` are those of a strategy's run."""
    from farthing.cli.strategy_options import refuse_run_options, strategy_case
    from farthing.lab.cases import source_in

    if strategy is not None:
        return strategy_case(strategy, bundle, told, home)
    refuse_run_options(told, bundle, "none is named: add --strategy FILE")
    return source_in(folder, otherwise=", or a strategy with --strategy FILE --bundle NAME")
