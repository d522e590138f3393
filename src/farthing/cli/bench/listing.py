"""``farthing bench list``: the cases there are."""

from __future__ import annotations

from farthing.cli.bench.options import BENCHMARKS, Folder


def listing(folder: Folder = BENCHMARKS) -> None:
    """List the cases of a folder of benchmarks, a name a line."""
    import typer

    from farthing.lab.cases import source_in

    for name in source_in(folder).names():
        typer.echo(name)
