"""Writes frames with places as one SVG that needs nothing else and asks nobody.

Widths are percentages, so that one drawing fits a desk and a phone; a frame clips its label. All of
it stands there without a script: each frame's title says its figures. The script adds what moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zlib import crc32

from farthing.lab.flame.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROW = 19
"""Pixels from a frame to the one below."""
TOP = 92
"""Pixels above the first frame: title, facts and key."""
FOOT = 20
SHADES = 3
"""Shades of a colour, chosen by name: neighbours differ, and a name looks the same everywhere."""
SWATCH, LETTER, GAP = 15, 6.4, 9
"""Pixels of the key: a swatch, a letter, and the space after an entry."""
THIN = 0.004
"""Share of the width below which a frame has no outline, which would cover it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A frame as it is drawn.

    Attributes:
        start, width: in samples.
        kind: its class, which has its colour.
        label: its name.
        beside: what follows the name where there is room.
        words: what is told of it, line by line.
    """

    start: int
    width: int
    level: int
    kind: str
    label: str
    beside: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: boxes, the root first, and what is said of them.

    Attributes:
        facts: the line below the title.
        key: a class and its words, for each colour.
    """

    title: str
    facts: str
    key: tuple[tuple[str, str], ...]
    boxes: Sequence[Box]


def svg(picture: Picture) -> str:
    """The picture as SVG."""
    levels = 1 + max(box.level for box in picture.boxes)
    height = TOP + levels * ROW + FOOT
    title = safe(picture.title)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="flame" width="100%" height="{height}"'
            f' data-size="{ROW} {TOP}" role="group" aria-label="{title}">',
            f"<style><![CDATA[\n{_part('flame.css')}]]></style>",
            '<rect class="paper" width="100%" height="100%"/>',
            '<svg class="head" x="1.5%" width="97%">',
            f'<text class="title" y="31">{title}</text>',
            f'<text class="facts" y="53" aria-live="polite">{safe(picture.facts)}</text>',
            *_key(picture.key),
            "</svg>",
            f'<svg class="frames" x="1.5%" y="{TOP}" width="97%" height="{levels * ROW + 2}"'
            f' role="tree" aria-label="{title}">',
            *_frames(picture.boxes),
            "</svg>",
            f"<script><![CDATA[\n{_part('flame.js')}]]></script>",
            "</svg>\n",
        ]
    )


def shade(name: str) -> str:
    """The class of a name's shade.

    >>> shade("on_bar") == shade("on_bar")
    True
    """
    return f"s{crc32(name.encode('utf-8', 'replace')) % SHADES}"


def _key(key: Sequence[tuple[str, str]]) -> Iterator[str]:
    across = 0.0
    for kind, words in key:
        yield (
            f'<rect class="swatch {kind}" x="{across:.0f}" y="66" width="11" height="11"/>'
            f'<text class="words" x="{across + SWATCH:.0f}" y="76">{safe(words)}</text>'
        )
        across += SWATCH + LETTER * len(words) + GAP


def _frames(boxes: Sequence[Box]) -> Iterator[str]:
    total = boxes[0].width
    for box in boxes:
        words = safe("\n".join(box.words))
        beside = f'<tspan class="beside" dx="7">{safe(box.beside)}</tspan>' if box.beside else ""
        thin = " thin" if box.width < THIN * total else ""
        yield (
            f'<svg class="frame {box.kind}{thin}" x="{_percent(box.start, total)}"'
            f' y="{box.level * ROW + 1}" width="{_percent(box.width, total)}" height="{ROW - 1}"'
            f' data-at="{box.start} {box.width} {box.level}" role="treeitem"'
            f' aria-level="{box.level + 1}">'
            f'<title>{words}</title><rect width="100%" height="100%"/>'
            f'<text x="5" y="13">{safe(box.label)}{beside}</text></svg>'
        )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.4f}".rstrip("0").rstrip(".") + "%"


@cache
def _part(name: str) -> str:
    return files("farthing.lab.flame").joinpath(name).read_text(encoding="utf-8")
