"""The charts of a study: the best so far, slices, and the front of two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.report.charts import Dots, Figure, Line, Panel, Scale, Tick, path
from farthing.report.charts.figure import plain_ticks, ticks_below

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.report.study.axis import Axis
    from farthing.report.study.ended import Ended

HEIGHT_LARGE, HEIGHT_SMALL = 300, 190

MANY = 400
"""From so many dots on they are small."""


def best_so_far(ended: Ended) -> Figure:
    """Each trial at its number, and the best of those before it."""
    numbers = np.array([each.number for each in ended.trials], dtype=np.float64)
    last = max(float(numbers[-1]), 1.0)
    across = numbers / last * path.WIDTH
    is_max = ended.study.objectives[0].direction == "max"
    best = (np.maximum if is_max else np.minimum).accumulate(ended.values)
    x, y = _stairs(across, best)
    scale = Scale.around(0.0, last, whole=True)
    labels = [(float(each) / last * 100, f"{each:,f}") for each in scale.ticks if each <= last]
    panel = Panel(
        title=f"{ended.objective} of each trial, and the best so far",
        name=ended.objective,
        height=HEIGHT_LARGE,
        ticks=plain_ticks(ended.scale),
        below=ticks_below(labels),
        lines=(
            Dots(_size("neutral", ended), path.dots(across, ended.scale.heights(ended.values))),
            Line("strategy", path.line(x, ended.scale.heights(y))),
        ),
    )
    return Figure(
        name="best",
        title="Best so far",
        panels=(panel,),
        key=(("strategy", "best so far"), ("neutral", "a trial")),
        note=_beyond(ended),
    )


def slices(ended: Ended) -> tuple[Figure, ...]:
    """The objective over each parameter."""
    return tuple(_slice(ended, axis) for axis in ended.axes())


def front(ended: Ended) -> Figure | None:
    """Two objectives against each other, and their Pareto front; None where there are not two."""
    if len(ended.study.objectives) != 2 or not ended.trials:
        return None
    one, other = (each.name for each in ended.study.objectives)
    values = np.array([[float(value or 0) for value in each.values] for each in ended.trials])
    right, up = Scale.of(values[:, 0]), Scale.of(values[:, 1])
    panel = Panel(
        title=f"{other} over {one}",
        name=f"{other}, over {one}",
        height=HEIGHT_LARGE,
        ticks=plain_ticks(up),
        below=_ticks_across(right),
        lines=_of_front(ended, _across(right, values[:, 0]), up.heights(values[:, 1])),
    )
    key = (("strategy", "on the front"), ("neutral", "another trial is better in both, or one"))
    return Figure(name="front", title="Pareto front", panels=(panel,), key=key)


def _ticks_across(scale: Scale) -> tuple[Tick, ...]:
    """The ticks of a scale, below a panel."""
    places = _across(scale, np.array([float(each) for each in scale.ticks])) / path.WIDTH * 100
    labels = [each.label for each in plain_ticks(scale)]
    return ticks_below(list(zip(places.tolist(), labels, strict=True)))


def _of_front(
    ended: Ended, across: NDArray[np.float64], heights: NDArray[np.float64]
) -> tuple[Line, ...]:
    """The dots of the front, over those of the other trials."""
    numbers = {each.number for each in ended.study.front}
    is_best = np.array([each.number in numbers for each in ended.trials])
    return (
        Dots(_size("neutral", ended), path.dots(across[~is_best], heights[~is_best])),
        Dots("strategy", path.dots(across[is_best], heights[is_best])),
    )


def _slice(ended: Ended, axis: Axis) -> Figure:
    known = [place for place, each in enumerate(ended.trials) if axis.name in each.parameters]
    across = np.array([axis.across(ended.trials[place].parameters[axis.name]) for place in known])
    heights = ended.scale.heights(ended.values[known])
    best = ended.study.best
    lines: list[Any] = [Dots(_size("neutral", ended), path.dots(across * path.WIDTH, heights))]
    for place, each in enumerate(known):
        if best is not None and ended.trials[each].number == best.number:
            at = across[place : place + 1] * path.WIDTH
            lines.append(Dots("second", path.dots(at, heights[place : place + 1])))
    panel = Panel(
        title=f"{ended.objective} over {axis.name}",
        name="",
        height=HEIGHT_SMALL,
        ticks=plain_ticks(ended.scale),
        below=ticks_below(axis.labels()),
        lines=tuple(lines),
    )
    return Figure(name="", title=axis.name, panels=(panel,))


def _across(scale: Scale, values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(scale.ticks[0]), float(scale.ticks[-1])
    found: NDArray[np.float64] = (values - low) / (high - low) * path.WIDTH
    return found


def _stairs(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line that stays until it steps."""
    return np.append(np.repeat(x, 2)[1:], x[-1]), np.repeat(y, 2)


def _size(kind: str, ended: Ended) -> str:
    return f"{kind} {'fine' if len(ended.trials) > MANY else 'many'}"


def _beyond(ended: Ended) -> str:
    if not ended.beyond:
        return ""
    return f"{ended.beyond:,} trials far worse than the others are drawn at the edge."
