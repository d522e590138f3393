"""The flame graph of one profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.flame.category import TITLES, category, place_of
from farthing.lab.flame.stacks import read_folded
from farthing.lab.flame.svg import Box, Picture, shade, svg
from farthing.lab.flame.text import Unit, amount, percent
from farthing.lab.flame.tree import grow, laid_out

if TYPE_CHECKING:
    from farthing.lab.flame.tree import Frame, Node

LEAST = 0.0005
"""Share of all samples below which a frame is not drawn: less than a pixel of a wide window."""


def flame_graph(
    folded: str,
    title: str,
    *,
    unit: Unit = "samples",
    lines: bool = False,
    least: float = LEAST,
) -> str:
    r"""A self-contained flame graph as SVG: the wider a frame, the more samples it was in.

    Callers stand above what they call; callees are in the order of their names, not of time. A
    click or Enter zooms, / searches, arrow keys walk, Escape goes back.

    Args:
        folded: lines ``frame;frame;frame count``, outermost frame first.
        title: the words above it.
        unit: what is counted.
        lines: whether lines of one function are frames of their own.
        least: share of all samples below which a frame is left out; its caller keeps its samples.

    Raises:
        ConfigurationError: a line is no stack, or there is no sample at all.

    >>> graph = flame_graph("main (run.py:1);on_bar (sma.py:9) 3\nmain (run.py:1) 1", "A run")
    >>> "on_bar (sma.py)\n3 samples, 75.0 % of all\n3 of its own, 75.0 %" in graph
    True
    """
    root = grow(read_folded(folded, lines=lines))
    frames = list(laid_out(root, least))
    levels = max(frame.level for frame in frames)
    facts = f"{amount(root.samples, unit)}, {levels} levels"
    if len(frames) < _count(root):
        facts += f"; frames below {percent(least, 1)} left out"
    boxes = [_box(frame, root, unit) for frame in frames]
    key = tuple(TITLES.items())
    return svg(Picture(title, facts, key, boxes))


def _box(frame: Frame, root: Node, unit: Unit) -> Box:
    node = frame.node
    function, place = place_of(node.name)
    words = (
        node.name,
        f"{amount(node.samples, unit)}, {percent(node.samples, root.samples)} of all",
        f"{_plain(node.own, unit)} of its own, {percent(node.own, root.samples)}",
    )
    kind = f"{category(node.name)} {shade(node.name)}"
    return Box(frame.start, node.samples, frame.level, kind, function, place, words)


def _plain(count: int, unit: Unit) -> str:
    return f"{count:,}" if unit == "samples" else amount(count, unit)


def _count(root: Node) -> int:
    waiting, count = [root], 0
    while waiting:
        node = waiting.pop()
        count += 1
        waiting += node.callees.values()
    return count
