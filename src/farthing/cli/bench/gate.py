"""``farthing bench gate``: a comparison that CI believes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import (
    BENCHMARKS,
    MINUTES,
    AsJson,
    Cases,
    Confidence,
    Folder,
    Gate,
    Hard,
    Minutes,
    Seconds,
    Warn,
)
from farthing.lab.defaults import CONFIDENCE, GATE, HARD, SECONDS, WARN


def gate(
    base: Annotated[
        str, typer.Argument(help="What the head is compared with: a revision, wheel, environment.")
    ] = "main",
    head: Annotated[str, typer.Argument(help="What is judged; by default the checkout.")] = ".",
    case: Cases = None,
    folder: Folder = BENCHMARKS,
    warn: Warn = WARN,
    share: Gate = GATE,
    hard: Hard = HARD,
    confidence: Confidence = CONFIDENCE,
    minutes: Minutes = MINUTES,
    seconds: Seconds = SECONDS,
    measured: Annotated[
        Path | None,
        typer.Option(
            "--result",
            help="Judge the readings of this comparison again; nothing is measured.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder of result, page, comment and flame graphs.")
    ] = Path("build/gate"),
    as_json: AsJson = False,
) -> None:
    """Compare the head with the base, write everything down, and end with the verdict's code.

    Exit codes: 0 pass, 1 error, 2 regression, 3 inconclusive. In the folder: result.json,
    report.html, comment.md (empty where all is well), and for each regression a differential flame
    graph. Slowdowns that are meant stand in accepted.toml beside the cases; they are printed.
    """
    from farthing.cli.bench.compare import compared
    from farthing.cli.bench.present import present
    from farthing.lab.accepted import accepted
    from farthing.lab.cases import source_in
    from farthing.lab.gate import write_down
    from farthing.lab.rejudge import check
    from farthing.lab.results.comparison import ComparisonResult
    from farthing.lab.results.read import read_as
    from farthing.lab.thresholds import thresholds_of

    thresholds = thresholds_of(warn, share, hard, confidence)
    if measured is not None:
        result = read_as(ComparisonResult, measured, "a gate judges a comparison")
        check(result, thresholds, accepted(folder, result.cases))
    else:
        source = source_in(folder)
        result = compared(
            base, head, source, case or [], thresholds=thresholds, seconds=seconds,
            minutes=minutes, folder=folder,
        )  # fmt: skip
        for sentence in write_down(result, source, out, checkout=Path.cwd()):
            typer.echo(sentence, err=True)
    present(result, None, as_json=as_json)
