"""``farthing bench overhead``: what exact money costs, and what floats get wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, AsJson, Folder, Out
from farthing.cli.bench.present import present
from farthing.lab.defaults import CONFIDENCE


def overhead(
    workload: Annotated[
        list[str] | None, typer.Argument(help="Such as D; all of overhead.py by default.")
    ] = None,
    folder: Folder = BENCHMARKS,
    blocks: Annotated[
        int, typer.Option(min=2, help="Of fresh processes; six and more have an interval.")
    ] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Of each part in a process.")] = 9,
    confidence: Annotated[float, typer.Option(help="Of the intervals.")] = CONFIDENCE,
    instructions: Annotated[
        bool, typer.Option(help="Count instructions by module under valgrind (slow).")
    ] = True,
    chart: Annotated[
        Path | None, typer.Option(help="Write the chart there, as SVG.", show_default=False)
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Measure exact money against the same kernel in floats, whole and by module."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.overhead import overhead as measure

    with watched("steps") as step:
        result = measure(
            workload or (), folder=folder, blocks=blocks, rounds=rounds, confidence=confidence,
            instructions=instructions, progress=step,
        )  # fmt: skip
    if chart is not None:
        chart.write_text(result.chart, encoding="utf-8")
    present(result, out, as_json=as_json)
