"""``farthing bench history``: medians by commit, and where they change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present

FILE = Path("benchmarks/history.jsonl")


def history(
    run: Annotated[
        Path | None,
        typer.Argument(help="A result file of `farthing bench run` to add.", show_default=False),
    ] = None,
    file: Annotated[Path, typer.Option(help="One JSON line per commit and machine.")] = FILE,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the run in the place of its commit's line.")
    ] = False,
    machine: Annotated[
        str | None,
        typer.Option(help="Words of a machine; of several, one is told.", show_default=False),
    ] = None,
    across_machines: Annotated[
        bool, typer.Option("--across-machines", help="Mix machines: levels differ by machine.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Write a plot there (SVG).", show_default=False)
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Add a run to the history of its machine, and tell where the cases change their level."""
    from farthing.lab.history import append
    from farthing.lab.history import history as tell
    from farthing.lab.history_plot import plot as draw
    from farthing.lab.results.read import read_as
    from farthing.lab.results.run import RunResult

    if run is not None:
        why = "a history takes that of `farthing bench run --out FILE`"
        added = append(read_as(RunResult, run, why), file, replaces=replace)
        if machine is None and not across_machines:
            machine = added.machine.identity
    result = tell(file, machine=machine, across_machines=across_machines)
    if plot is not None:
        plot.write_text(draw(result), encoding="utf-8")
    present(result, out, as_json=as_json)
