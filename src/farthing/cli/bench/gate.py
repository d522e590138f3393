"""``farthing bench gate``: a comparison that CI believes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, Cases, Folder, Gate, Seconds


def gate(
    base: Annotated[
        str, typer.Argument(help="What the head is compared with: a revision, wheel, environment.")
    ] = "main",
    head: Annotated[str, typer.Argument(help="What is judged; by default the checkout.")] = ".",
    case: Cases = None,
    folder: Folder = BENCHMARKS,
    share: Gate = 0.10,
    seconds: Seconds = 0.3,
    measured: Annotated[
        Path | None,
        typer.Option(
            "--result", help="End as this comparison did; nothing is measured.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder of result, page, comment and flame graphs.")
    ] = Path("build/gate"),
) -> None:
    """Compare the head with the base, write everything down, and end with the verdict's code.

    Exit codes: 0 pass, 1 error, 2 regression, 3 inconclusive. In the folder: result.json,
    report.html, comment.md (empty where all is well), and for each regression a differential flame
    graph. Slowdowns that are meant stand in accepted.toml beside the cases; they are printed.
    """
    from farthing.cli.bench.compare import compared
    from farthing.lab.cases import source_in
    from farthing.lab.gate import write_down
    from farthing.lab.results.comparison import ComparisonResult
    from farthing.lab.results.read import read_as

    missing: list[str] = []
    if measured is not None:
        result = read_as(ComparisonResult, measured, "a gate judges a comparison")
    else:
        source = source_in(folder)
        result = compared(
            base, head, source, case or [], gate=share, seconds=seconds, folder=folder
        )
        missing = write_down(result, source, out, checkout=Path.cwd())
    from farthing.cli.bench.console import show

    show(result)
    for sentence in missing:
        typer.echo(sentence, err=True)
    raise typer.Exit(result.exit_code)
