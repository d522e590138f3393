"""A vertical scale on which equal steps are equal changes in percent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from farthing.decimals import canonical, shifted
from farthing.report.charts.scale import HEIGHT, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

GROWTH = 6.0
"""From this ratio of the largest to the smallest value on, a linear scale hides the small ones."""

TICKED = tuple(Decimal(digits) for digits in ("1", "2", "5"))
"""First digits of ticks."""

BOUNDING = tuple(Decimal(digits) for digits in ("1", "1.5", "2", "3", "4", "5", "6", "8"))
"""First digits of the ends of a scale, which need no tick."""

TICKS_MAX = 8

NEARLY = 1e-9
"""By so much, relatively, a value may be beyond the end of its scale."""


@dataclass(frozen=True, slots=True)
class LogScale:
    """A logarithmic scale of positive values.

    Attributes:
        ticks: ascending and round; the ends need not be among them.
        low: the value at the bottom.
        high: the value at the top.

    >>> scale = LogScale.around(67_000.0, 2_240_000.0)
    >>> [int(tick) for tick in scale.ticks], int(scale.low), int(scale.high)
    ([100000, 200000, 500000, 1000000, 2000000], 60000, 3000000)
    """

    ticks: tuple[Decimal, ...]
    low: Decimal
    high: Decimal

    @classmethod
    def around(cls, low: float, high: float) -> LogScale:
        """The scale that has ``low`` and ``high`` on it, both positive."""
        ends = list(_numbers(BOUNDING, low, high))
        bottom = max(end for end in ends if float(end) <= low * (1 + NEARLY))
        top = min(end for end in ends if float(end) >= high * (1 - NEARLY) and end > bottom)
        return cls(_ticks(bottom, top), bottom, top)

    def heights(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far below the top values are, in units; NaN stays NaN."""
        low, high = math.log(self.low), math.log(self.high)
        heights: NDArray[np.float64] = (high - np.log(values)) / (high - low) * HEIGHT
        return heights

    def percent(self, value: float | Decimal) -> float:
        """How far below the top a value is, in percent of the panel's height."""
        return float(self.heights(np.array([float(value)]))[0]) * 100 / HEIGHT


def growing(
    *series: NDArray[np.float64], also: float | None = None, steps: int = 5
) -> Scale | LogScale:
    """The scale of what grows by its own size, such as prices: logarithmic where it grew far.

    Args:
        series: values, NaN left out.
        also: a value that shall be on it.
        steps: about how many steps a linear one has.
    """
    values = np.concatenate([*series, np.array([] if also is None else [also])])
    known = values[np.isfinite(values)]
    if len(known) and known.min() > 0 and known.max() >= GROWTH * known.min():
        return LogScale.around(float(known.min()), float(known.max()))
    return Scale.of(*series, also=also, steps=steps)


def _ticks(bottom: Decimal, top: Decimal) -> tuple[Decimal, ...]:
    """Round numbers from the bottom to the top; powers of ten alone where they are too many."""
    numbers = _numbers(TICKED, float(bottom), float(top))
    ticks = [number for number in numbers if bottom <= number <= top]
    if len(ticks) > TICKS_MAX:
        powers = [tick for tick in ticks if canonical(tick).as_tuple().digits == (1,)]
        ticks = powers[:: -(-len(powers) // TICKS_MAX)]
    return tuple(ticks)


def _numbers(digits: Sequence[Decimal], low: float, high: float) -> Iterator[Decimal]:
    """Round numbers of some first digits, ascending, from below ``low`` to above ``high``."""
    for power in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2):
        yield from (shifted(digit, power) for digit in digits)
