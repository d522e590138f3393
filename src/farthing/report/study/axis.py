"""The axis of a parameter: where its values lie, and what they are called."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.decimals import canonical
from farthing.report.charts import Scale
from farthing.report.text import minus, tick

if TYPE_CHECKING:
    from farthing.optimise.study import Study

EDGE = 0.04
"""Room left and right of the first and the last value, as a share of the width."""

STEPS = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """A parameter as it is drawn.

    Attributes:
        name: of the parameter.
        choices: its values, where they are no numbers; in the order in which they were tried.
        low: the least value that was tried.
        high: the largest.
        is_log: whether it is drawn by its logarithm.
    """

    name: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    is_log: bool = False

    @classmethod
    def of(cls, study: Study, name: str) -> Axis:
        """The axis of a parameter of a study."""
        values = [each.parameters[name] for each in study.trials if name in each.parameters]
        if not values or any(isinstance(value, (str, bool)) for value in values):
            return cls(name, tuple(sorted(set(values), key=str)))
        told = str(study.manifest["space"]["parameters"][name]).partition("@")[0]
        numbers = [float(value) for value in values]
        return cls(name, (), min(numbers), max(numbers), told.endswith(":log"))

    def across(self, value: Any) -> float:
        """How far along a value is, from 0 to 1."""
        if self.choices:
            return (self.choices.index(value) + 0.5) / len(self.choices)
        low, high, at = (self._drawn(each) for each in (self.low, self.high, float(value)))
        share = (at - low) / (high - low) if high > low else 0.5
        return EDGE + share * (1 - 2 * EDGE)

    def labels(self) -> list[tuple[float, str]]:
        """Places in percent with what stands there."""
        if self.choices:
            return [(100 * self.across(each), str(each)) for each in self.choices]
        if self.is_log or self.high <= self.low:
            ends = dict.fromkeys((self.low, self.high))
            return [(100 * self.across(each), shown(each)) for each in ends]
        scale = Scale.around(self.low, self.high, STEPS)
        inside = [each for each in scale.ticks if self.low <= each <= self.high]
        largest = max(abs(scale.ticks[0]), abs(scale.ticks[-1]))
        return [(100 * self.across(each), tick(each, scale.step, largest)) for each in inside]

    def _drawn(self, value: float) -> float:
        return math.log(value) if self.is_log else value


def shown(value: Any) -> str:
    """A value of a parameter, or of an objective, as people read it; decimals exactly.

    >>> shown(1234.56789), shown(True), shown(Decimal("0.10"))
    ('1235', 'True', '0.1')
    """
    if isinstance(value, Decimal):
        return minus(f"{canonical(value):,f}")
    if isinstance(value, float):
        return minus(f"{value:.4g}")
    return (
        minus(f"{value:,}")
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value)
    )
