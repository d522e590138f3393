"""``farthing bench list``: the cases there are."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, Folder


def listing(
    folder: Folder = BENCHMARKS,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead.")] = False,
) -> None:
    """List the cases of a folder of benchmarks, a line each: its name, and what it is."""
    import json

    from farthing.lab.cases import source_in

    found = source_in(folder).about()
    if as_json:
        typer.echo(json.dumps(list(found)))
        return
    width = max(map(len, found), default=0)
    typer.echo("\n".join(f"{name:<{width}}  {words}".rstrip() for name, words in found.items()))
