"""A study: its trials, the best of them, and how to get it again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.optimise.objective import dominates
from farthing.optimise.trial import STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.optimise.objective import Number, Objective
    from farthing.optimise.returns import Kept
    from farthing.optimise.trial import Trial

NO_NAMES = frozenset(
    {"number", "generation", "rung", "state", "end_equity", "seconds", "same_as", "error"}
)
"""Columns of the frame that are no parameter and no objective."""


def none_kept(*_: int) -> Kept:
    """The returns of a study that kept none."""
    return {}


@dataclass(frozen=True)
class Study:
    """What a search came to.

    Attributes:
        manifest: what it is made of: strategy, data, configuration, space, search, seed.
        objectives: what is wanted; the first one ranks.
        trials: in the order of their numbers; where there are rungs, one for each rung of a trial.
        returns: gives what trials returned in each session, packed, by their numbers; or that of
            one trial, by its number. See ``returns_of`` in ``optimise.validation``.
    """

    manifest: dict[str, Any]
    objectives: tuple[Objective, ...]
    trials: tuple[Trial, ...]
    returns: Callable[..., Kept] = field(default=none_kept, repr=False, compare=False)

    @property
    def last_rung(self) -> int:
        """The rung of the whole market."""
        return int(self.manifest["rungs"]) - 1

    @cached_property
    def whole(self) -> tuple[Trial, ...]:
        """The finished trials that were run on the whole market."""
        return tuple(
            each for each in self.trials if each.is_finished and each.rung == self.last_rung
        )

    @cached_property
    def best(self) -> Trial | None:
        """The best trial by the first objective, the earliest of equals; None where none finished.

        Where there are several objectives, ``front`` has all that nothing is better than.
        """
        best: Trial | None = None
        for each in self.whole:
            if best is None or self.objectives[0].is_better(first(each), first(best)):
                best = each
        return best

    @cached_property
    def ranked(self) -> tuple[Trial, ...]:
        """The Pareto front where there are several objectives, else all trials; the best first."""
        own = [each for each in self.whole if each.same_as is None]
        sign = -1 if self.objectives[0].direction == "max" else 1
        shown = self.front if len(self.objectives) > 1 else own
        return tuple(sorted(shown, key=lambda each: (sign * first(each), each.number)))

    @cached_property
    def front(self) -> tuple[Trial, ...]:
        """The Pareto front: trials than which no other is better in one objective, worse in none.

        Of trials with the same parameters the first one stands for all.
        """
        own = [each for each in self.whole if each.same_as is None]
        return tuple(
            each
            for each in own
            if not any(dominates(_known(other), _known(each), self.objectives) for other in own)
        )

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The trials as a polars frame.

        Columns: ``number generation rung state``, one for each parameter (null where it does not
        exist in a trial), one for each objective, ``end_equity`` (Decimal), ``seconds same_as
        error``. An objective or parameter that has the name of one of these is ``NAME_``, and so is
        an objective that has the name of a parameter.
        """
        columns: dict[str, Any] = {
            **self._fields("number", "generation", "rung", "state"),
            **self._parameters(),
            **self._objectives(),
            "end_equity": _column([each.end_equity for each in self.trials]),
            **self._fields("seconds", "same_as", "error"),
        }
        return pl.DataFrame(columns, schema_overrides={"same_as": pl.Int64})

    def _fields(self, *names: str) -> dict[str, list[Any]]:
        return {name: [getattr(each, name) for each in self.trials] for name in names}

    def _parameters(self) -> dict[str, pl.Series]:
        return {
            _free(name): _column([each.parameters.get(name) for each in self.trials])
            for name in self.manifest["space"]["parameters"]
        }

    def _objectives(self) -> dict[str, pl.Series]:
        return {
            self._free_objective(each.name): _column(
                [one.values[place] if one.values else None for one in self.trials]
            )
            for place, each in enumerate(self.objectives)
            if each.name != "end_equity"
        }

    def _free_objective(self, name: str) -> str:
        """The column of an objective: none that a parameter has."""
        is_taken = name in self.manifest["space"]["parameters"]
        return f"{name}_" if is_taken else _free(name)

    @property
    def shown_as(self) -> str:
        """What ``ranked`` is, in words."""
        names = ", ".join(map(str, self.objectives))
        return f"{'Pareto front' if len(self.objectives) > 1 else 'best'} of {names}"

    @cached_property
    def states(self) -> dict[str, int]:
        """How many trials ended in each way, on the last rung that they were run on."""
        ends = {each.number: each.state for each in self.trials}
        return {state: n for state in STATES if (n := list(ends.values()).count(state))}

    def words(self) -> str:
        """How many trials there were and how they ended, in one line."""
        count = sum(self.states.values())
        ends = ", ".join(f"{n:,} {state}" for state, n in self.states.items())
        twins = len({each.number for each in self.trials if each.same_as is not None})
        again = f"; {twins:,} had the parameters of an earlier one" if twins else ""
        return f"{count:,} trials: {ends or 'none'}{again}"

    def describe(self) -> dict[str, Any]:
        """The study in plain values: what it is made of, how trials ended, the best of them."""
        best = None if self.best is None else self._plain(self.best)
        front = [self._plain(each) for each in self.front] if len(self.objectives) > 1 else None
        return {
            **self.manifest,
            "trials": dict(self.states),
            "best": best,
            **({} if front is None else {"front": front}),
        }

    def _plain(self, trial: Trial) -> dict[str, Any]:
        """A trial in plain values; decimals as text."""
        names = [each.name for each in self.objectives]
        return {
            "number": trial.number,
            "parameters": {name: _as_json(value) for name, value in trial.parameters.items()},
            "objectives": {
                name: _as_json(value) for name, value in zip(names, trial.values, strict=True)
            },
            "end_equity": None if trial.end_equity is None else str(trial.end_equity),
        }

    def __repr__(self) -> str:
        """Strategy, search, trials and the best value in one line."""
        name, search = self.manifest["strategy"]["name"], self.manifest["search"]
        count = len({each.number for each in self.trials})
        if self.best is None:
            return f"Study({name}, {search}, {count:,} trials, none finished)"
        return (
            f"Study({name}, {search}, {count:,} trials, best {self.objectives[0].name} "
            f"{first(self.best)} with {self.best.parameters})"
        )


def first(trial: Trial) -> Number:
    """The first objective of a finished trial."""
    value = trial.values[0]
    assert value is not None, "a finished trial has a number for each objective"
    return value


def _as_json(value: Any) -> Any:
    is_text = isinstance(value, Decimal) or (isinstance(value, float) and not math.isfinite(value))
    return str(value) if is_text else value


def _known(trial: Trial) -> tuple[Number, ...]:
    return tuple(value for value in trial.values if value is not None)


def _free(name: str) -> str:
    return f"{name}_" if name in NO_NAMES else name


def _column(values: list[Any]) -> pl.Series:
    """A column of one type: decimals as they are, whole numbers and floats together as floats."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return pl.Series(values, dtype=pl.Float64, strict=False)
    if len(kinds) > 1:
        return pl.Series([None if value is None else str(value) for value in values])
    if kinds == {Decimal}:
        scale = max(-int(v.as_tuple().exponent) for v in values if v is not None)
        return pl.Series(values, dtype=pl.Decimal(38, max(0, scale)))
    return pl.Series(values)
