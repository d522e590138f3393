"""A walk forward: parameters are chosen in each window, and judged in what comes next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from farthing.backtest.run import as_bars, run
from farthing.errors import ConfigurationError, NothingToChoose, StrategyError, TooFewTrials
from farthing.optimise.execute.named import executor as named
from farthing.optimise.market import Market
from farthing.optimise.objective import objectives
from farthing.optimise.settings import configured
from farthing.optimise.subject import subject
from farthing.optimise.task import Task
from farthing.optimise.trial import Job
from farthing.optimise.validation.relay import CARRIES, Leg, Relay
from farthing.optimise.validation.stability import stability_of
from farthing.optimise.validation.walking import walks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from farthing.backtest.directions import Direction
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars
    from farthing.optimise.execute.executor import Executor
    from farthing.optimise.objective import Number, Objective
    from farthing.optimise.trial import Done
    from farthing.optimise.validation.fold import Fold
    from farthing.optimise.validation.relay import Carry
    from farthing.optimise.validation.stability import Stability
    from farthing.optimise.validation.walking import Kind


@dataclass(frozen=True, slots=True)
class Window:
    """What was chosen in one window.

    Attributes:
        fold: its sessions.
        parameters: those that were chosen.
        objective: what they reached in the sessions that they were chosen in.
        tried: how many trials there were.
        undefined: how many of them had no objective, those that failed among them.
        failed: how many of them ended with an error, at the time limit or with their worker.
    """

    fold: Fold
    parameters: Mapping[str, Any]
    objective: Any
    tried: int
    undefined: int
    failed: int


@dataclass(frozen=True, slots=True)
class Forward:
    """A walk forward.

    Attributes:
        windows: in the order of time.
        result: all tests as one exact run, in which parameters change with each window.
        carry: what a window leaves to the next: ``positions``, or ``nothing``.
        objective: what the parameters reached in their tests together; None where undefined.
        direction: whether much or little of it was wanted, ``max`` or ``min``.
        stability: of each parameter, over the windows.
        is_rate: whether the objective can be compared between runs of other lengths.
    """

    windows: tuple[Window, ...]
    result: Result = field(repr=False)
    carry: Carry
    objective: Any
    direction: Direction
    stability: tuple[Stability, ...]
    is_rate: bool

    @property
    def expected(self) -> float:
        """What the chosen parameters reached in the sessions that they were chosen in: the mean."""
        return sum(float(window.objective) for window in self.windows) / len(self.windows)

    @property
    def kept(self) -> float | None:
        """The share of what was expected that the tests kept; None where nothing was expected.

        None too where little was wanted, of which a test keeps the more the worse it does, and of
        what is no rate: all tests together are longer than the sessions that were chosen in.

        Source: Pardo, The evaluation and optimization of trading strategies, 2008, chapter 11, as
        walk-forward efficiency.
        """
        if not self.is_rate or self.direction == "min":
            return None
        if self.objective is None or self.expected <= 0.0:
            return None
        return float(self.objective) / self.expected


def walk_forward(
    strategy: Any,
    trials: Iterable[Mapping[str, Any]],
    *,
    bars: Any,
    train: int,
    test: int,
    kind: Kind = "rolling",
    gap: int = 0,
    objective: Any = "sharpe_ratio",
    carry: Carry = "positions",
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
    executor: str = "local",
    time_limit: float | None = None,
    **settings: Any,
) -> Forward:
    """Chooses parameters in each window by exact runs, and runs what was chosen in one exact run.

    A trial's run of a window begins with its first session and its own capital, and ends before the
    gap and the test: nothing of the test can reach the choice, so that nothing has to be purged. A
    run that fails there has no objective and is not chosen, as in a study.

    Args:
        strategy: a ``Strategy`` class or object, its file, or ``Rules``.
        trials: parameters of each trial, such as ``[{"fast": 5}, {"fast": 10}]``.
        bars: a frame, or bars of a catalog.
        train: sessions that are chosen in.
        test: sessions of a test.
        kind: ``rolling`` or ``anchored``.
        gap: sessions between both that are left out.
        objective: one, as ``optimise`` takes it: the name of a statistic, perhaps with ``:max`` or
            ``:min``, or a function of a result. Of equal trials the first is chosen.
        carry: ``positions``, or ``nothing``: see ``Relay``.
        progress: called with (runs so far, runs at most).
        workers: processes that run the trials; the number changes the time, and the memory that
            each may use.
        executor: ``local``, or ``ray`` for a cluster.
        time_limit: seconds that a run of a trial may take.
        settings: of all runs, as ``farthing.run`` takes them.

    Raises:
        TooFewSessions: there is no test with so many sessions before it.
        TooFewTrials: there is none.
        NothingToChoose: no trial of a window has an objective.
        ConfigurationError: the objective is none, or there are several.
        StrategyError: no trial of a window has an objective, as runs stopped early: it says in
            which window, with which parameters; or what was chosen stopped early in the tests.
        StudyError: the strategy cannot be sent to another process.
    """
    wanted = _one(objective)
    if carry not in CARRIES:  # before hours of runs, not after them
        raise ConfigurationError(f"carry {carry!r} is none of {', '.join(CARRIES)}")
    tried = [dict(each) for each in trials]
    if not tried:
        raise TooFewTrials("0 trials are fewer than 1: give the parameters of at least one")
    exact = as_bars(bars)
    sessions = sessions_of_run(exact, settings.pop("start", None), settings.pop("end", None))
    folds = walks(sessions, train=train, test=test, kind=kind, gap=gap)
    with suppress(StrategyError):  # other parameters may do
        Relay([Leg(sessions[0], strategy, tried[0])]).program({})  # refused before runs, not after
    done = _done(
        _task(strategy, exact, folds, wanted, settings), tried, folds,
        lambda task: named(task, executor, workers, time_limit), progress,
    )  # fmt: skip
    windows = [_window(fold, tried, own, wanted) for fold, own in zip(folds, done, strict=True)]
    legs = [Leg(window.fold.dates(window.fold.test)[0], strategy, window.parameters)
            for window in windows]  # fmt: skip
    last = windows[-1].fold.dates(windows[-1].fold.test)[-1]
    result = _tested(Relay(legs, carry), bars=exact, start=legs[0].first, end=last, **settings)
    every = {name: [each.get(name) for each in tried] for name in chain(*tried)}
    return Forward(
        windows=tuple(windows),
        result=result,
        carry=carry,
        objective=wanted.value(result),
        direction=wanted.direction,
        stability=stability_of([window.parameters for window in windows], every),
        is_rate=wanted.is_rate,
    )


def sessions_of_run(bars: Bars, start: Any = None, end: Any = None) -> tuple[date, ...]:
    """The sessions of bars between two days, which may be None."""
    from farthing.given import date_if_given

    first, last = date_if_given(start, "start") or bars.start, date_if_given(end, "end") or bars.end
    return tuple(
        day
        for day in bars.sessions.get_column("session").to_list()
        if (first is None or day >= first) and (last is None or day <= last)
    )


def _task(
    strategy: Any,
    bars: Bars,
    folds: Sequence[Fold],
    wanted: Objective,
    settings: dict[str, Any],
) -> Task:
    """What executors run: the strategy, on a market for each window that ends before its test."""
    config = configured(settings, "walk_forward")
    days = [fold.dates(fold.train) for fold in folds]
    markets = (Market(bars, replace(config, start=each[0], end=each[-1])) for each in days)
    return Task(subject(strategy), tuple(markets), (wanted,), {}, keeps_returns=False)


def _done(
    task: Task,
    trials: list[dict[str, Any]],
    folds: Sequence[Fold],
    executor: Callable[[Task], Executor],
    progress: Callable[[int, int], None] | None,
) -> list[list[Done]]:
    """What came of each trial in each window, whatever the order in which runs ended."""
    jobs = [
        Job(number, window, parameters)
        for window in range(len(folds))
        for number, parameters in enumerate(trials)
    ]
    found: dict[tuple[int, int], Done] = {}
    with executor(task) as runs:
        for count, done in enumerate(runs.run(jobs), 1):
            found[done.rung, done.number] = done
            if progress is not None:
                progress(count, len(jobs))
    return [[found[window, number] for number in range(len(trials))]
            for window in range(len(folds))]  # fmt: skip


def _tested(relay: Relay, **settings: Any) -> Result:
    """All tests as one exact run."""
    try:
        return run(relay, **settings)
    except StrategyError as error:
        error.add_note(
            f"in the tests of {settings['start']} to {settings['end']}, with what was chosen before"
        )
        raise


def _stopped(done: Done, fold: Fold, parameters: dict[str, Any]) -> StrategyError:
    days = fold.dates(fold.train)
    error = StrategyError(done.error)
    error.add_note(f"in the window of {days[0]} to {days[-1]}, with {parameters}")
    return error


def _window(
    fold: Fold, trials: list[dict[str, Any]], done: list[Done], wanted: Objective
) -> Window:
    """What is chosen in a window."""
    values = [each.values[0] if each.values else None for each in done]
    failed = [each for each in done if each.state not in {"finished", "undefined"}]
    chosen = _best(values, wanted)
    if chosen is None and failed:
        raise _stopped(failed[0], fold, trials[failed[0].number])
    if chosen is None:
        days = fold.dates(fold.train)
        raise NothingToChoose(
            f"none of {len(trials)} trials has an objective from {days[0]} to {days[-1]}: make "
            "train longer, or take an objective that is defined without trades"
        )
    undefined = values.count(None)
    return Window(fold, trials[chosen], values[chosen], len(trials), undefined, len(failed))


def _best(values: list[Number | None], wanted: Objective) -> int | None:
    """The place of the best number, of equals the first; None where none is defined."""
    best: tuple[int, Number] | None = None
    for place, value in enumerate(values):
        if value is not None and (best is None or wanted.is_better(value, best[1])):
            best = place, value
    return None if best is None else best[0]


def _one(told: Any) -> Objective:
    found = objectives(told)
    if len(found) > 1:
        raise ConfigurationError(
            f"{len(found)} objectives: a walk forward chooses by one; name that alone"
        )
    return found[0]
