"""Intervals, one below the other on one axis: a forest plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.lab.report.axis import Axis, Mark
    from farthing.report.charts import Tick


@dataclass(frozen=True, slots=True)
class Span:
    """An estimate with its interval, as values.

    Attributes:
        label: of what.
        value: the estimate.
        low: lower end of its interval.
        high: upper end.
        words: the same, in words.
        tone: its colour.
        floor: an interval behind it, such as that of the A/A control.
    """

    label: str
    value: float
    low: float
    high: float
    words: str
    tone: str = ""
    floor: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A span as it is drawn, in percent of the width; ``floor`` is left end and width."""

    label: str
    words: str
    tone: str
    at: float
    low: float
    high: float
    floor: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Forest:
    """Rows on an axis, with the lines that they are held against.

    Attributes:
        title: what is drawn.
        rows: one a span.
        ticks: of the axis.
        marks: upright lines through all rows.
        note: what has to be known to read it.
    """

    title: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    note: str = ""


def forest(
    title: str,
    spans: Sequence[Span],
    axis: Axis,
    marks: Iterable[tuple[float, str, str]] = (),
    note: str = "",
) -> Forest:
    """Draws spans; marks are value, label and kind."""
    rows = tuple(
        Row(
            span.label, span.words, span.tone, axis.at(span.value), axis.at(span.low),
            axis.at(span.high), _floor(span, axis),
        )
        for span in spans
    )  # fmt: skip
    return Forest(title, rows, axis.ticks, axis.marks(marks), note)


def _floor(span: Span, axis: Axis) -> tuple[float, float] | None:
    if span.floor is None:
        return None
    left, right = (axis.at(end) for end in span.floor)
    return left, max(right - left, 0.3)
