"""What a command shows of a result: a table, and where the rest lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from farthing.backtest.result import Result

RUNS = Path("runs")


def folder_of(result: Result, out: Path | None) -> Path:
    """The folder of a result: as asked, else one named after strategy and digest."""
    return out if out is not None else RUNS / f"{result.strategy}-{result.digest[:8]}"


def show(result: Result, out: Path | None, *, as_json: bool = False) -> None:
    """Saves a result and prints its summary, or its manifest."""
    from rich.console import Console
    from rich.text import Text

    from farthing.report import save

    folder = save(result, folder_of(result, out))
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(json.dumps(result.manifest()))
        return
    console.print(summary(result))
    console.print(Text.assemble("report: ", (str(folder / "report.html"), "bold")))


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
        table.add_row(name, Text(value))
    return table
