"""Optuna's samplers as proposers: a study in memory that is asked and told, and keeps nothing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, install
from farthing.optimise.search.chance import drawn
from farthing.optimise.search.search import Proposal
from farthing.optimise.space.parameter import Categorical, Float, Int

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optuna.samplers import BaseSampler

    from farthing.optimise.search.search import Told
    from farthing.optimise.space.parameter import Parameter
    from farthing.optimise.trial import Trial
    from farthing.optimise.values import Value, Values

SEEDS = 2**32
"""Optuna's seeds are of 32 bits."""

REFUSALS_MOST = 100
"""Proposals against the constraints after which a trial draws its parameters by chance."""


class OptunaSearch:
    """One of Optuna's samplers.

    Trials that failed, and objectives that are not defined, are told as failed: no sampler learns
    from them. A proposal that the constraints forbid is told so too, and the next one is asked.

    Args:
        told: what every search is made of.
        sampler: makes the sampler from that.
    """

    learns = True

    def __init__(self, told: Told, sampler: Callable[[Told], BaseSampler]) -> None:
        """Makes an empty study."""
        optuna = loaded()
        directions = ["maximize" if each == "max" else "minimize" for each in told.directions]
        self._told = told
        self._optuna = optuna
        with _quietly():
            self._study = optuna.create_study(sampler=sampler(told), directions=directions)
        self._asked: dict[int, Any] = {}

    def propose(self, first: int, count: int) -> Iterator[Proposal]:
        """The next proposals, of which each knows that those before it are under way."""
        for number in range(first, first + count):
            yield Proposal(number, self._ask(number))

    def _ask(self, number: int) -> Values:
        with _quietly():
            for _ in range(REFUSALS_MOST):
                trial = self._study.ask()
                found = self._walk(trial)
                if self._told.space.allows(found):
                    self._asked[number] = trial
                    return found
                self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
            by_chance = drawn(self._told, number)
            self._study.enqueue_trial(_as_optuna(self._told.space.parameters, by_chance))
            trial = self._study.ask()
            self._asked[number] = trial
            return self._walk(trial)

    def _walk(self, trial: Any) -> Values:
        return self._told.space.walk(lambda name, each: _suggested(trial, name, each))

    def tell(self, ended: Sequence[Sequence[Trial]]) -> None:
        """What came of a generation, in the order of trials."""
        state = self._optuna.trial.TrialState
        with _quietly():
            for rungs in ended:
                trial, last = self._asked.pop(rungs[0].number), rungs[-1]
                if self._told.last_rung:
                    for each in rungs:
                        if each.is_finished:
                            trial.report(_floats(each)[0], each.rung)
                if last.is_finished and last.rung == self._told.last_rung:
                    self._study.tell(trial, _floats(last))
                elif last.is_finished:
                    self._study.tell(trial, state=state.PRUNED)
                else:
                    self._study.tell(trial, state=state.FAIL)


def loaded() -> Any:
    """Optuna, quiet.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import optuna
    except ImportError:
        raise ConfigurationError(
            f"this search needs Optuna: {install('optimise')}; grid and random do not"
        ) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna


class _quietly(warnings.catch_warnings):  # noqa: N801 - reads as a word
    """Without Optuna's remarks on what it calls experimental; the lock file pins what it does."""

    def __enter__(self) -> Any:
        found = super().__enter__()
        warnings.filterwarnings("ignore", module="optuna")
        warnings.filterwarnings("ignore", category=loaded().exceptions.ExperimentalWarning)
        return found


def _suggested(trial: Any, name: str, each: Parameter) -> Value:
    """The value that Optuna suggests; of what has steps, the place on them."""
    if isinstance(each, Int) and each.log:
        return int(trial.suggest_int(name, each.low, each.high, log=True))
    if isinstance(each, Categorical):
        return each.at(trial.suggest_categorical(name, list(range(each.count))))
    if each.count is not None:
        return each.at(trial.suggest_int(name, 0, each.count - 1))
    assert isinstance(each, Float)
    return float(trial.suggest_float(name, float(each.low), float(each.high), log=each.log))


def _as_optuna(parameters: Any, values: Any) -> dict[str, Any]:
    """Values as Optuna has them: places of what has steps."""
    return {name: _place(parameters[name], value) for name, value in values.items()}


def _place(each: Parameter, value: Value) -> Any:
    if each.count is None or (isinstance(each, Int) and each.log):
        return value
    return next(place for place in range(each.count) if each.at(place) == value)


def _floats(trial: Trial) -> list[float]:
    return [float(value) for value in trial.values if value is not None]
