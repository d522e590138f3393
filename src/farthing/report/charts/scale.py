"""A vertical scale with round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from farthing.decimals import shifted

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT = 1000
"""Units from the top of a panel to its bottom."""

ROUND = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
"""Steps that people count in."""

FLAT, NOTHING = 1e-9, 1e-9
"""A line that moves by less than this part of its value, or of next to nothing, is flat."""

FLAT_MARGIN = 0.01
"""How far a scale reaches around a line that does not move, as a share of its value."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from its lowest to its highest tick.

    Attributes:
        ticks: ascending, evenly spaced, round; the first is the bottom and the last the top.

    >>> scale = Scale.around(0.3, 9.1)
    >>> [str(tick) for tick in scale.ticks]
    ['0', '2', '4', '6', '8', '10']
    """

    ticks: tuple[Decimal, ...]

    @classmethod
    def around(cls, low: float, high: float, steps: int = 5, *, whole: bool = False) -> Scale:
        """The scale that has ``low`` and ``high`` on it, with about ``steps`` steps.

        Values that are not finite count as 0. ``whole`` is for what can be counted: no tick between
        two whole numbers.
        """
        low, high = (value if math.isfinite(value) else 0.0 for value in (low, high))
        if high - low <= max(abs(low), abs(high), NOTHING) * FLAT:
            margin = abs(high) * FLAT_MARGIN or 1.0
            low, high = low - margin, high + margin
        step = _step((high - low) / steps, whole=whole)
        first = math.floor(low / float(step) + 1e-9)
        last = math.ceil(high / float(step) - 1e-9)
        return cls(tuple(step * number for number in range(first, last + 1)))

    @classmethod
    def of(cls, *series: NDArray[np.float64], also: float | None = None, steps: int = 5) -> Scale:
        """The scale of some series, NaN left out; ``also`` is a value that shall be on it."""
        ends = [] if also is None else [also]
        for values in series:
            known = values[np.isfinite(values)]
            if len(known):
                ends += [float(known.min()), float(known.max())]
        return cls.around(min(ends), max(ends), steps) if ends else cls.around(0.0, 1.0, steps)

    @property
    def step(self) -> Decimal:
        """The distance of two ticks."""
        return self.ticks[1] - self.ticks[0]

    def heights(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far below the top values are, in units; NaN stays NaN."""
        low, high = float(self.ticks[0]), float(self.ticks[-1])
        heights: NDArray[np.float64] = (high - values) / (high - low) * HEIGHT
        return heights

    def percent(self, value: float | Decimal) -> float:
        """How far below the top a value is, in percent of the panel's height."""
        return float(self.heights(np.array([float(value)]))[0]) * 100 / HEIGHT


def _step(least: float, *, whole: bool) -> Decimal:
    """The least round step that is not below another number."""
    if whole and least <= 1:
        return Decimal(1)
    power = shifted(Decimal(1), math.floor(math.log10(least)))
    steps = (power * step for step in ROUND if float(power * step) >= least * (1 - 1e-9))
    return next(step for step in steps if not whole or step == step.to_integral_value())
