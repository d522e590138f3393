"""How every command of ``farthing bench`` ends: the result is kept, shown, and is the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.results.file import ResultFile


def present(result: ResultFile, out: Path | None, *, as_json: bool) -> None:
    """Writes a result where that was asked for, prints it, and ends with its exit code."""
    from farthing.cli.bench.console import show
    from farthing.lab.results.read import write

    if out is not None:
        write(result, out)
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)
    if result.exit_code:
        raise typer.Exit(result.exit_code)
