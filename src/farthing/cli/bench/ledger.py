"""``farthing bench ledger``: candidates for a speed-up, judged one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, AsJson, Folder, Out, Seconds
from farthing.cli.bench.present import present
from farthing.lab.defaults import SECONDS


def ledger(
    plan: Annotated[Path, typer.Argument(help="A TOML file; see docs/performance/guide.md.")],
    folder: Folder = BENCHMARKS,
    seconds: Seconds = SECONDS,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Judge candidates one by one; what is rejected stays in the report with its reason.

    Each is built on what was accepted before it, compared in balanced blocks, and held to the same
    answers. Exit codes: 0 each was judged, 1 one could not be measured.
    """
    from farthing.cli.bench.watch import watched
    from farthing.lab.candidates import measure_in
    from farthing.lab.cases import source_in
    from farthing.lab.ledger import judge_plan
    from farthing.lab.plan import read_plan
    from farthing.lab.process import Rounds

    runs = read_plan(plan).threshold.runs
    measure = measure_in(Path.cwd(), source_in(folder), Rounds(seconds=seconds), runs)
    with watched("candidates") as step:
        report = judge_plan(plan, measure, progress=step)
    present(report, out, as_json=as_json)
