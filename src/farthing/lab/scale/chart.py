"""Growth on log-log axes: what is left of each process, the fit, and a line that grows linearly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.plot import Dots, Panel, Path, count, drawing, seconds, size
from farthing.report.charts import LogScale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.results.scale import AxisResult, Growth, ScaleResult

MEBIBYTE = 2**20


def chart(result: ScaleResult) -> str:
    """A self-contained SVG: a panel for each axis and measure that has a law."""
    panels = [
        panel(axis, growth)
        for axis in result.axes
        for growth in (axis.time, axis.memory)
        if growth.law is not None
    ]
    return drawing("Time and memory against the size of the work", panels)


def panel(axis: AxisResult, growth: Growth) -> Panel:
    """One measure of one axis; sizes and values are those above the least work."""
    law = growth.law
    assert law is not None, "growth without a law has no panel"
    unit = MEBIBYTE if growth.measure == "rise_bytes" else 1
    places = list(_places(axis, growth, unit))
    sizes, values = zip(*places, strict=True)
    ends = (min(sizes), max(sizes))
    fitted = [(end, law.factor * end**law.exponent / unit) for end in ends]
    linear = [(end, fitted[0][1] * end / ends[0]) for end in ends]
    up = [*values, *(value for _, value in (*fitted, *linear))]
    across_scale = LogScale.around(*ends)
    up_scale = LogScale.around(min(up), max(up))
    named = seconds if unit == 1 else size
    return Panel(
        name=f"{'Time' if unit == 1 else 'Memory'} against {axis.unit}",
        note=f"size ^ {law.exponent:.2f} ({law.low:.2f} to {law.high:.2f}); dashes are linear",
        across=across_scale,
        up=up_scale,
        labels=(
            {float(tick): count(float(tick)) for tick in across_scale.ticks},
            {float(tick): named(float(tick)) for tick in up_scale.ticks},
        ),
        parts=(
            Path("linear", linear),
            Path("fit", fitted),
            Dots("value", places, [f"{count(x)}: {named(float(f'{y:.3g}'))}" for x, y in places]),
        ),
    )


def _places(axis: AxisResult, growth: Growth, unit: float) -> Iterator[tuple[float, float]]:
    for point in axis.points:
        if point.size in growth.sizes:
            for value in point.values(growth.measure):
                yield float(point.size - axis.least.size), (value - growth.least) / unit
