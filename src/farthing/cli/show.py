"""What a command shows of a result: a table, and where the rest lies."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from farthing.backtest.result import Result

RUNS = Path("runs")


MADE_OF = ("strategy", "data", "config", "error", "digest")
"""Entries of a manifest that are equal where it is the same run once more."""


def folder_of(result: Result, out: Path | None) -> Path:
    """The folder of a result: as asked, else one named after strategy and digest.

    A folder that is not asked for never takes the place of another run: runs that did the same
    with other parameters, say, get a number behind.
    """
    if out is not None:
        return out
    return next(place for place in _places(result) if _is_free(place, result))


def _places(result: Result) -> Iterator[Path]:
    name = f"{result.strategy}-{result.digest[:8]}"
    yield RUNS / name
    yield from (RUNS / f"{name}-{number}" for number in count(2))


def _is_free(place: Path, result: Result) -> bool:
    """Whether nothing is there, or the same run."""
    if not place.exists():
        return True
    try:
        there = json.loads((place / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    mine = json.loads(json.dumps(result.manifest()))
    return isinstance(there, dict) and all(there.get(name) == mine[name] for name in MADE_OF)


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
        if name != "stopped":  # the line of the error says it
            table.add_row(name, Text(value))
    return table
