"""Memory over time as one self-contained SVG: heap and resident, with the phases behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from farthing.backtest.figures import size
from farthing.decimals import canonical
from farthing.lab.flame.text import safe
from farthing.report.charts import path
from farthing.report.charts.scale import HEIGHT, Scale
from farthing.report.charts.thin import extremes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    import numpy as np
    from numpy.typing import NDArray

MIB = 1024**2
TOP, DEEP, FOOT = 84, 300, 44
"""Pixels above the panel, of it, and below it."""
LABELLED = 0.07
"""Share of the width from which on a phase has room for its name in words."""
EDGE = 0.04
"""Share of the width from an edge within which a label would leave the chart if it were centred."""
LINES = (("heap", "heap, as memray counts it"), ("rss", "resident, under memray"))


@dataclass(frozen=True, slots=True)
class Span:
    """A phase, from one instant to another, in seconds."""

    name: str
    begin: float
    end: float


def timeline(
    title: str,
    seconds: NDArray[np.float64],
    heap: NDArray[np.float64],
    rss: NDArray[np.float64],
    phases: Sequence[Span],
) -> str:
    """The chart. A phase that is too short for its name tells it when it is pointed at.

    Args:
        title: the words above it.
        seconds: n instants, ascending.
        heap: n amounts of bytes.
        rss: n amounts of bytes.
        phases: stretches of the same seconds.
    """
    whole = max(float(seconds[-1]), phases[-1].end, 1e-9)
    scale = Scale.of(heap / MIB, rss / MIB, also=0.0)
    across = seconds / whole * path.WIDTH
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="memory" width="100%"'
            f' height="{TOP + DEEP + FOOT}" role="img" aria-label="{safe(title)}">',
            f"<style><![CDATA[\n{_style()}]]></style>",
            '<rect class="paper" width="100%" height="100%"/>',
            '<svg x="1.5%" width="97%">',
            f'<text class="title" y="31">{safe(title)}</text>',
            *_key(),
            "</svg>",
            f'<svg x="1.5%" y="{TOP}" width="97%" height="{DEEP + FOOT}">',
            *_bands(phases, whole),
            *_rules(scale),
            f'<svg width="100%" height="{DEEP}" viewBox="0 0 {path.WIDTH} {HEIGHT}"'
            ' preserveAspectRatio="none">',
            _line("rss", across, scale, rss),
            _line("heap", across, scale, heap),
            "</svg>",
            *_amounts(scale),
            *_times(whole),
            "</svg>",
            "</svg>\n",
        ]
    )


@cache
def _style() -> str:
    return files("farthing.lab.profile").joinpath("timeline.css").read_text(encoding="utf-8")


def _key() -> Iterator[str]:
    across = 0
    for kind, words in LINES:
        yield f'<rect class="swatch {kind}" x="{across}" y="50" width="14" height="3"/>'
        yield f'<text x="{across + 20}" y="56">{words}</text>'
        across += 190


def _line(kind: str, across: NDArray[np.float64], scale: Scale, values: NDArray[np.float64]) -> str:
    places = extremes(values)
    drawn = path.line(across[places], scale.heights(values[places] / MIB))
    words = f"at most {size(float(values.max()))}"
    return f'<path class="{kind}" d="{drawn}"><title>{words}</title></path>'


def _bands(phases: Sequence[Span], whole: float) -> Iterator[str]:
    for number, phase in enumerate(phases):
        left, width = 100 * phase.begin / whole, 100 * (phase.end - phase.begin) / whole
        words = f"{phase.name}, {phase.end - phase.begin:.3f} s"
        label = f'<text x="5" y="15">{safe(phase.name)}</text>' if width >= 100 * LABELLED else ""
        shade = ' class="band"' if number % 2 else ' fill="none" pointer-events="all"'
        yield (
            f'<svg x="{left:.3f}%" width="{max(width, 0.05):.3f}%" height="{DEEP}">'
            f'<title>{safe(words)}</title><rect width="100%" height="100%"{shade}/>{label}</svg>'
        )


def _rules(scale: Scale) -> Iterator[str]:
    for tick in scale.ticks:
        y = scale.percent(tick) * DEEP / 100
        yield f'<line class="rule" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'


def _amounts(scale: Scale) -> Iterator[str]:
    for tick in scale.ticks[:-1]:
        y = scale.percent(tick) * DEEP / 100 - 4
        yield f'<text class="end" x="99.6%" y="{y:.1f}">{_plain(tick)} MiB</text>'


def _times(whole: float) -> Iterator[str]:
    for tick in Scale.around(0.0, whole, 4).ticks:
        share = float(tick) / whole
        if share <= 1:
            held = "start" if share < EDGE else "end" if share > 1 - EDGE else "middle"
            yield (
                f'<text class="{held}" x="{100 * share:.2f}%" y="{DEEP + 18}">'
                f"{_plain(tick)} s</text>"
            )


def _plain(tick: Decimal) -> str:
    return f"{canonical(tick):f}"
