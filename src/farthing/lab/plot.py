"""Small plots as SVG that needs nothing beside it: points and lines on two axes, in panels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.report.charts import LogScale, Scale

WIDTH, HEIGHT = 460, 300
LEFT, TOP, RIGHT, BOTTOM = 70, 42, 20, 40
COLUMNS = 2
STYLE = """
svg{font:12px system-ui,sans-serif;color:#1a1a1a;background:#fff}
text{fill:currentColor}.name{font-weight:600;font-size:13px}.note{fill:#555}
.grid{stroke:#ddd}.fit{stroke:#1f5fa8;fill:none;stroke-width:1.5}
.linear{stroke:#888;fill:none;stroke-dasharray:4 4}.value{fill:#1f5fa8}.faint{fill:#aaa}
.line{stroke:#1f5fa8;fill:none}.mark{stroke:#b3261e;stroke-dasharray:3 3}.marked{fill:#b3261e}
"""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dots:
    """Points; ``titles`` are shown where a pointer rests."""

    kind: str
    places: Sequence[Place]
    titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points."""

    kind: str
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line with a label."""

    across: float
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot.

    Attributes:
        name: the words above it.
        note: smaller words below them.
        across: the horizontal scale.
        up: the vertical one.
        labels: what the ticks of both are called.
        parts: what is drawn.
    """

    name: str
    note: str
    across: LogScale | Scale
    up: LogScale | Scale
    labels: tuple[dict[float, str], dict[float, str]]
    parts: tuple[Dots | Path | Mark, ...]

    def svg(self, left: float, top: float) -> str:
        """The panel at a place."""
        lines = [
            f'<g transform="translate({left:g} {top:g})">',
            f'<text class="name" x="{LEFT}" y="16">{escape(self.name)}</text>',
            f'<text class="note" x="{LEFT}" y="32">{escape(self.note)}</text>',
            *self._grid(),
            *(line for part in self.parts for line in self._part(part)),
            "</g>",
        ]
        return "\n".join(lines)

    def _grid(self) -> list[str]:
        across, up = self.labels
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        found = []
        for value, label in up.items():
            y = self._y(value)
            found.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>')
            found.append(
                f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>'
            )
        for value, label in across.items():
            x = self._x(value)
            found.append(f'<path class="grid" d="M{x:.1f} {TOP}V{bottom}"/>')
            found.append(
                f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{escape(label)}</text>'
            )
        return found

    def _part(self, part: Dots | Path | Mark) -> list[str]:
        if isinstance(part, Mark):
            x, below = self._x(part.across), HEIGHT - BOTTOM - 6
            return [
                f'<path class="mark" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>',
                f'<text class="marked" x="{x + 3:.1f}" y="{below}">{escape(part.label)}</text>',
            ]
        places = [(self._x(x), self._y(y)) for x, y in part.places]
        if isinstance(part, Path):
            steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            return [f'<path class={quoteattr(part.kind)} d="M{steps}"/>'] if places else []
        titles = part.titles or [""] * len(places)
        return [
            f'<circle class={quoteattr(part.kind)} cx="{x:.1f}" cy="{y:.1f}" r="3">'
            f"<title>{escape(title)}</title></circle>"
            for (x, y), title in zip(places, titles, strict=True)
        ]

    def _x(self, value: float) -> float:
        return LEFT + (100 - self.across.percent(value)) / 100 * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        return TOP + self.up.percent(value) / 100 * (HEIGHT - TOP - BOTTOM)


def drawing(title: str, panels: Sequence[Panel]) -> str:
    """All panels as one SVG file, two in a row."""
    columns = min(COLUMNS, max(len(panels), 1))
    rows = -(-len(panels) // COLUMNS)
    width, height = columns * WIDTH, rows * HEIGHT
    placed = (
        panel.svg(index % COLUMNS * WIDTH, index // COLUMNS * HEIGHT)
        for index, panel in enumerate(panels)
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            *placed,
            "</svg>\n",
        ]
    )


def seconds(value: float) -> str:
    """A duration as short as an axis needs it.

    >>> seconds(2.0), seconds(0.05), seconds(2e-5)
    ('2 s', '50 ms', '20 µs')
    """
    if value >= 1 or not value:
        return f"{value:g} s"
    return f"{value * 1e3:g} ms" if value >= 1e-3 else f"{value * 1e6:g} µs"


def count(value: float) -> str:
    """A count as short as an axis needs it.

    >>> count(20.0), count(5_000.0), count(1e6)
    ('20', '5k', '1M')
    """
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def size(value: float) -> str:
    """Bytes as short as an axis needs them; a scale of bytes counts in MiB.

    >>> size(20.0), size(0.5)
    ('20 MiB', '0.5 MiB')
    """
    return f"{value:g} MiB"
