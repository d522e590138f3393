"""Single values as dots, one lane a side: few enough to see each of them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.lab.report.axis import Axis, Mark
    from farthing.report.charts import Tick

LANE = 38
"""Pixels of a lane; dots keep from its edges."""
EDGE = 7


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a lane.

    Attributes:
        label: of the lane.
        values: in the order in which they were found.
        tones: one a value, or one for all.
        words: what is said of them.
    """

    label: str
    values: Sequence[float]
    tones: Sequence[str] = ("",)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A value: percent from the left, pixels from the top of its lane, and its words."""

    at: float
    down: float
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Dots, and where the middle of them is."""

    label: str
    words: str
    dots: tuple[Dot, ...]
    middle: float


@dataclass(frozen=True, slots=True)
class Strips:
    """Lanes on one axis; ``lane`` is the height of each in pixels."""

    title: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...] = ()
    note: str = ""
    lane: int = LANE


def strips(
    title: str,
    lanes: Sequence[Values],
    axis: Axis,
    marks: Iterable[tuple[float, str, str]] = (),
    note: str = "",
) -> Strips:
    """Draws values, each lane from top to bottom in the order in which they were found."""
    return Strips(
        title, tuple(_lane(each, axis) for each in lanes if each.values), axis.ticks,
        axis.marks(marks), note,
    )  # fmt: skip


def _lane(each: Values, axis: Axis) -> Lane:
    count = len(each.values)
    step = (LANE - 2 * EDGE) / max(count - 1, 1)
    first = EDGE if count > 1 else LANE / 2
    dots = tuple(
        Dot(
            axis.at(value), round(first + step * place, 1), each.tones[place % len(each.tones)],
            f"{each.label}, {place + 1} of {count}: {axis.write(value)}",
        )
        for place, value in enumerate(each.values)
    )  # fmt: skip
    return Lane(each.label, each.words, dots, axis.at(statistics.median(each.values)))
