"""Parallel coordinates: each trial as a line across all parameters, to what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.report.charts import path
from farthing.report.charts.scale import HEIGHT
from farthing.report.study.axis import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.optimise.values import Values
    from farthing.report.study.axis import Axis
    from farthing.report.study.ended import Ended

LINES_MOST = 300
"""Lines of other trials at most, at equal distances in the order of their numbers."""

BEST_PART = 10
"""One in so many trials, the best ones, has a colour."""

CHOICES_NAMED = 8


@dataclass(frozen=True, slots=True)
class Upright:
    """An axis: how far to the right in percent, its name, and labels at percents from the top."""

    at: float
    anchor: str
    name: str
    labels: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Axes, the lines of the best and of others, and how many of these are left out."""

    axes: tuple[Upright, ...]
    best: str
    others: str
    note: str
    width: int = path.WIDTH
    height: int = HEIGHT


def parallel(ended: Ended) -> Parallel | None:
    """The lines of all trials; None where there is nothing to compare."""
    axes = ended.axes()
    if not axes or len(ended.trials) < 2:
        return None
    at = np.linspace(0, 1, len(axes) + 1)
    heights = np.array([[_height(axis, each.parameters) for axis in axes] for each in ended.trials])
    heights = np.column_stack([heights, ended.scale.heights(ended.values)])
    sign = -1 if ended.study.objectives[0].direction == "max" else 1
    order = np.argsort(sign * ended.values, kind="stable")
    count = max(1, len(order) // BEST_PART)
    others = np.sort(order[count:])
    kept = others[:: max(1, -(-len(others) // LINES_MOST))]
    left = len(others) - len(kept)
    return Parallel(
        axes=(
            *(_upright(float(x), axis) for x, axis in zip(at, axes, strict=False)),
            Upright(100.0, "end", ended.objective, _ends(ended)),
        ),
        best=_lines(at * path.WIDTH, heights[order[:count]]),
        others=_lines(at * path.WIDTH, heights[kept]),
        note=f"{left:,} of the other trials are left out." if left else "",
    )


def _height(axis: Axis, parameters: Values) -> float:
    """How far down a value is; a gap where the parameter does not exist."""
    if axis.name not in parameters:
        return float("nan")
    return (1 - axis.across(parameters[axis.name])) * HEIGHT


def _lines(x: NDArray[np.float64], heights: NDArray[np.float64]) -> str:
    """All lines as one path; one goes on over the axis of a parameter that it does not have."""
    lines = ((x[~gaps], each[~gaps]) for each, gaps in zip(heights, np.isnan(heights), strict=True))
    return "".join(path.line(across, down) for across, down in lines)


def _upright(at: float, axis: Axis) -> Upright:
    if axis.choices:
        named = (
            axis.choices
            if len(axis.choices) <= CHOICES_NAMED
            else axis.choices[:: len(axis.choices) - 1]
        )
        labels = tuple((100 * (1 - axis.across(each)), str(each)) for each in named)
    else:
        ends = (axis.high, axis.low)
        labels = tuple((100 * (1 - axis.across(each)), shown(each)) for each in ends)
    return Upright(100 * at, "start" if not at else "middle", axis.name, labels)


def _ends(ended: Ended) -> tuple[tuple[float, str], ...]:
    ticks = ended.scale.ticks
    return ((0.0, shown(float(ticks[-1]))), (100.0, shown(float(ticks[0]))))
