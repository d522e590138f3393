"""The frames of a flame graph: stacks that begin the same way are one frame as far as they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from farthing.lab.flame.stacks import Stack

ROOT = "all"


@dataclass(slots=True)
class Node:
    """A frame below its callers.

    Attributes:
        samples: in which it was on the stack.
        other: the same of the profile that it is compared with.
        own, own_other: in which it was the innermost frame.
    """

    name: str
    samples: int = 0
    other: int = 0
    own: int = 0
    own_other: int = 0
    callees: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame with its place: ``start`` samples from the left, ``level`` rows below the root."""

    node: Node
    start: int
    level: int


def grow(stacks: Mapping[Stack, int], other: Mapping[Stack, int] | None = None) -> Node:
    """The tree of stacks; ``other`` are those of the profile that they are compared with.

    >>> root = grow({("main", "step"): 2, ("main",): 1})
    >>> (root.samples, root.callees["main"].own, root.callees["main"].callees["step"].samples)
    (3, 1, 2)
    """
    root = Node(ROOT)
    for stack, count in stacks.items():
        path = _path(root, stack)
        for node in path:
            node.samples += count
        path[-1].own += count
    for stack, count in (other or {}).items():
        path = _path(root, stack)
        for node in path:
            node.other += count
        path[-1].own_other += count
    return root


def laid_out(root: Node, least: float) -> Iterator[Frame]:
    """Frames with their places, callers first, callees by name.

    Args:
        root: of the tree.
        least: share of all samples below which a frame is left out. Its samples stay in its caller.
    """
    waiting = [Frame(root, 0, 0)]
    least_samples = max(1.0, least * root.samples)
    while waiting:
        frame = waiting.pop()
        yield frame
        start, callees = frame.start, []
        for name in sorted(frame.node.callees):
            node = frame.node.callees[name]
            if node.samples >= least_samples:
                callees.append(Frame(node, start, frame.level + 1))
            start += node.samples
        waiting += reversed(callees)


def _path(root: Node, stack: Stack) -> list[Node]:
    path = [root]
    for name in stack:
        callees = path[-1].callees
        if name not in callees:
            callees[name] = Node(name)
        path.append(callees[name])
    return path
