"""The tables of a profile in a terminal, at its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from farthing.lab.profile import views, views_of_comparison, views_of_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from farthing.lab.results.profile import ProfileResult
    from farthing.lab.results.profile_comparison import ProfileComparison
    from farthing.report import table as sheets

STYLES = {"strong": "bold", "gain": "green", "loss": "red", "": ""}
NARROW = 110
"""Below this width the columns that can be missed are left out."""
MISSED = frozenset({"Category", "Own time"})
LONG = frozenset({"Function", "Module", "Line"})
"""Columns that give way."""
PADDING = 2
LEAST = 30
"""Names are left so much room, or the table is cut in two."""
SHOWN = 0.01
"""Functions whose lines take less than this part of the longest are left to the page."""


def show(result: ProfileResult, place: Path, *, top: int, everything: bool) -> None:
    """Prints a profile; the targets come last, where the eye is."""
    console = Console()
    console.print(Text(f"Profile of {result.target}", style="bold"))
    _facts(console, views.summary(result))
    for sheet in _functions(result, top, everything=everything):
        draw(console, sheet)
    if result.memory:
        _facts(console, views_of_memory.summary(result.memory))
        for sheet in views_of_memory.tables(result.memory):
            draw(console, sheet)
    for sheet in _parts(result, top):
        draw(console, sheet)
    console.print()
    console.print(Text.assemble("page: ", (str(place / "index.html"), "bold")), soft_wrap=True)


def _functions(result: ProfileResult, top: int, *, everything: bool) -> Iterator[sheets.Table]:
    """Functions of each profiler, and the lines of those that take long."""
    for table in result.tables:
        yield views.by_own(table, result, top)
        yield views.by_cumulative(table, result, top)
        if everything:
            yield views.complete(table, result)
    longest = max((function.seconds for function in result.lines), default=0.0)
    for function in result.lines:
        if function.seconds >= SHOWN * longest:
            yield views.lines(function)


def _parts(result: ProfileResult, top: int) -> Iterator[sheets.Table]:
    """Modules, categories, the two profilers, and the targets."""
    if result.tables:
        yield views.modules(result)
        yield views.categories(result)
    if result.two_shares:
        yield views.two_shares(result, top)
    if result.targets:
        yield views.targets(result)


def _facts(console: Console, facts: list[sheets.Fact]) -> None:
    console.print()
    for fact in facts:
        hint = f"  {fact.hint}" if fact.hint else ""
        console.print(Text.assemble((f"{fact.name:12}  ", "dim"), fact.value, (hint, "dim")))


def show_comparison(found: ProfileComparison) -> None:
    """Prints a comparison."""
    console = Console()
    console.print(Text(views_of_comparison.headline(found), style="bold"))
    for words in views_of_comparison.warnings(found):
        console.print(Text(words, style="bold red"))
    console.print(Text(f"{views_of_comparison.basis(found)}.", style="dim"))
    for table in views_of_comparison.tables(found):
        draw(console, table)


def draw(console: Console, sheet: sheets.Table) -> None:
    """One table: numbers keep their width, names give way from the left.

    Where names would be left no room, the columns are shown in two tables.
    """
    console.print()
    console.print(Text(sheet.caption, style="bold"))
    kept = [
        n
        for n, name in enumerate(sheet.names)
        if n == 0 or console.width >= NARROW or name not in MISSED
    ]
    for columns in _fitting(sheet, kept, console.width):
        console.print(_table(sheet, columns, console.width))
    if sheet.note:
        console.print(Text(sheet.note, style="dim"))


def _fitting(sheet: sheets.Table, columns: list[int], width: int) -> list[list[int]]:
    """The columns in one table, or in two that both begin with the first."""
    if _room(sheet, columns, width) >= min(LEAST, _widest(sheet, 0)):
        return [columns]
    middle = (len(columns) + 1) // 2
    return [columns[:middle], [columns[0], *columns[middle:]]]


def _room(sheet: sheets.Table, columns: list[int], width: int) -> int:
    """What is left for the columns that give way."""
    taken = sum(_widest(sheet, n) for n in columns if sheet.names[n] not in LONG)
    return width - taken - PADDING * (len(columns) - 1)


def _table(sheet: sheets.Table, columns: list[int], width: int) -> Table:
    room = max(_room(sheet, columns, width), 1)
    table = Table(box=None, pad_edge=False, padding=(0, PADDING, 0, 0), header_style="dim")
    for n in columns:
        is_words = sheet.names[n] in sheet.words
        table.add_column(sheet.names[n], justify="left" if is_words else "right", no_wrap=True)
    for row in sheet.rows:
        cells = (_cell(row[n].words, sheet.names[n], room) for n in columns)
        table.add_row(*(Text(words) for words in cells), style=STYLES[row[0].tone])
    return table


def _widest(sheet: sheets.Table, column: int) -> int:
    return max(map(len, (sheet.names[column], *(row[column].words for row in sheet.rows))))


def _cell(words: str, name: str, room: int) -> str:
    if name not in LONG or len(words) <= room:
        return words
    return f"{words[: room - 1]}…" if name == "Line" else f"…{words[len(words) + 1 - room :]}"
