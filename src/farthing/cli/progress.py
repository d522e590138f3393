"""Progress bars, which only a person at a terminal sees; a run that is watched."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, ProgressColumn

    from farthing.backtest.config import RunConfig
    from farthing.backtest.program import Program
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars


@contextmanager
def progress_bar(*columns: ProgressColumn) -> Iterator[Progress | None]:
    """A progress bar on stderr; None where that is no terminal: not even an empty line goes there.

    It leaves nothing behind.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress


def watched(strategy: Program, bars: Bars, config: RunConfig) -> Result:
    """Runs a strategy with a progress bar, which a quick run never shows."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from farthing.backtest.run import run_program

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("bars"),
        TimeRemainingColumn(),
    )
    with progress_bar(*columns) as progress:
        if progress is None:
            return run_program(strategy, bars, config)
        task = progress.add_task(strategy.name, visible=False, total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=max(done, total), visible=True)

        return run_program(strategy, bars, config, step)
