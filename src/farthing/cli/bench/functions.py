"""``farthing bench functions``: public functions beside plain Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present
from farthing.lab.defaults import ROW_SECONDS

FILE = Path("benchmarks/baseline/functions.py")
"""A pipe has no width of its own, and the table needs this one."""


def functions(
    names: Annotated[
        list[str] | None, typer.Argument(help="Such as signals.sma; all by default.")
    ] = None,
    size: Annotated[
        list[int] | None,
        typer.Option(help="Elements of the input; may be repeated. 100 to 100,000 by default."),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Fresh processes a function.")] = 6,
    seconds: Annotated[float, typer.Option(help="How long a process times a row.")] = ROW_SECONDS,
    file: Annotated[Path, typer.Option(help="The file with the cases.")] = FILE,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Time public functions beside plain Python and decimals that come to the same digits."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.functions import functions as compare
    from farthing.lab.functions.run import SIZES

    with watched("processes") as step:
        result = compare(
            names or (), sizes=size or SIZES, processes=processes, seconds=seconds, file=file,
            progress=step,
        )  # fmt: skip
    present(result, out, as_json=as_json)
