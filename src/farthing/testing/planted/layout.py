"""A drawing laid out bar by bar: the path, its bounds, the usual volume, and where events are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.testing.planted.steps import remembered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.draw import Draw
    from farthing.testing.planted.leg import Drawing, Leg, Mark
    from farthing.testing.planted.noise import Noise

    Floats = NDArray[np.float64]

EVENT_SHARE = 0.1
"""Deviation of an event's extreme as a share of that of a close."""

PIERCED = 0.02
"""How far, in heights, an extreme that pierces a level does so at least."""

BROKEN = 0.06
"""How far, in heights, a close that breaks a level does so at least."""

MEMORY = 0.8
"""Share of a deviation that is left one bar later."""

INNATE = 0.03
"""Deviation of closes where there is no noise: no market moves along a ruler."""

AWAY_BARS = 4
"""Bars on either side of an event whose closes do not pass its extreme."""

ROOM = 0.05
"""Least distance of floor and ceiling."""

PINNING = 1.45
"""What pinning takes of a deviation is given back by this factor."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Arrays with one value a bar, in heights of the range; see the module.

    Args:
        path: where closes are drawn.
        floor: what they may not fall below.
        ceiling: what they may not rise above.
        volume: usual volume, as a ratio.
        ends: the last bar of each leg.
        levels: where each leg ends.
    """

    path: Floats
    floor: Floats
    ceiling: Floats
    volume: Floats
    ends: tuple[int, ...]
    levels: tuple[float, ...]

    @property
    def count(self) -> int:
        """The number of bars."""
        return len(self.path)


def lay_out(drawing: Drawing, noise: Noise, bar: float, draw: Draw) -> Layout:
    """The drawing, bar by bar.

    Args:
        drawing: the legs.
        noise: how far events are moved.
        bar: the spread of a usual bar, in heights.
        draw: the stream of these moves.
    """
    levels = _levels(drawing, noise, draw)
    bars = np.array([leg.bars for leg in drawing.legs])
    ends = np.cumsum(bars) - 1
    stops = [_close(leg.mark, level, bar) for leg, level in zip(drawing.legs, levels, strict=True)]
    knots = np.concatenate(([-1], ends))
    place = np.arange(ends[-1] + 1)
    path = np.interp(place, knots, [drawing.start, *stops])
    volume = np.interp(place, knots, [1.0, *(leg.volume for leg in drawing.legs)])
    bounds = np.array(
        [
            _bounds(leg, before, level)
            for leg, before, level in zip(
                drawing.legs, (drawing.start, *levels[:-1]), levels, strict=True
            )
        ]
    )
    floor, ceiling = np.repeat(bounds, bars, axis=0).T.copy()
    for leg, end, level in zip(drawing.legs, ends.tolist(), levels, strict=True):
        _keep_away(leg.mark, end, level, floor, ceiling)
    return Layout(path, floor, ceiling, volume, tuple(int(end) for end in ends), levels)


def _levels(drawing: Drawing, noise: Noise, draw: Draw) -> tuple[float, ...]:
    moves = EVENT_SHARE * noise.bar * draw.normals(len(drawing.legs))
    return tuple(_moved(leg, move) for leg, move in zip(drawing.legs, moves.tolist(), strict=True))


def _moved(leg: Leg, move: float) -> float:
    """Where a leg ends, moved; what pierces or breaks a level still does."""
    if leg.mark is None:
        return leg.to
    beyond = BROKEN if leg.mark.end == "close" else PIERCED
    if leg.to < 0.0 and leg.mark.event not in {"lpsy", "lps"}:
        return min(leg.to + move, -beyond)
    if leg.to > 1.0 and leg.mark.end == "close":
        return max(leg.to + move, 1.0 + beyond)
    return leg.to + move


def _close(mark: Mark | None, level: float, bar: float) -> float:
    """About where the bar at a leg's end closes, for the path of the bars before it."""
    inward = {"low": 0.4 * bar, "high": -0.4 * bar, "close": 0.0}
    return level + (inward[mark.end] if mark else 0.0)


def _bounds(leg: Leg, before: float, after: float) -> tuple[float, float]:
    if leg.inside:
        return min(0.02, before, after), max(0.98, before, after)
    return min(before, after) - leg.slack, max(before, after) + leg.slack


def _keep_away(mark: Mark | None, end: int, level: float, floor: Floats, ceiling: Floats) -> None:
    """Raises the floor about an event at a low to that low: it stays the lowest; so at a high."""
    if mark is None or not mark.scored or mark.end == "close":
        return
    about = slice(max(0, end - AWAY_BARS), end + AWAY_BARS + 1)
    if mark.end == "low":
        floor[about] = np.maximum(floor[about], np.minimum(level, ceiling[about] - ROOM))
    else:
        ceiling[about] = np.minimum(ceiling[about], np.maximum(level, floor[about] + ROOM))


def wander(layout: Layout, noise: Noise, draw: Draw) -> Floats:
    """The closes: the path and a mean-reverting walk, pinned at ends of legs and folded back."""
    deviation = float(np.hypot(noise.bar, INNATE))
    walk = remembered(draw.normals(layout.count), MEMORY)
    ends = np.array(layout.ends)
    walk -= np.interp(np.arange(layout.count), np.concatenate(([-1], ends)), [0.0, *walk[ends]])
    return folded(layout.path + PINNING * deviation * walk, layout.floor, layout.ceiling)


def folded(values: Floats, floor: Floats, ceiling: Floats) -> Floats:
    """Values reflected at both bounds until they are between them.

    >>> folded(np.array([0.5, 1.2, -0.3]), np.zeros(3), np.ones(3)).round(6).tolist()
    [0.5, 0.8, 0.3]
    """
    width = ceiling - floor
    place = np.mod(values - floor, 2.0 * width)
    return np.asarray(floor + np.where(place > width, 2.0 * width - place, place))
