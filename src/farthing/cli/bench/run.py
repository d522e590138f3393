"""``farthing bench run``: cases in fresh processes."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import (
    BENCHMARKS,
    AsJson,
    Bundle,
    Folder,
    Out,
    Param,
    Strategy,
    source_of,
)
from farthing.cli.bench.present import present
from farthing.cli.options import Home
from farthing.lab.defaults import SECONDS


def run(
    cases: Annotated[
        list[str] | None, typer.Argument(help="Names; see `farthing bench list`. All by default.")
    ] = None,
    folder: Folder = BENCHMARKS,
    strategy: Strategy = None,
    bundle: Bundle = None,
    param: Param = None,
    processes: Annotated[int, typer.Option(min=1, help="Fresh processes a case.")] = 3,
    seconds: Annotated[float, typer.Option(help="How long a process runs a case.")] = SECONDS,
    instructions: Annotated[
        bool, typer.Option(help="Count instructions under valgrind too (slow).")
    ] = False,
    revision: Annotated[
        str,
        typer.Option(
            help="Whose farthing runs them: a git revision, a wheel or an environment; else the "
            "installed one.",
            show_default=False,
        ),
    ] = "",
    out: Out = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure cases: wall clock, processor time, peak memory, and the digest of the answer."""
    from farthing.backtest.program import program
    from farthing.cli.bench.watch import watched
    from farthing.cli.run import parameters
    from farthing.lab.process import Rounds
    from farthing.lab.run import bench

    source = source_of(folder, strategy, bundle, param, home)
    if strategy is not None and not revision:
        program(strategy, parameters(param or []))  # what cannot begin needs no process to say so
    with watched("cases") as step:
        result = bench(
            source, cases or (), processes=processes, rounds=Rounds(seconds=seconds),
            instructions=instructions, revision=revision, progress=step,
        )  # fmt: skip
    present(result, out, as_json=as_json)
