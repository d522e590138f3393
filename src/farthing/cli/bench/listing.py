"""``farthing bench list``: the cases there are."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, Folder


def listing(
    folder: Folder = BENCHMARKS,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead.")] = False,
) -> None:
    """List the cases of a folder of benchmarks, a name a line."""
    import json

    from farthing.lab.cases import source_in

    names = source_in(folder).names()
    typer.echo(json.dumps(names) if as_json else "\n".join(names))
