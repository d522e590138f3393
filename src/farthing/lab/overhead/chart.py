"""The overhead as one SVG: workloads with their intervals, and what each module adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from farthing.lab.overhead.modules import MODULES
from farthing.lab.overhead.words import module_means, percent
from farthing.report.charts.scale import HEIGHT, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.lab.results.overhead import ModuleRow, OverheadRow

WIDTH, LEFT, RIGHT, ROW, TOP = 860, 190, 90, 22, 40
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:14px}"
    ".narrow{fill:#3b7dd8}.wide{fill:#d98032}.event{fill:#5a9e6f}.axis{stroke:#bbb}"
    ".end{stroke:#222;stroke-width:1.5}.value{fill:#555}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.value{fill:#aaa}.end{stroke:#eee}}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a panel: percent, and the ends of its interval where there is one."""

    label: str
    kind: str
    value: float
    ends: tuple[float, float] | None = None


def chart(rows: Sequence[OverheadRow], modules: Sequence[ModuleRow]) -> str:
    """The figures as SVG.

    >>> chart([], [])[:4]
    '<svg'
    """
    parts: list[str] = []
    height = 0
    for title, bars in panels(rows, modules):
        parts += _panel(title, bars, height)
        height += TOP + ROW * len(bars) + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(height, 1)}"'
        f' role="img" aria-label="What exact money costs"><style>{STYLE}</style>'
        + "".join(parts)
        + "</svg>"
    )


def panels(
    rows: Sequence[OverheadRow], modules: Sequence[ModuleRow]
) -> Iterator[tuple[str, list[Bar]]]:
    """The panels of the chart, each with its bars."""
    for part, words in (("whole", "Whole runs"), ("run", "Runs with bars and signals at hand")):
        bars = [_bar(row) for row in rows if row.part == part]
        if bars:
            yield f"{words}: time above the float twin, percent", bars
    for (way, kernel), shares in module_means(modules).items():
        kind = kernel if way == "batch" else "event"
        bars = [Bar(name, kind, shares[name]) for name in MODULES if name in shares]
        yield f"By module, {way} driver, {kernel} money: instructions, percent of the twin's", bars


def _bar(row: OverheadRow) -> Bar:
    found = row.estimate
    ends = None if found is None else (100 * (found.low - 1), 100 * (found.high - 1))
    kind = row.kernel if row.way == "batch" else "event"
    return Bar(f"{row.work} {row.way} {row.kernel}", kind, row.percent, ends)


def _panel(title: str, bars: Sequence[Bar], top: int) -> Iterator[str]:
    ends = [end for bar in bars for end in (bar.value, *(bar.ends or ()))]
    scale = Scale.of(np.array([0.0, *ends]))
    yield f'<text class="title" x="8" y="{top + 18}">{escape(title)}</text>'
    foot = top + TOP + ROW * len(bars)
    for tick in scale.ticks:
        x = _across(scale, float(tick))
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="{top + TOP - 6}" y2="{foot}"/>'
        yield f'<text x="{x}" y="{foot + 14}" text-anchor="middle">{tick:f}</text>'
    for place, bar in enumerate(bars):
        yield from _line(bar, scale, top + TOP + ROW * place)


def _line(bar: Bar, scale: Scale, top: int) -> Iterator[str]:
    zero, end = sorted((_across(scale, 0.0), _across(scale, bar.value)))
    middle = top + ROW // 2 - 3
    yield f'<text x="{LEFT - 8}" y="{middle + 5}" text-anchor="end">{escape(bar.label)}</text>'
    yield (
        f'<rect class="{bar.kind}" x="{zero}" y="{top}" width="{max(end - zero, 1):.1f}"'
        f' height="{ROW - 6}"><title>{escape(bar.label)}: {percent(bar.value)}</title></rect>'
    )
    if bar.ends is not None:
        low, high = (_across(scale, each) for each in bar.ends)
        yield f'<line class="end" x1="{low}" x2="{high}" y1="{middle}" y2="{middle}"/>'
    yield f'<text class="value" x="{WIDTH - 8}" y="{middle + 5}" text-anchor="end">'
    yield f"{percent(bar.value)}</text>"


def _across(scale: Scale, value: float) -> float:
    """How far to the right a value is, in pixels."""
    down = float(scale.heights(np.array([value]))[0]) / HEIGHT
    return round(LEFT + (1 - down) * (WIDTH - LEFT - RIGHT), 1)
