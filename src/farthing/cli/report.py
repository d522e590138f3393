"""``farthing report``: the page of a run, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a run.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="File to write; else report.html in it.")] = None,
) -> None:
    """Make the report of a saved run again."""
    from farthing.report import report_again

    path = report_again(folder, out)
    typer.echo(f"report: {path}")
