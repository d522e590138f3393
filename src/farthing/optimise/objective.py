"""Objectives: what a study wants much or little of."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import given
from farthing.backtest.blame import place, words
from farthing.backtest.directions import direction_of
from farthing.errors import ConfigurationError, StrategyError, hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from farthing.backtest.directions import Direction
    from farthing.backtest.result import Result

Number = int | float | Decimal

SERIES = frozenset({"drawdowns", "months", "years"})
"""Fields of statistics that are no numbers."""

EQUITY = "end_equity"

RATES = frozenset({
    "annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio", "omega_ratio",
    "tail_ratio", "value_at_risk", "conditional_value_at_risk", "exposure", "mean_leverage",
    "mean_position", "turnover", "win_rate", "profit_factor", "return_on_cost", "alpha", "beta",
    "information_ratio", "tracking_error", "up_capture", "down_capture",
})  # fmt: skip
"""Statistics that are alike over a short and a long run; others are sums, counts and extremes."""

LARGEST = int(sys.float_info.max)
"""A number beyond is no float, which samplers and drawings make of objectives."""


@dataclass(frozen=True)
class Objective:
    """A number of a result, and whether much or little of it is wanted.

    Attributes:
        name: of the statistic, or of the function.
        direction: ``max`` or ``min``.
        function: gives the number from a result; None where the name is that of a statistic.
    """

    name: str
    direction: Direction
    function: Callable[[Result], Any] | None = None

    @property
    def is_rate(self) -> bool:
        """Whether runs of other lengths can be compared by it; of a function nobody knows."""
        return self.function is None and self.name in RATES

    def value(self, result: Result) -> Number | None:
        """The number of a result; None where it is not defined.

        Raises:
            ConfigurationError: a function gave something else.
            StrategyError: a function raised; that is the cause.
        """
        if self.function is not None:
            return _number(self.name, self._called(self.function, result))
        if self.name == EQUITY:
            return result.end_equity
        return _number(self.name, result.statistic(self.name))

    def _called(self, function: Callable[[Result], Any], result: Result) -> Any:
        try:
            return function(result)
        except Exception as error:
            said = f"objective {self.name} raised{place(error)}: {words(error)}"
            raise StrategyError(said) from error

    def is_better(self, one: Number, other: Number) -> bool:
        """Whether one number is better than another."""
        return one > other if self.direction == "max" else one < other

    def __str__(self) -> str:
        """The objective as the command line writes it."""
        return f"{self.name}:{self.direction}"


def objectives(told: Any) -> tuple[Objective, ...]:
    """Objectives from what users give: one, or a list of several.

    Each is the name of a statistic, with ``:max`` or ``:min`` where nobody knows which is better;
    or a function of a result, alone (more is better) or in a pair with its direction.

    Raises:
        ConfigurationError: there is no such statistic, or its direction is not known.

    >>> [str(each) for each in objectives(["sharpe_ratio", "max_drawdown", "trades:min"])]
    ['sharpe_ratio:max', 'max_drawdown:min', 'trades:min']
    """
    found = tuple(map(_objective, told if isinstance(told, list) else [told]))
    if not found:
        raise ConfigurationError("there is no objective: name a statistic, such as sharpe_ratio")
    names = [each.name for each in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigurationError(f"objective {twice} is there twice: leave one of them out")
    return found


def _objective(told: Any) -> Objective:
    if isinstance(told, Objective):
        return told
    if isinstance(told, str):
        name, _, direction = told.partition(":")
        return _of_statistic(name, direction)
    what, direction = told if isinstance(told, tuple) and len(told) == 2 else (told, "max")
    if isinstance(what, str):
        return _of_statistic(what, direction)
    if not callable(what):
        raise ConfigurationError(
            f"objective {told!r} is none: name a statistic, or give a function of a result"
        )
    name = getattr(what, "__name__", type(what).__name__).strip("<>")
    return Objective(name, direction_of(name, direction, "objective"), what)


def _of_statistic(name: str, direction: str) -> Objective:
    known = _names()
    if name not in known:
        near = hint(name, known, "see farthing.Statistics for all")
        raise ConfigurationError(f"objective {name!r} is no statistic{near}")
    return Objective(name, direction_of(name, direction, "objective"))


def _names() -> list[str]:
    from farthing.backtest.statistics import Statistics

    return [EQUITY, *(each.name for each in fields(Statistics) if each.name not in SERIES)]


def _number(name: str, value: Any) -> Number | None:
    """A number of a plain type; None where it is none that can be compared.

    Raises:
        ConfigurationError: it is no number, or too large to be compared with others.
    """
    if isinstance(value, (np.generic, np.ndarray)) and value.size == 1:
        value = value.item()
    if value is None:
        return None
    found = _plain(value)
    if found is None:
        raise ConfigurationError(
            f"objective {name} is {_shown(value)}; it must be a number, or None where it is not "
            "defined"
        )
    if not _is_finite(found):
        return None
    if not -LARGEST <= found <= LARGEST:
        raise ConfigurationError(f"objective {name} is a number beyond 1.8e308: scale it")
    return found


def _plain(value: Any) -> Number | None:
    """A number of Python's own types; None where it is none."""
    if isinstance(value, bool) or (isinstance(value, Decimal) and value.is_snan()):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return Decimal(value) if isinstance(value, Decimal) else None


def _is_finite(value: Number) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) or math.isfinite(value)


def _shown(value: Any) -> str:
    """A value in a message: in one line, and not long."""
    return given.shown(" ".join(repr(value).split()))


def dominates(
    one: Iterable[Number], other: Iterable[Number], objectives: Iterable[Objective]
) -> bool:
    """Whether numbers are better than others in one objective, and worse in none."""
    is_better = False
    for mine, theirs, each in zip(one, other, objectives, strict=True):
        if each.is_better(theirs, mine):
            return False
        is_better = is_better or each.is_better(mine, theirs)
    return is_better
