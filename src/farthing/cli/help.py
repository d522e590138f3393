"""``--help``: panels like rich's, drawn without it, because rich alone takes longer than the rest.

A group whose class is ``Group`` draws its own help and that of its commands in this way.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH_LEAST, WIDTH_MOST = 50, 100
NAMES_MOST, APART = 32, 2
"""Letters that names may take of a line, and those between them and what they are."""
LONG = 1_000
"""Letters of a sentence at most; it is wrapped, not cut."""
BORDER = 4
"""What a panel takes of a line."""


class Panels:
    """Help as it is written: lines, and panels of names with what they are.

    Its methods are those that typer's commands call.
    """

    def __init__(self, width: int | None = None, max_width: int | None = None) -> None:
        """Fits the terminal."""
        most = max_width or WIDTH_MOST
        here = width or shutil.get_terminal_size().columns
        self.width = max(min(here, most), WIDTH_LEAST) - BORDER
        self._lines: list[str] = []

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line: how the command is called."""
        title = prefix or "Usage: "
        words = textwrap.wrap(f"{title}{prog} {args}", self.width, subsequent_indent=" " * 4)
        first = words[0].replace(title, typer.style(title, bold=True), 1)
        self._lines += [f" {each}" for each in (first, *words[1:])]

    def write_paragraph(self) -> None:
        """Leaves a line empty."""
        self._lines.append("")

    def write_text(self, text: str) -> None:
        """Paragraphs, filled anew."""
        for paragraph in text.split("\n\n"):
            self._lines += [f" {each}" for each in textwrap.wrap(paragraph, self.width)]
            self._lines.append("")

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Text stands one letter in already."""
        yield

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A panel around what is written meanwhile."""
        before, self._lines = self._lines, []
        yield
        inside, self._lines = self._lines, before
        line = typer.style("│", dim=True)
        top = f"─ {name} ".ljust(self.width + BORDER - 2, "─")
        self._lines.append(typer.style(f"╭{top}╮", dim=True))
        self._lines += [f"{line} {each} {line}" for each in inside]
        self._lines.append(typer.style(f"╰{'─' * (self.width + BORDER - 2)}╯", dim=True))

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names, each with what it is."""
        column = min(max((len(name) for name, _ in rows), default=0), NAMES_MOST) + APART
        for name, words in rows:
            self._lines += self._entry(name, words, column)

    def _entry(self, name: str, words: str, column: int) -> Iterator[str]:
        said = textwrap.wrap(words, self.width - column) or [""]
        if len(name) + APART > column:  # a long name has a line of its own
            for part in textwrap.wrap(name, self.width):
                yield typer.style(part.ljust(self.width), fg="cyan", bold=True)
            name = ""
        for each in said:
            shown = typer.style(name.ljust(column), fg="cyan", bold=True)
            yield f"{shown}{each.ljust(self.width - column)}"
            name = ""

    def getvalue(self) -> str:
        """All of it."""
        return "\n".join(self._lines)


class HelpContext(typer.Context):
    """A call of a command whose help is drawn here."""

    formatter_class: Any = Panels


class Group(TyperGroup):
    """Commands whose help is drawn here, and the group's own."""

    context_class = HelpContext

    def __init__(self, **options: Any) -> None:
        """Without rich: with it typer would draw the help itself."""
        super().__init__(**{**options, "rich_markup_mode": None})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name."""
        return drawn_here(super().get_command(ctx, cmd_name))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A panel of the commands, each with the first sentence of its help."""
        known = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, command.get_short_help_str(LONG))
            for name, command in known
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def drawn_here(command: Any) -> Any:
    """A command whose help is drawn here; None where there is none."""
    if command is not None:
        command.context_class, command.rich_markup_mode = HelpContext, None
        if not isinstance(command, TyperGroup):
            command.format_options = partial(_panels, command)
    return command


def _of_one_value(name: str) -> str:
    """An option's name with the kind of one value, as it is typed each time.

    >>> _of_one_value("--case <list[str]>"), _of_one_value("--pairs <int range>")
    ('--case <str>', '--pairs <int>')
    """
    return re.sub(r"<(?:list\[)?(\w+)(?:\]| range)?>", lambda kind: f"<{kind[1].lower()}>", name)


def _panels(command: Any, ctx: Any, formatter: Any) -> None:
    """A panel of the arguments, one of the options, and those that options ask for."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for each in command.get_params(ctx):
        usual = "Arguments" if each.param_type_name == "argument" else "Options"
        if (record := each.get_help_record(ctx)) is not None:
            panel = getattr(each, "rich_help_panel", None) or usual
            name, words = record
            rows.setdefault(panel, []).append((_of_one_value(name), words))
    for panel, listed in rows.items():
        with formatter.section(panel):
            formatter.write_dl(listed)
