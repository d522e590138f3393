"""The differential flame graph of two profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from farthing.errors import ConfigurationError
from farthing.lab.flame.category import place_of
from farthing.lab.flame.graph import LEAST
from farthing.lab.flame.stacks import read_folded
from farthing.lab.flame.svg import Box, Picture, svg
from farthing.lab.flame.text import Unit, amount, percent
from farthing.lab.flame.tree import grow, laid_out

if TYPE_CHECKING:
    from farthing.lab.flame.tree import Frame, Node

Width = Literal["after", "before"]

STEPS = (0.005, 0.01, 0.02, 0.05, 0.10)
"""Changes, as shares of all samples, from which on the colour is one step stronger."""


def differential(
    before: str,
    after: str,
    title: str,
    *,
    width: Width = "after",
    before_scale: float = 1.0,
    unit: Unit = "samples",
    least: float = LEAST,
) -> str:
    r"""A flame graph of one profile, coloured by its change: red is more after, blue is less.

    A change is counted in samples, not in shares: where one function becomes slower, the others do
    not look faster. So both profiles have to be of the same work at the same rate; ``before_scale``
    makes them so. Functions are frames without their lines, which move when a file is edited.

    Args:
        before: folded stacks of the one profile.
        after: those of the other.
        title: the words above it.
        width: whose samples make the widths. ``after`` shows what is new, ``before`` what is gone.
        before_scale: what the samples before are multiplied by, such as 0.5 for twice the rounds.
        unit: what is counted.
        least: share of all samples below which a frame is left out.

    Raises:
        ConfigurationError: a profile has no sample, or a scale is not above zero.

    >>> graph = differential("main;step 2", "main;step 3", "Slower")
    >>> "3 samples after, 2 samples before\n+1 sample, +33.3 % of all after" in graph
    True
    """
    if not 0 < before_scale < float("inf"):
        raise ConfigurationError(f"before_scale {before_scale} is no finite number above 0")
    old = {
        stack: round(count * before_scale)
        for stack, count in read_folded(before, lines=False).items()
    }
    new = read_folded(after, lines=False)
    root = grow(new, old) if width == "after" else grow(old, new)
    if not root.samples:
        raise ConfigurationError(f"before_scale {before_scale} leaves no sample before")
    boxes = [_box(frame, root, width, unit) for frame in laid_out(root, least)]
    totals = sum(new.values()), sum(old.values())
    facts = (
        f"{amount(totals[0], unit)} after, {totals[1]:,} before; width: {width}"
        if unit == "samples"
        else f"{amount(totals[0], unit)} after, {amount(totals[1], unit)} before; width: {width}"
    )
    key = (
        ("less4", f"{STEPS[-2] * 100:.0f} % less"), ("less2", ""), ("same", ""), ("more2", ""),
        ("more4", f"{STEPS[-2] * 100:.0f} % of all more"),
    )  # fmt: skip
    return svg(Picture(title, facts, key, boxes))


def kind_of(change: float) -> str:
    """The class of a change, as a share of all samples.

    >>> kind_of(0.001), kind_of(0.03), kind_of(-0.5)
    ('same', 'more3', 'less5')
    """
    step = sum(abs(change) >= least for least in STEPS)
    return "same" if not step else f"{'more' if change > 0 else 'less'}{step}"


def _box(frame: Frame, root: Node, width: Width, unit: Unit) -> Box:
    node = frame.node
    sign = 1 if width == "after" else -1
    change, own = sign * (node.samples - node.other), sign * (node.own - node.own_other)
    after, before = (node.samples, node.other)[::sign]
    share = change / root.samples
    words = [
        node.name,
        f"{amount(after, unit)} after, {amount(before, unit)} before",
        f"{_signed(change, unit)}, {'+' if change > 0 else ''}{percent(change, root.samples)}"
        f" of all {width}",
        f"{_signed(own, unit)} of its own",
    ]
    if not node.other:
        words.append("new" if width == "after" else "gone")
    kind = kind_of(share)
    beside = "" if kind == "same" else f"{'+' if change > 0 else ''}{percent(share, 1)}"
    return Box(
        frame.start, node.samples, frame.level, kind, place_of(node.name)[0], beside, tuple(words)
    )


def _signed(change: int, unit: Unit) -> str:
    return f"{'+' if change > 0 else ''}{amount(change, unit)}"
