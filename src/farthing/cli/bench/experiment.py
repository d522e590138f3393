"""``farthing bench experiment``: plant the same many times, and count what the gate says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson
from farthing.cli.bench.present import present

PLAN = Path("benchmarks") / "gate_experiment.py"
KEPT = Path("experiment.json")


def experiment(
    plan: Annotated[
        Path, typer.Argument(help="A Python file with `plan(count)` and `effort()`.")
    ] = PLAN,
    count: Annotated[int, typer.Option(min=1, help="Comparisons of each entry.")] = 20,
    out: Annotated[
        Path, typer.Option(help="The result file; a call after this one goes on from it.")
    ] = KEPT,
    as_json: AsJson = False,
) -> None:
    """Compare a commit with itself, with slowdowns planted or none, and count the verdicts."""
    from farthing.cli.bench.watch import watched
    from farthing.errors import ConfigurationError
    from farthing.lab.experiment import experiment as measure
    from farthing.lab.worker import load

    if not plan.is_file():
        raise ConfigurationError(f"there is no plan {plan}: name a Python file with plan(count)")
    module = load(plan.resolve())
    budget, rounds = module.effort()
    with watched("comparisons") as step:
        result = measure(module.plan(count), kept=out, budget=budget, rounds=rounds, progress=step)
    present(result, None, as_json=as_json)
