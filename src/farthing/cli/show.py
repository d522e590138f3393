"""What a command shows of a result: a table, and where the rest lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from farthing.backtest.result import Result

RUNS = Path("runs")


def folder_of(result: Result, out: Path | None) -> Path:
    """The folder of a result: as asked, else one named after strategy and digest.

    A folder that is not asked for never takes the place of another run: runs that did the same
    with other parameters, say, get a number behind.
    """
    from farthing.report import free_beside

    if out is not None:
        return out
    return free_beside(RUNS / f"{result.strategy}-{result.digest[:8]}", result)


def show(result: Result, out: Path | None, *, as_json: bool = False) -> None:
    """Saves a result and prints its summary, or its manifest."""
    from rich.console import Console
    from rich.text import Text

    from farthing.report import saved

    place = saved(result, folder_of(result, out))
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(json.dumps(result.manifest()))
        if place.said:
            typer.echo(f"note: {place.said}", err=True)
        return
    console.print(summary(result))
    if place.said:
        console.print(Text(f"note: {place.said}"))
    console.print(Text.assemble("report: ", (str(place.folder / "report.html"), "bold")))


def show_stopped(result: Result, out: Path | None, *, as_json: bool = False) -> None:
    """Shows a run that stopped, unless nothing had happened and nobody has named a folder."""
    if out is not None or result.outcome.bars > 1 or not result.orders.is_empty():
        show(result, out, as_json=as_json)


def summary(result: Result) -> Table:
    """The summary of a result as a table of names and values."""
    from rich.table import Table
    from rich.text import Text

    from farthing.backtest.summary import rows

    title = result.strategy + (" (stopped early)" if result.is_partial else "")
    table = Table(
        title=Text(title, style="table.title"),
        title_justify="left",
        show_header=False,
        box=None,
        pad_edge=False,
    )
    table.add_column(style="dim")
    table.add_column(justify="left")
    for name, value in rows(result):
        if name != "stopped":  # the line of the error says it
            table.add_row(name, Text(value))
    return table
