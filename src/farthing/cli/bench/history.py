"""``farthing bench history``: medians by commit, and where they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import AsJson, Out

if TYPE_CHECKING:
    from farthing.lab.results.history import CaseHistory, HistoryResult
    from farthing.lab.results.run import RunResult

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
    from farthing.lab.results.read import write

    if run is not None:
        added = append(_run(run), file, replaces=replace)
        if machine is None and not across_machines:
            machine = added.machine.identity
    result = tell(file, machine=machine, across_machines=across_machines)
    if out is not None:
        write(result, out)
    if plot is not None:
        plot.write_text(draw(result), encoding="utf-8")
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)


def _run(file: Path) -> RunResult:
    from farthing.errors import ConfigurationError
    from farthing.lab.results.read import read
    from farthing.lab.results.run import RunResult

    result = read(file)
    if not isinstance(result, RunResult):
        raise ConfigurationError(
            f"{file} is a result of kind {result.kind!r}: a history takes that of"
            " `farthing bench run --out FILE`"
        )
    return result


def show(result: HistoryResult) -> None:
    """The last level of each case, and every change."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from farthing.cli.bench.words import milliseconds

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("case")
    for name in ("commits", "first", "last"):
        table.add_column(name, justify="right")
    table.add_column("changes")
    for case in result.cases:
        first, last = case.medians[0], case.medians[-1]
        table.add_row(
            case.case, f"{len(case.commits)}", milliseconds(first.seconds),
            milliseconds(last.seconds), changes(case),
        )  # fmt: skip
    console = Console(soft_wrap=True)
    words = ", ".join(result.machines)
    mixed = " (mixed: levels differ by machine)" if len(result.machines) > 1 else ""
    console.print(Text(f"{result.lines} lines of {words}{mixed}", style="dim"))
    console.print(table)


def changes(case: CaseHistory) -> str:
    """The changes of a case in words."""
    from farthing.cli.bench.words import percent

    levels = [
        f"{percent(change.ratio)} at {case.commits[change.position]} ({', '.join(change.votes)})"
        for change in case.changes
    ]
    return "; ".join([*levels, *(f"another answer at {commit}" for commit in case.answers)])
