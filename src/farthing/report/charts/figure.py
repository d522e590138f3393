"""The parts of a chart. A template writes them down; nothing here is markup but paths."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.report import text
from farthing.report.charts import path
from farthing.report.charts.logarithm import LogScale
from farthing.report.charts.reading import Row
from farthing.report.charts.scale import HEIGHT
from farthing.report.charts.thin import COLUMNS, extremes

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from numpy.typing import NDArray

    from farthing.report.charts.reading import Reading
    from farthing.report.charts.scale import Scale
    from farthing.report.charts.timeline import Timeline

NARROW_TICKS = 4
"""Ticks of time that a phone has room for."""

WIDE_PIXELS, NARROW_PIXELS = 490, 250
"""How wide a panel is at least where its minor labels are shown, and on a phone."""

LETTER_PIXELS = 7.5
"""How wide a letter of a label is, about."""

SPREAD_COLUMNS = 120
"""Columns of means: wide enough for them to be a calm line."""

LEFT_EDGE, RIGHT_EDGE = 4, 97
"""Percent of the width beyond which a label would leave the chart if it were centred."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis, at a percentage of its length.

    ``minor`` ones are left out on narrow pages. ``anchor`` is where the label is held.
    """

    at: float
    label: str
    minor: bool = False
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """A path of a series; ``kind`` is its class, which has its colour."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Area(Line):
    """A filled path."""


@dataclass(frozen=True, slots=True)
class Dots(Line):
    """Points: a path whose round ends are dots."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time that is shaded over the full height, at percentages.

    ``at`` is where its label stands, ``aside`` how much further on narrow pages, in percent of the
    width: labels never lie on another.
    """

    left: float
    width: float
    label: str
    at: float = 0.0
    aside: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram, at percentages, with words that say what it is."""

    kind: str
    left: float
    top: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at a percentage of the width, with a label that stands ``rise`` pixels up."""

    at: float
    label: str
    rise: int


@dataclass(frozen=True)
class Panel:
    """One drawing: a vertical scale and what stands on it.

    Attributes:
        title: what is seen, in words, for those who do not see it.
        name: the words above it.
        height: in pixels.
        ticks: of the vertical scale.
        below: of the horizontal scale; empty where another panel is below.
        base: a height in percent that is drawn stronger.
    """

    title: str
    name: str
    height: int
    ticks: tuple[Tick, ...]
    below: tuple[Tick, ...] = ()
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    base: float | None = None

    @property
    def across(self) -> int:
        """Units of the box that lines are drawn in."""
        return path.WIDTH

    @property
    def down(self) -> int:
        """Units of the box that lines are drawn in."""
        return HEIGHT


@dataclass(frozen=True)
class Figure:
    """Panels that share their time axis, with a title, a key and the values behind them."""

    name: str
    title: str
    panels: tuple[Panel, ...]
    key: tuple[tuple[str, str], ...] = ()
    reading: Reading | None = None
    note: str = ""
    about: tuple[str, ...] = field(default=())

    def values(self) -> dict[str, Any] | None:
        """The values for the crosshair."""
        return None if self.reading is None else self.reading.plain()


def line(
    kind: str, timeline: Timeline, scale: Scale | LogScale, values: NDArray[np.float64]
) -> Line:
    """The line of one value per point of a timeline; a point alone is a dot."""
    if len(timeline) == 1:
        return Dots(
            kind, path.dots(timeline.across(np.zeros(1, dtype=np.int64)), scale.heights(values))
        )
    places = extremes(values)
    return Line(kind, path.line(timeline.across(places), scale.heights(values[places])))


def area(kind: str, timeline: Timeline, scale: Scale, values: NDArray[np.float64]) -> Area:
    """The area between nothing and one value per point of a timeline."""
    places = extremes(values)
    base = scale.percent(0.0) * HEIGHT / 100
    return Area(kind, path.area(timeline.across(places), scale.heights(values[places]), base))


def time_ticks(timeline: Timeline) -> tuple[Tick, ...]:
    """The ticks of time below a panel."""
    return ticks_below([(timeline.percent(place), label) for place, label in timeline.ticks])


def ticks_below(labels: list[tuple[float, str]]) -> tuple[Tick, ...]:
    """The ticks below a panel, from percentages and labels; those without room are left out.

    >>> days = [(0.0, "4 Jan 2021"), (9.0, "11 Jan"), (25.0, "18 Jan")]
    >>> [tick.label for tick in ticks_below(days)]
    ['4 Jan 2021', '18 Jan']
    """
    wide = _with_room(labels, WIDE_PIXELS)
    narrow = set(_with_room(wide[:: -(-len(wide) // NARROW_TICKS) or 1], NARROW_PIXELS))
    return tuple(Tick(at, label, (at, label) not in narrow, anchor(at)) for at, label in wide)


def _with_room(labels: list[tuple[float, str]], pixels: int) -> list[tuple[float, str]]:
    """The labels that do not cover the one kept before, on a panel so many pixels wide."""
    kept, end = [], -math.inf
    for at, label in labels:
        wide = len(label) * LETTER_PIXELS
        left = at / 100 * pixels - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor(at)] * wide
        if left >= end:
            kept.append((at, label))
            end = left + wide + LETTER_PIXELS
    return kept


def anchor(at: float) -> str:
    """Where to hold a label so that it stays within the chart."""
    return "start" if at < LEFT_EDGE else "end" if at > RIGHT_EDGE else "middle"


def scale_ticks(scale: Scale | LogScale, write: Callable[[Decimal], str]) -> tuple[Tick, ...]:
    """The ticks beside a panel."""
    return tuple(Tick(scale.percent(value), write(value)) for value in scale.ticks)


def plain_ticks(scale: Scale | LogScale) -> tuple[Tick, ...]:
    """Ticks of amounts or numbers, in short."""
    if isinstance(scale, LogScale):
        return scale_ticks(scale, lambda value: text.tick(value, value, value))
    largest = max(abs(scale.ticks[0]), abs(scale.ticks[-1]))
    return scale_ticks(scale, lambda value: text.tick(value, scale.step, largest))


def percent_ticks(scale: Scale) -> tuple[Tick, ...]:
    """Ticks of shares, in percent."""
    step = scale.step * 100
    largest = max(abs(scale.ticks[0]), abs(scale.ticks[-1])) * 100
    return scale_ticks(scale, lambda value: text.tick(value * 100, step, largest) + "\xa0%")


def percents(name: str, values: NDArray[np.float64]) -> Row:
    """Shares as the crosshair shows them."""
    return Row(name, [text.number(value * 100) for value in values.tolist()], "\xa0%")


def spread(
    kind: str, timeline: Timeline, scale: Scale, values: NDArray[np.float64]
) -> tuple[Line, ...]:
    """What goes up and down too often to follow: its mean as an area, its largest as a fine line.

    Both are column by column. A series that is short enough, or has gaps, is its own area.
    """
    if not is_spread(values):
        return (
            area(f"{kind} below", timeline, scale, values),
            line(kind, timeline, scale, values),
        )
    edges = _edges(len(values))
    middles = timeline.across((edges[:-1] + edges[1:] - 1) // 2)
    means = scale.heights(np.add.reduceat(values, edges[:-1]) / np.diff(edges))
    largest = scale.heights(np.maximum.reduceat(values, edges[:-1]))
    return (
        Area(f"{kind} below", path.area(middles, means, scale.percent(0.0) * HEIGHT / 100)),
        Line(kind, path.line(middles, means)),
        Line(f"{kind} fine", path.line(middles, largest)),
    )


def is_spread(values: NDArray[np.float64]) -> bool:
    """Whether a series is so long that ``spread`` draws its means."""
    return len(values) > 2 * COLUMNS and not bool(np.isnan(values).any())


def _edges(count: int) -> NDArray[np.int64]:
    """Where the columns of a long series begin, and its end."""
    return np.unique(np.linspace(0, count, SPREAD_COLUMNS + 1).astype(np.int64))
