"""How a measure grows along an axis.

A run costs something before it does anything: the interpreter, imports, the catalog, threads.
Beside that constant even a square looks flat. So the smallest work that there is (one bar, no
order) is measured in the same way, and subtracted from both: ``value(size) - value(least)`` is
fitted against ``size - least``, which is a straight line with exponent 1 if cost is constant plus
linear, whatever the constant. What is left counts where it is ``CLEAR`` times the noise of the
least work.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from farthing.lab.defaults import CONFIDENCE
from farthing.lab.profile.words import measured
from farthing.lab.results.scale import Growth, Measure, Step
from farthing.lab.statistics.fit import fit_power_law

if TYPE_CHECKING:
    from collections.abc import Sequence

from farthing.lab.results.scale import Point

CLEAR = 5
"""A rest of so many times the noise is wrong by a fifth at most."""
NOISE_MIN: dict[Measure, float] = {"seconds": 20e-6, "rise_bytes": 2**18}
"""Processes may agree by chance: a timer's interrupts, and an allocator's steps."""
SIZES_MIN = 3


def growth(
    measure: Measure, least: Point, points: Sequence[Point], confidence: float = CONFIDENCE
) -> Growth:
    """Fits what is left of a measure when the least work is subtracted; each process is a point.

    Args:
        measure: seconds or bytes.
        least: the smallest work.
        points: at least three sizes that are clear of the noise, or there is no law.
        confidence: of the interval of the exponent.
    """
    if not least.values(measure):
        return Growth(measure=measure, least=0, noise=0, reason="this system does not say")
    offset, noise = least.median(measure), _noise(measure, least)
    clear = [point for point in points if _is_clear(point, measure, least, noise)]
    sizes = tuple(point.size for point in clear)
    found = Growth(measure=measure, least=offset, noise=noise, sizes=sizes)
    if len(sizes) < SIZES_MIN:
        return found.model_copy(update={"reason": _reason(found, points)})
    across = [point.size - least.size for point in clear for _ in point.values(measure)]
    up = [value - offset for point in clear for value in point.values(measure)]
    law = fit_power_law(across, up, confidence)
    return found.model_copy(update={"law": law, "steps": _steps(found, least, clear)})


def _is_clear(point: Point, measure: Measure, least: Point, noise: float) -> bool:
    """Whether every process of a size is clear of the noise of the least work."""
    rest = min(point.values(measure)) - least.median(measure)
    return point.size > least.size and rest >= CLEAR * noise


def _noise(measure: Measure, least: Point) -> float:
    """How far the processes of the least work lie apart."""
    values = least.values(measure)
    return max(max(values) - min(values), NOISE_MIN[measure])


def _steps(found: Growth, least: Point, clear: Sequence[Point]) -> tuple[Step, ...]:
    """The exponents between neighbouring sizes."""
    middles = [
        (point.size, math.log(point.size - least.size), point.median(found.measure) - found.least)
        for point in clear
    ]
    return tuple(
        Step(smaller=smaller, larger=larger, exponent=math.log(more / less) / (right - left))
        for (smaller, left, less), (larger, right, more) in pairwise(middles)
    )


def _reason(found: Growth, points: Sequence[Point]) -> str:
    """Why there is no law."""
    above = max(point.median(found.measure) for point in points) - found.least
    return (
        f"at most {measured(found.measure, max(above, 0.0))} above the least work, whose processes"
        f" lie {measured(found.measure, found.noise)} apart: {len(found.sizes)} of {len(points)}"
        f" sizes are clear of that, {SIZES_MIN} are needed"
    )
