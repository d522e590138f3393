"""How time and memory grow with the size of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report.axis import Axis
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.words import DASH, between, count, duration, measured, size
from farthing.lab.scale.chart import chart
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.report.forest import Forest
    from farthing.lab.results.scale import AxisResult, Growth, Measure, ScaleResult
    from farthing.report.table import Table

NAMES: dict[Measure, str] = {"seconds": "time", "rise_bytes": "memory"}


def document(result: ScaleResult) -> Document:
    """What the growth says."""
    worse = [f"{NAMES[measure]} against {axis}" for axis, measure in result.worse_than_linear]
    words = f"Worse than linear: {', '.join(worse)}." if worse else "None is worse than linear."
    return Document(
        kicker="Scale",
        title="Worse than linear" if worse else "Linear at worst",
        tone="loss" if worse else "gain",
        standfirst=f"Time and memory along {count(len(result.axes), 'axis', 'axes')}, as powers of "
        f"the size, with the least work taken off. {words}",
        facts=tuple(
            Fact(axis.axis.capitalize(), _exponent(axis.time), "exponent of time")
            for axis in result.axes
        ),
        sections=(
            Section(
                "exponents", "Exponents", "1 is linear; the interval is Student's.",
                tables=(_exponents(result),), forests=tuple(_forests(result)),
                pictures=tuple(_pictures(result)),
            ),
            Section(
                "points", "Sizes", "The middle process of each size, the least work included.",
                tables=tuple(map(_points, result.axes)), is_detail=True,
            ),
        ),
    )  # fmt: skip


def _growths(result: ScaleResult) -> list[tuple[AxisResult, Growth]]:
    return [(axis, growth) for axis in result.axes for growth in (axis.time, axis.memory)]


def _exponent(growth: Growth) -> str:
    return f"{growth.law.exponent:.2f}" if growth.law else DASH


def _interval(growth: Growth) -> str:
    law = growth.law
    return between(f"{law.low:.2f}", f"{law.high:.2f}") if law else DASH


def _exponents(result: ScaleResult) -> Table:
    rows = [
        (
            axis.axis, NAMES[growth.measure], axis.about,
            Cell(_exponent(growth), "loss" if growth.is_worse_than_linear else ""),
            _interval(growth), f"{100 * growth.law.explained:.1f} %" if growth.law else DASH,
            measured(growth.measure, growth.least), _steepest(growth),
        )
        for axis, growth in _growths(result)
    ]  # fmt: skip
    names = (
        "Axis", "Of", "At", "Exponent", "Interval", "Explained", "Least work",
        "Steepest, or why there is none",
    )  # fmt: skip
    return sheet("Exponents", names, rows, words=("Of", "At", names[-1]))


def _steepest(growth: Growth) -> str:
    step = growth.steepest
    if step is None:
        return growth.reason or DASH
    return f"{step.exponent:.2f} from {step.smaller:,} to {step.larger:,}"


def _forests(result: ScaleResult) -> Iterator[Forest]:
    spans = [
        Span(
            f"{axis.axis}, {NAMES[growth.measure]}", growth.law.exponent, growth.law.low,
            growth.law.high, f"{_exponent(growth)} ({_interval(growth)})",
            "loss" if growth.is_worse_than_linear else "strategy",
        )
        for axis, growth in _growths(result) if growth.law
    ]  # fmt: skip
    if spans:
        ends = [end for span in spans for end in (span.low, span.high, 0.0)]
        axis = Axis.around(ends, lambda value: f"{value:.2f}", also=1.0)
        yield forest("Exponents", spans, axis, [(1.0, "linear", "base")])


def _pictures(result: ScaleResult) -> Iterator[tuple[str, str]]:
    if any(growth.law for _, growth in _growths(result)):
        yield "Time and memory against size", chart(result)


def _points(axis: AxisResult) -> Table:
    rows = [
        (
            f"{point.size:,}", f"{len(point.readings)}", duration(point.median("seconds")),
            size(point.median("rise_bytes") if point.rises else None),
        )
        for point in (axis.least, *axis.points)
    ]  # fmt: skip
    names = (axis.unit.capitalize(), "Processes", "Time", "Rise of memory")
    return sheet(f"{axis.axis}: {axis.about}", names, rows)
