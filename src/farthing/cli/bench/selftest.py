"""``farthing bench selftest``: the gate proves itself."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out


def selftest(
    short: Annotated[
        bool, typer.Option("--short", help="A larger slowdown and fewer blocks: a minute.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Plant a slowdown, nothing, and another trade: the gate must go red, stay green, and err."""
    from farthing.cli.bench.console import show
    from farthing.cli.bench.watch import watched
    from farthing.lab.results.read import write
    from farthing.lab.selftest import selftest as prove

    with watched("checks") as step:
        result = prove(short=short, progress=step)
    if out is not None:
        write(result, out)
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
    else:
        show(result)
    raise typer.Exit(result.exit_code)
