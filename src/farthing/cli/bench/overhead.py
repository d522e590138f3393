"""``farthing bench overhead``: what exact money costs, and what floats get wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, AsJson, Folder, Out

if TYPE_CHECKING:
    from rich.console import Console

    from farthing.lab.results.overhead import MeanOverhead, OverheadResult, OverheadRow


def overhead(
    workload: Annotated[
        list[str] | None, typer.Argument(help="Such as D; all of overhead.py by default.")
    ] = None,
    folder: Folder = BENCHMARKS,
    blocks: Annotated[
        int, typer.Option(min=2, help="Of fresh processes; six and more have an interval.")
    ] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Of each part in a process.")] = 9,
    confidence: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
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
    from farthing.lab.results.read import write

    with watched("steps") as step:
        result = measure(
            workload or (), folder=folder, blocks=blocks, rounds=rounds, confidence=confidence,
            instructions=instructions, progress=step,
        )  # fmt: skip
    if out is not None:
        write(result, out)
    if chart is not None:
        chart.write_text(result.chart, encoding="utf-8")
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)
    raise typer.Exit(result.exit_code)


def show(result: OverheadResult) -> None:
    """The tables of a result, and its conclusions."""
    from rich.console import Console

    console = Console(soft_wrap=True)
    _times(console, result)
    _modules(console, result)
    _divergences(console, result)
    for words in result.not_shown:
        console.print(f"not shown: {words}", markup=False)
    console.print()
    for words in result.conclusions:
        console.print(f"- {words}", markup=False)


def _times(console: Console, result: OverheadResult) -> None:
    from rich.table import Table

    from farthing.cli.bench.words import milliseconds

    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    for name in ("workload", "driver", "money", "part"):
        table.add_column(name)
    for name in ("exact", "float twin", "overhead", "interval"):
        table.add_column(name, justify="right")
    for row in result.rows:
        table.add_row(
            row.work, row.way, row.kernel, row.part, milliseconds(row.exact_seconds),
            milliseconds(row.twin_seconds), _percent(row.percent), _interval(row),
        )  # fmt: skip
    for mean in result.means:
        name = "mean by time" if mean.weighted else "mean"
        table.add_row(
            name, mean.way, mean.kernel, mean.part, "", "", _percent(mean.percent),
            _interval(mean), style="bold",
        )  # fmt: skip
    console.print(table)


def _modules(console: Console, result: OverheadResult) -> None:
    """What each module adds, the mean over workloads."""
    from rich.table import Table

    from farthing.lab.overhead.words import module_means

    found = module_means(result.modules)
    if not found:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("instructions, % of the twin's")
    for way, kernel in found:
        table.add_column(f"{way}, {kernel}", justify="right")
    for module in dict.fromkeys(row.module for row in result.modules):
        table.add_row(module, *(_percent(shares[module]) for shares in found.values()))
    table.add_row("all", *(_percent(sum(each.values())) for each in found.values()), style="bold")
    console.print(table)


def _divergences(console: Console, result: OverheadResult) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("float twin")
    for name in ("fills", "wrong", "other bits", "gap at the end"):
        table.add_column(name, justify="right")
    table.add_column("first wrong: exact")
    table.add_column("in floats")
    for each in result.divergences:
        first = each.first
        sides = (first.exact, first.twin) if first else (None, None)
        words = [
            f"{fill.time} {fill.symbol} {fill.quantity} at {fill.price}, fee {fill.fee}"
            if fill else ""
            for fill in sides
        ]  # fmt: skip
        table.add_row(
            each.work, f"{each.fills:,}", f"{each.wrong:,}", f"{each.unlike:,}",
            f"{each.gap:+.2f}", *words,
        )  # fmt: skip
    console.print(table)


def _percent(value: float) -> str:
    return f"{value:+.1f} %"


def _interval(row: OverheadRow | MeanOverhead) -> str:
    if row.estimate is None:
        return ""
    low, high = (100 * (end - 1) for end in (row.estimate.low, row.estimate.high))
    return f"{_percent(low)} to {_percent(high)}"
