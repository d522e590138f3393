"""``farthing bench report``: a result file, as people read it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from farthing.lab.results.file import ResultFile


COLUMNS = 140
"""Of a file that lines of the terminal are written to."""


class Format(StrEnum):
    """How a result is written."""

    CONSOLE = "console"
    HTML = "html"
    MARKDOWN = "markdown"


def report(
    result: Annotated[Path, typer.Argument(help="A result file of farthing bench or profile.")],
    form: Annotated[
        Format, typer.Option("--format", help="Lines here, one HTML file, or Markdown.")
    ] = Format.CONSOLE,
    out: Annotated[
        Path | None, typer.Option(help="Write it there; else it is printed.", show_default=False)
    ] = None,
    graph: Annotated[
        list[Path] | None,
        typer.Option(
            help="A flame graph for the page; by default all SVG files beside the result.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show a result: in the terminal, as one self-contained page, or as Markdown.

    The Markdown of a comparison is the comment of a pull request, and empty where all is well.
    """
    from farthing.lab.results.read import read

    found = read(result)
    if form is Format.CONSOLE and out is None:
        from farthing.cli.bench.console import show

        show(found, everything=True)
        return
    graphs = sorted(result.parent.glob("*.svg")) if graph is None else graph
    written = _written(found, form, graphs)
    if out is None:
        typer.echo(written, nl=False)
        return
    from farthing.data.durable import replace_file

    out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(out, written.encode("utf-8"))
    typer.echo(f"written to {out}")


def _written(found: ResultFile, form: Format, graphs: list[Path]) -> str:
    """A result as text."""
    from farthing.lab.report import markdown, page

    if form is Format.HTML:
        return page(found, graphs)
    if form is Format.MARKDOWN:
        return markdown(found)
    import io

    from rich.console import Console

    from farthing.cli.bench.console import show

    lines = io.StringIO()
    show(found, everything=True, console=Console(file=lines, width=COLUMNS))
    return lines.getvalue()
