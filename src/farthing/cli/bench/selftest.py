"""``farthing bench selftest``: the gate proves itself."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present


def selftest(
    short: Annotated[
        bool, typer.Option("--short", help="A larger slowdown and fewer blocks: a minute.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Plant a slowdown, nothing, and another trade: the gate must go red, stay green, and err."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.selftest import selftest as prove

    with watched("checks") as step:
        result = prove(short=short, progress=step)
    present(result, out, as_json=as_json)
