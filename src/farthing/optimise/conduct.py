"""The door: what users ask of a search, checked, conducted, and kept."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.backtest.config import within
from farthing.backtest.run import as_bars
from farthing.errors import ConfigurationError, Interrupted, StudyError
from farthing.optimise.execute.named import executor
from farthing.optimise.fidelity import fidelity as read_fidelity
from farthing.optimise.fidelity import markets
from farthing.optimise.loop import ALL, Loop
from farthing.optimise.market import Market
from farthing.optimise.objective import Objective, objectives
from farthing.optimise.plan import Plan, check_same
from farthing.optimise.returns import BENCHMARK, held
from farthing.optimise.rungs import Rungs
from farthing.optimise.search.named import HYPERBAND, check_search, search_named
from farthing.optimise.search.search import Told
from farthing.optimise.settings import configured
from farthing.optimise.space.fields import space_of_fields
from farthing.optimise.space.space import Space
from farthing.optimise.space.words import read
from farthing.optimise.store.place import Place
from farthing.optimise.store.store import NAME, Store
from farthing.optimise.study import Study
from farthing.optimise.subject import check_names, subject
from farthing.optimise.task import Task

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.optimise.returns import Kept
    from farthing.optimise.space.parameter import Parameter
    from farthing.optimise.subject import Subject
    from farthing.optimise.trial import Trial
    from farthing.optimise.values import Value

GENERATION = 16
"""Trials that are asked before any is told, however many workers there are."""


@dataclass(frozen=True, slots=True)
class Means:
    """By what means a study is conducted: nothing of it changes what comes of it.

    Attributes:
        executor: ``local`` or ``ray``.
        workers: processes.
        time_limit: seconds that a trial may take; None is no limit.
        store: where it is kept; None keeps nothing.
        study: the name of the study in a database.
        resume: whether to go on with a study that is there.
        progress: is called with each trial that has ended.
    """

    executor: str = "local"
    workers: int = 1
    time_limit: float | None = None
    store: Place | None = None
    study: str = NAME
    resume: bool = False
    progress: Callable[[Trial], None] | None = None


def optimise(
    strategy: Any,
    *,
    bars: Any,
    space: Space | Mapping[str, Parameter] | Iterable[str] | None = None,
    constraints: Any = (),
    search: str = "tpe",
    trials: int | None = None,
    seed: int = 0,
    objective: Any = "sharpe_ratio",
    parameters: Mapping[str, Value] | None = None,
    fidelity: str | None = None,
    generation: int = GENERATION,
    workers: int = 1,
    time_limit: float | None = None,
    executor: str = "local",
    out: str | os.PathLike[str] | None = None,
    store: str | None = None,
    study: str = NAME,
    resume: bool = False,
    zipline: bool = False,
    progress: Callable[[Trial], None] | None = None,
    **settings: Any,
) -> Study:
    """Searches the parameters of a strategy with which an objective is best.

    The same arguments give the same trials, whatever executes them: proposals are asked in
    generations of a fixed size, answers are told in the order of trials, and each trial has its
    own seed.

    Args:
        strategy: what ``farthing.run`` takes, whose typed fields are its parameters; a file of
            Zipline, whose constants are; ``Rules``; or a function ``targets(bars, **parameters)``.
        bars: what ``farthing.run`` takes.
        space: a ``Space``; parameters by name; words such as ``"fast=5:44"``; or None for the
            ranges that the strategy names in its fields, else half to double of their defaults.
        constraints: expressions such as ``"fast < slow"``, or functions of the parameters.
        search: ``grid``, ``random``, ``tpe``, ``gp``, ``cma-es``, ``nsga-ii`` or ``hyperband``.
        trials: how many; by default 100, and of a grid all.
        seed: from which all chance comes.
        objective: the name of a statistic, perhaps with ``:max`` or ``:min``; a function of a
            result; or a list of these.
        parameters: of the strategy, the same in all trials.
        fidelity: smaller markets that Hyperband begins on: ``history:3``, ``universe:3``, or
            ``frequency:1d,1h``.
        generation: how many trials are asked before any is told.
        workers: processes; the number changes the time, and the memory that each may use.
        time_limit: seconds that a trial may take; one that takes longer is stopped and marked.
        executor: ``local``, or ``ray`` for a cluster.
        out: a folder in which the study is kept while it runs.
        store: the URL of a database to keep it in instead, such as
            ``postgresql+psycopg://user@host/name``.
        study: its name there.
        resume: go on with the study that is there.
        zipline: the strategy is a file that imports from ``zipline``.
        progress: is called with each trial that has ended.
        settings: capital, commission and what else ``farthing.run`` takes.

    Returns:
        The study: ``study.frame``, ``study.best``, ``study.front``.

    Raises:
        SpaceError: the space has no value, or contradicts itself.
        StudyError: another study is where this one shall be kept.
        ConfigurationError: something else makes no sense.
        Interrupted: the user stopped it; what had ended is kept.

    >>> import polars as pl
    >>> import farthing as ft
    >>> from farthing.optimise import Int, optimise
    >>> class Hold(ft.Strategy):
    ...     units: int = 10
    ...
    ...     def on_bar(self, ctx):
    ...         ctx.order_target("A", self.units)
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.2, 10.8], "volume": [1000, 1200]})
    >>> study = optimise(Hold, bars=frame, space={"units": Int(10, 30, 10)}, search="grid",
    ...                  objective="end_equity", capital=1000)
    >>> study.best.parameters, study.best.values
    ({'units': 30}, (Decimal('1009.00'),))
    """
    if out is not None and store is not None:
        raise ConfigurationError("a study is kept in out or in store: name one of them")
    plan = planned(
        subject(strategy, is_zipline=zipline), as_bars(bars),
        configured(settings, "optimise", is_zipline=zipline),
        space=space, constraints=constraints, search=search, seed=seed, objective=objective,
        parameters=parameters, fidelity=fidelity, generation=generation,
    )  # fmt: skip
    told = out or store
    place = None if told is None else Place.of(told)
    means = Means(executor, workers, time_limit, place, study, resume, progress)
    return conduct(plan, trials, means)


def planned(
    of: Subject,
    bars: Bars,
    config: RunConfig,
    *,
    space: Any = None,
    constraints: Any = (),
    search: str = "tpe",
    seed: int = 0,
    objective: Any = "sharpe_ratio",
    parameters: Mapping[str, Value] | None = None,
    fidelity: str | None = None,
    generation: int = GENERATION,
) -> Plan:
    """The plan of a study, from what users give; see ``optimise``.

    Raises:
        ConfigurationError: something makes no sense.
    """
    given.count(generation, "generation")
    if not given.is_whole(seed):
        raise ConfigurationError(f"seed {seed!r} is no whole number")
    check_search(search)
    wanted = objectives(objective)
    _check_rungs(search, fidelity, len(wanted))
    searched, fixed = _space(of, space, constraints), dict(parameters or {})
    check_names(of, {**searched.parameters, **fixed})
    both = next((name for name in fixed if name in searched.parameters), None)
    if both is not None:
        raise ConfigurationError(f"parameter {both} is both fixed and searched: leave one out")
    rungs = None if fidelity is None else read_fidelity(fidelity)
    return Plan(
        task=Task(of, markets(Market(bars, within(config, bars)), rungs, seed), wanted, fixed),
        space=searched,
        search=search,
        seed=seed,
        generation=generation,
        fidelity=rungs,
    )


def _check_rungs(search: str, fidelity: Any, objectives_count: int) -> None:
    """Refuses rungs without Hyperband, and Hyperband without rungs."""
    if search != HYPERBAND:
        if fidelity is not None:
            raise ConfigurationError(f"fidelity {fidelity!r}: only search hyperband has rungs")
        return
    if fidelity is None:
        raise ConfigurationError("hyperband needs a fidelity, such as history:3")
    if objectives_count > 1:
        raise ConfigurationError(
            f"hyperband has one objective, not {objectives_count}: use nsga-ii"
        )


def conduct(plan: Plan, trials: int | None, means: Means) -> Study:
    """Conducts a study.

    Raises:
        StudyError: another study is where this one shall be kept.
        Interrupted: the user stopped it; what had ended is kept.
    """
    if trials is not None:
        given.count(trials, "trials")
    count = plan.count(trials)
    content = plan.manifest()
    ended: list[Trial] = []

    def progress(trial: Trial) -> None:
        ended.append(trial)
        if means.progress is not None:
            means.progress(trial)

    place = means.store
    _check_there(means)
    with ExitStack() as stack:
        store = None if place is None else stack.enter_context(Store(place, means.study))
        known = {} if store is None else _known(store, content, means)
        told = Told(
            plan.space, plan.seed, tuple(each.direction for each in plan.task.objectives),
            plan.generation, len(plan.task.markets) - 1,
        )  # fmt: skip
        search = search_named(plan.search, told)
        runs = executor(plan.task, means.executor, means.workers, means.time_limit)
        loop = Loop(
            search=search,
            executor=stack.enter_context(runs),
            rungs=Rungs(len(plan.task.markets), plan.task.objectives[0]),
            store=store,
            generation=plan.generation,
            known=known,
            progress=progress,
            returns=_of_benchmark(plan, store),
        )
        try:
            found = loop.run(ALL if count is None else count)
        except KeyboardInterrupt as error:
            raise _interrupted(len(ended), place) from error
    return Study(content, plan.task.objectives, tuple(found), _returns(loop, means))


def _check_there(means: Means) -> None:
    """Refuses to go on with a study whose file is not there; to open it would make one."""
    place = means.store
    if means.resume and place is not None and not place.is_there:
        raise StudyError(f"there is no study in {place} to go on with: leave resume out")


def _returns(loop: Loop, means: Means) -> Callable[..., Kept]:
    """What gives the returns of a study: from where it is kept, or from memory."""
    if means.store is None:
        return partial(_in_memory, loop.returns)
    return partial(_kept, means.store, means.study)


def _in_memory(kept: Kept, number: int | None = None) -> Kept:
    """The packed returns of all trials, or of one."""
    return {at: each for at, each in kept.items() if number in {None, at}}


def opened(place: str | os.PathLike[str], study: str = NAME) -> Study:
    """A study that is kept, as far as it has come.

    Args:
        place: the folder of the study, or the URL of a database.
        study: its name in a database.

    Raises:
        StudyError: there is none, or it is damaged.
    """
    kept = Place.of(place)
    missing = StudyError(f"there is no study in {kept}: `farthing optimise --out` makes one")
    if not kept.is_there:
        raise missing
    with Store(kept, study) as store:
        content = store.manifest
        if content is None:
            raise missing
        trials = tuple(store.read())
        _check_values(trials, len(content["objectives"]), kept)
    wanted = (told.rpartition(":") for told in content["objectives"])
    return Study(
        content,
        tuple(Objective(name, "max" if way == "max" else "min") for name, _, way in wanted),
        trials,
        partial(_kept, kept, study),
    )


def _check_values(trials: Iterable[Trial], count: int, place: Place) -> None:
    """Refuses a finished trial without a number for each objective."""
    for each in trials:
        if each.is_finished and (len(each.values) != count or None in each.values):
            raise StudyError(
                f"{place}: trial {each.number} is damaged (it is finished and has the objectives "
                f"{each.values}): take a copy of the study, or search again"
            )


def _kept(place: Place, study: str, number: int | None = None) -> Kept:
    """The packed returns that a study has kept of all trials, or of one."""
    with Store(place, study) as store:
        return store.returns(number)


def _of_benchmark(plan: Plan, store: Store | None) -> dict[int, bytes]:
    """The packed returns of the benchmark, where there is one and they are not kept already."""
    whole = plan.task.markets[-1]
    if whole.config.benchmark is None or (store is not None and store.returns(BENCHMARK)):
        return {}
    return {BENCHMARK: held(whole)}


def _interrupted(count: int, place: Place | None) -> Interrupted:
    kept = f"they are kept in {place}: go on with resume" if place else "nothing of them is kept"
    return Interrupted(f"interrupted after {count:,} trials; {kept}")


def _known(store: Store, content: dict[str, Any], means: Means) -> dict[tuple[int, int], Trial]:
    """The trials that are stored already; begins the study where it is new."""
    stored = store.manifest
    if stored is None:
        if means.resume:
            raise StudyError(f"there is no study in {means.store} to go on with: leave resume out")
        store.begin(content)
        return {}
    if not means.resume:
        raise StudyError(
            f"{means.store} has a study: go on with it by resume, or choose another place"
        )
    check_same(stored, content, means.store)
    return {(each.number, each.rung): each for each in store.read()}


def _space(of: Subject, told: Any, constraints: Any) -> Space:
    if isinstance(told, Space):
        if constraints:
            raise ConfigurationError("a Space has its constraints itself: give them to Space")
        return told
    if told is None:
        return Space(space_of_fields(of.fields), constraints)
    if isinstance(told, str):
        told = [told]
    return Space(told if hasattr(told, "items") else read(told, of.fields), constraints)
