"""``farthing report``: the page of a run or of a study, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a run or a study.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="File to write; else report.html in it.")] = None,
) -> None:
    """Make the report of a saved run or of a study again."""
    from farthing.optimise.store.place import Place

    if Place.of(folder).is_there:
        from farthing.optimise.conduct import opened
        from farthing.report.study import save_study

        path = save_study(opened(folder), folder, out)
    else:
        from farthing.report import report_again

        path = report_again(folder, out)
    typer.echo(f"report: {path}")
