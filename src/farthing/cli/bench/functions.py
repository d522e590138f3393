"""``farthing bench functions``: public functions beside plain Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import AsJson, Out

if TYPE_CHECKING:
    from farthing.lab.results.functions import FunctionRow, FunctionsResult

FILE = Path("benchmarks/baseline/functions.py")
PIPE_COLUMNS = 160
"""A pipe has no width of its own, and the table needs this one."""


def functions(
    names: Annotated[
        list[str] | None, typer.Argument(help="Such as signals.sma; all by default.")
    ] = None,
    size: Annotated[
        list[int] | None,
        typer.Option(help="Elements of the input; may be repeated. 100 to 100,000 by default."),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Fresh processes a function.")] = 6,
    seconds: Annotated[float, typer.Option(help="How long a process times a row.")] = 0.05,
    file: Annotated[Path, typer.Option(help="The file with the cases.")] = FILE,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Time public functions beside plain Python and decimals that come to the same digits."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.functions import functions as compare
    from farthing.lab.functions.run import SIZES
    from farthing.lab.results.read import write

    with watched("processes") as step:
        result = compare(
            names or (), sizes=size or SIZES, processes=processes, seconds=seconds, file=file,
            progress=step,
        )  # fmt: skip
    if out is not None:
        write(result, out)
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)
    raise typer.Exit(result.exit_code)


def show(result: FunctionsResult) -> None:
    """Every row, why floats may differ, and what failed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("function", "given", "baseline"):
        table.add_column(name)
    for name in ("elements", "ours", "baseline", "times as long", "interval", "ulps"):
        table.add_column(name, justify="right")
    for row in result.rows:
        table.add_row(*_cells(row), style="yellow" if row.is_slower else "")
    console = Console(soft_wrap=True)
    if not console.is_terminal:
        console.width = PIPE_COLUMNS
    if result.rows:
        console.print(table)
    for sentence in reasons(result):
        console.print(Text(sentence))
    for failure in result.failures:
        console.print(Text(f"\n{failure.function} failed:\n{failure.words}", style="bold red"))


def reasons(result: FunctionsResult) -> list[str]:
    """Why floats differ, where they do; each reason once, with its functions."""
    differing: dict[str, dict[str, None]] = {}
    for row in result.rows:
        if row.ulps:
            differing.setdefault(row.reason, {})[row.function] = None
    return [
        f"Floats differ in their last digits: {reason} ({', '.join(names)})."
        for reason, names in differing.items()
    ]


def _cells(row: FunctionRow) -> list[str]:
    from farthing.cli.bench.words import milliseconds

    times = row.times
    return [
        row.function, row.given, row.baseline, f"{row.size:,}", milliseconds(row.ours.median),
        milliseconds(row.theirs.median), f"{times.ratio:,.3g}",
        f"{times.low:,.3g} to {times.high:,.3g}", f"{row.ulps}",
    ]  # fmt: skip
