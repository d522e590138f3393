"""A run that is watched: a progress bar with an estimate when it takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig
    from farthing.backtest.program import Program
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars


def watched(strategy: Program, bars: Bars, config: RunConfig) -> Result:
    """Runs a strategy with a progress bar, which a quick run never shows."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from farthing.backtest.run import run_program

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("bars"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(strategy.name, visible=False, total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=max(done, total), visible=True)

        return run_program(strategy, bars, config, step)
