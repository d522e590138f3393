"""What a terminal shows of a study: how far it is, and the best of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from farthing.backtest.result import Result
    from farthing.optimise.plan import Plan
    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial

BEST_SHOWN = 10

TRADES_SHOWN = 6


@contextmanager
def watching(plan: Plan, trials: int | None) -> Iterator[Callable[[Trial], None] | None]:
    """Shows on a terminal how many trials have ended, the best so far, and the time left."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from farthing.cli.progress import progress_bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("trials"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with progress_bar(*columns) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("", total=plan.count(trials))
        best, last = plan.task.objectives[0], len(plan.task.markets) - 1
        found: list[Any] = [None]
        begun: set[int] = set()

        def step(trial: Trial) -> None:
            if trial.is_finished and trial.rung == last:
                value = trial.values[0]
                if found[0] is None or best.is_better(value, found[0]):  # type: ignore[arg-type]
                    found[0] = value
            said = "" if found[0] is None else f"best {best.name} {figure(found[0])}"
            begun.add(trial.number)  # one that goes on to another rung is the same trial
            bar.update(task, completed=len(begun), description=said)

        yield step


def figure(value: Any) -> str:
    """A number of an objective as people read it; money exactly."""
    from decimal import Decimal

    from farthing.backtest.figures import money, number

    if isinstance(value, Decimal):
        return money(value)
    return f"{value:,}" if isinstance(value, int) else number(value, 4)


def printed(study: Study, best: Result | None, folder: Path, *, as_json: bool) -> None:
    """Writes the page of a study, and prints the best trials, or all that a program asks.

    The best trial is saved as a run, and its figures and trades are shown.

    Raises:
        StudyError: no trial has finished.
    """
    from rich.console import Console
    from rich.text import Text

    from farthing.errors import StudyError
    from farthing.report.study import save_best, save_study

    if best is not None:
        save_best(best, folder)
    page = save_study(study, folder)
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(json.dumps(study.describe()))
    else:
        console.print(_table(study))
        console.print(Text(study.words()))
        if best is not None and study.best is not None:
            _show_best(console, study.best, best)
        console.print(Text.assemble("report: ", (str(page), "bold")))
    if study.best is None and study.trials:
        one = study.trials[0]
        raise StudyError(f"no trial has a number; trial {one.number} is {one.state}: {one.error}")


def _show_best(console: Console, trial: Trial, result: Result) -> None:
    """The figures of the best trial, and its largest trades."""
    from rich.text import Text

    from farthing.cli.show import summary

    console.print()
    console.print(Text(f"trial {trial.number}, the best", style="table.title"))
    console.print(summary(result))
    if result.statistics.trades:
        console.print(_largest(result))


def _largest(result: Result) -> Table:
    """The trades that gained or lost most."""
    from rich.table import Table

    from farthing.backtest.figures import money, quantity

    table = Table(title="largest trades", title_justify="left", box=None, pad_edge=False)
    table.add_column("symbol")
    table.add_column("opened")
    table.add_column("closed")
    for name in ("quantity", "profit"):
        table.add_column(name, justify="right")
    every = result.trades.to_dicts()
    every.sort(key=lambda each: -abs(each["account_profit"]))
    for each in every[:TRADES_SHOWN]:
        days = (f"{each[name]:%Y-%m-%d}" for name in ("opened", "closed"))
        profit = money(each["account_profit"], signed=True)
        table.add_row(each["symbol"], *days, quantity(each["quantity"]), profit)
    return table


def _table(study: Study) -> Table:
    from rich.table import Table
    from rich.text import Text

    names = list(study.manifest["space"]["parameters"])
    table = Table(
        title=Text(f"{study.manifest['strategy']['name']}: {study.shown_as}", style="table.title"),
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for name in ("trial", *names, *(each.name for each in study.objectives)):
        table.add_column(name, justify="right")
    for each in study.ranked[:BEST_SHOWN]:
        values = (str(each.parameters.get(name, "-")) for name in names)
        table.add_row(str(each.number), *values, *map(figure, each.values))
    return table
