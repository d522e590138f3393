"""A horizontal axis: where a value stands, from the left, in percent of the width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.lab.report.words import FACTORS_FROM, change, duration
from farthing.report.charts import LogScale, Scale, Tick, growing
from farthing.report.charts.figure import anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STEPS = 6
NARROW_TICKS = 4
"""Ticks that a phone has room for."""
APART, APART_NARROW = 7.0, 16.0
"""Percent of the width that two labels of marks are apart at least, and on a phone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at a percentage of the width.

    ``kind`` is its class, such as ``gate``. A ``minor`` label is left out on narrow pages.
    """

    at: float
    label: str
    kind: str
    minor: bool = False


@dataclass(frozen=True)
class Axis:
    """A scale from the left to the right, and how its values are written."""

    scale: Scale | LogScale
    write: Callable[[float], str]

    @classmethod
    def around(
        cls, values: Iterable[float], write: Callable[[float], str], also: float | None = None
    ) -> Axis:
        """The axis that has these values on it; logarithmic where they grow far."""
        return cls(growing(np.array(list(values)), also=also, steps=STEPS), write)

    def at(self, value: float) -> float:
        """Where a value stands; what is beyond an end stands there.

        >>> axis = Axis.around([0.0, 10.0], str)
        >>> axis.at(5.0), axis.at(20.0)
        (50.0, 100.0)
        """
        return min(100.0, max(0.0, 100 - self.scale.percent(value)))

    def has(self, value: float) -> bool:
        """Whether a value is between the ends."""
        return 0 <= 100 - self.scale.percent(value) <= 100

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Labelled places; some are left out on narrow pages."""
        known = self.scale.ticks
        every = -(-len(known) // NARROW_TICKS)
        return tuple(
            Tick(
                self.at(float(value)), self.write(float(value)), bool(place % every),
                anchor(self.at(float(value))),
            )
            for place, value in enumerate(known)
        )  # fmt: skip

    def marks(self, wanted: Iterable[tuple[float, str, str]]) -> tuple[Mark, ...]:
        """Lines at values that are on the axis: value, label, kind; the first keep their labels."""
        marks: list[Mark] = []
        for value, label, kind in wanted:
            if not self.has(value):
                continue
            at = self.at(value)
            near = min((abs(at - mark.at) for mark in marks if mark.label), default=100.0)
            marks.append(Mark(at, label if near >= APART else "", kind, near < APART_NARROW))
        return tuple(marks)


def of_changes(ratios: Iterable[float]) -> Axis:
    """The axis of ratios of times, with 1 on it: written as changes in percent."""
    return Axis.around(ratios, _change, also=1.0)


def _change(ratio: float) -> str:
    """A change with the digits that it has, two behind the point at most: ticks are round.

    >>> _change(1.025), _change(1.1), _change(1.0), _change(5.0)
    ('+2.5 %', '+10 %', '0 %', '5.0x')
    """
    percent = round((ratio - 1) * 100, 2)
    if not percent or ratio >= FACTORS_FROM:
        return change(ratio)
    return f"{percent:+g} %"


def of_factors(ratios: Iterable[float]) -> Axis:
    """The axis of factors, with 1 on it."""
    return Axis.around(ratios, lambda ratio: f"{ratio:,.4g}x", also=1.0)


def of_seconds(seconds: Iterable[float]) -> Axis:
    """The axis of durations."""
    return Axis.around(seconds, duration)
