"""``farthing bench run``: cases in fresh processes."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from farthing.cli.bench.options import (
    BENCHMARKS,
    AsJson,
    Bundle,
    Folder,
    Out,
    Strategy,
    source_of,
)
from farthing.cli.bench.present import present
from farthing.cli.options import Home
from farthing.cli.strategy_options import with_run_options
from farthing.lab.defaults import SECONDS


@with_run_options
def run(
    cases: Annotated[
        list[str] | None, typer.Argument(help="Names; see `farthing bench list`. All by default.")
    ] = None,
    folder: Folder = BENCHMARKS,
    strategy: Strategy = None,
    bundle: Bundle = None,
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
    *,
    told: dict[str, Any],
) -> None:
    """Measure cases: wall clock, processor time, peak memory, and the digest of the answer."""
    from farthing.backtest.program import program
    from farthing.cli.bench.watch import watched
    from farthing.lab.cases import StrategyCase
    from farthing.lab.process import Rounds
    from farthing.lab.run import bench

    source = source_of(folder, strategy, bundle, told, home)
    if isinstance(source, StrategyCase) and not revision:
        program(source.file, source.parameters)  # what cannot begin needs no process to say so
    with watched("cases") as step:
        result = bench(
            source, cases or (), processes=processes, rounds=Rounds(seconds=seconds),
            instructions=instructions, revision=revision, progress=step,
        )  # fmt: skip
    present(result, out, as_json=as_json)
