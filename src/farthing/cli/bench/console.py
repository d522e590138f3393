"""Results in a terminal, at its width: the verdict first, then tables."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from farthing.lab.report.documents import document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.lab.report.document import Section
    from farthing.lab.results.file import ResultFile
    from farthing.report import table as sheets

STYLES = {
    "gain": "green", "loss": "red", "second": "yellow", "neutral": "cyan", "strong": "bold", "": "",
}  # fmt: skip
PADDING = 2
KEY_SHARE = 0.6
"""Of the width, that the columns which name a row may take in each part of a table."""
UNIT = re.compile(r"(?<=\d) (?=%|[mµn]?s\b|[KMG]iB\b)")
"""The space between a number and its unit."""
WORDS_MAX = 44
"""Words of a cell beyond so many letters are broken into lines where room is short."""


def show(result: ResultFile, *, everything: bool = False, console: Console | None = None) -> None:
    """Prints a result.

    Args:
        result: of any kind.
        everything: the tables that the verdict rests on too.
        console: where to; by default the terminal.
    """
    console = console or Console()
    made = document(result)
    console.print(Text(made.kicker, style="dim"))
    console.print(Text(made.title, style=f"bold {STYLES[made.tone]}"))
    console.print(Text(_wrapped(made.standfirst, console.width)))
    for words in made.banners:
        console.print(Text(words, style="bold yellow"))
    _facts(console, made.facts)
    for section in made.sections:
        if not section.is_detail or everything:
            _section(console, section)
    console.print()
    console.print(Text(f"{result.machine.identity}, commit {result.machine.commit or 'unknown'}",
                       style="dim"))  # fmt: skip


def _facts(console: Console, facts: Iterable[sheets.Fact]) -> None:
    known = list(facts)
    if known:
        console.print()
    wide = max((len(fact.name) for fact in known), default=0)
    for fact in known:
        hint = f"  {fact.hint}" if fact.hint else ""
        console.print(
            Text.assemble((f"{fact.name:{wide}}  ", "dim"), (fact.value, STYLES[fact.tone]),
                          (hint, "dim"))
        )  # fmt: skip


def _section(console: Console, section: Section) -> None:
    if len(section.tables) > 1:  # whose captions alone do not say what they are of
        console.print()
        console.print(Text(section.title, style="bold underline"))
        if section.finding:
            console.print(Text(_wrapped(section.finding, console.width), style="dim"))
    for sheet in section.tables:
        draw(console, sheet)
    if section.points or section.quotes:
        console.print()
        console.print(Text(section.title, style="bold"))
    for words in section.points:
        console.print(Text(_wrapped(words, console.width, "- ")))
    for title, words in section.quotes:
        console.print(Text(f"{title}:"))
        console.print(Text(textwrap.indent(words.strip(), " " * PADDING)))


def _wrapped(words: str, width: int, mark: str = "") -> str:
    """Words in lines; a unit stays with its number.

    >>> print(_wrapped("it grows by 2 % a year", 14, "- "))
    - it grows by
      2 % a year
    >>> print(_wrapped("it takes 3 s", 11))
    it takes
    3 s
    """
    lines = textwrap.wrap(
        UNIT.sub("\u00a0", words), width, initial_indent=mark,
        subsequent_indent=" " * len(mark), break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines).replace("\u00a0", " ")


def draw(console: Console, sheet: sheets.Table) -> None:
    """One table; where it is too wide, in parts that all begin with what names a row."""
    console.print()
    console.print(Text(sheet.caption, style="bold"))
    for columns in _parts(sheet, console.width):
        console.print(_table(sheet, columns))
    if sheet.note:
        console.print(Text(sheet.note, style="dim"))


def _parts(sheet: sheets.Table, width: int) -> list[list[int]]:
    """The columns, in as many tables as they need."""
    key, room = _key(sheet, width)
    parts, taken = [[*key]], room
    for column in range(len(key), len(sheet.names)):
        needed = PADDING + _width(sheet, column)
        if taken + needed > width and len(parts[-1]) > len(key):
            parts.append([*key])
            taken = room
        parts[-1].append(column)
        taken += needed
    return parts


def _key(sheet: sheets.Table, width: int) -> tuple[list[int], int]:
    """The columns that name a row, and their room: the first, and short words next to it."""
    key, taken = [0], _width(sheet, 0)
    for column in range(1, len(sheet.names)):
        needed = PADDING + _width(sheet, column)
        is_short = sheet.names[column] in sheet.words and needed < WORDS_MAX
        if not is_short or taken + needed > width * KEY_SHARE:
            break
        key.append(column)
        taken += needed
    return key, taken


def _width(sheet: sheets.Table, column: int) -> int:
    """The room that a column needs: all of a figure, a part of long words."""
    name = sheet.names[column]
    widest = max(len(words) for words in (name, *(row[column].words for row in sheet.rows)))
    return min(widest, WORDS_MAX) if name in sheet.words else widest


def _table(sheet: sheets.Table, columns: list[int]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, PADDING, 0, 0), header_style="dim")
    for column in columns:
        name = sheet.names[column]
        is_words = name in sheet.words
        table.add_column(
            name, justify="left" if is_words else "right", no_wrap=not is_words,
            overflow="fold" if is_words else "ellipsis",
        )  # fmt: skip
    for row in sheet.rows:
        table.add_row(*(Text(row[n].words, style=STYLES[row[n].tone]) for n in columns))
    return table
