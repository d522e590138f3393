"""Folded stacks: a line a stack, outermost frame first, ``frame;frame;frame count``."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.flame.symbols import readable

if TYPE_CHECKING:
    from collections.abc import Mapping

Stack = tuple[str, ...]
"""Names of frames, outermost first."""

LINE = re.compile(r":\d+\)$")
"""The line at the end of a frame as py-spy writes it: ``on_bar (sma.py:12)``."""
NO_NAME = "(no name)"
UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""What XML cannot hold, and what would turn the direction of the words that follow."""


def read_folded(folded: str, *, lines: bool = True) -> dict[Stack, int]:
    r"""The stacks of folded text, as ``py-spy record --format raw`` and others write it.

    Args:
        folded: the text; empty lines are skipped, equal stacks are added up; symbols
            of compiled code are decoded.
        lines: whether frames keep the number of their line. Without it a function is one frame,
            and stays the same frame when the file around it changes.

    Raises:
        ConfigurationError: a line is no stack with a count, or there is no sample at all.

    >>> read_folded("main;step 2\nmain 1\nmain;step 3")
    {('main', 'step'): 5, ('main',): 1}
    >>> read_folded("main;on_bar (b.py:7) 2\nmain;on_bar (b.py:9) 1", lines=False)
    {('main', 'on_bar (b.py)'): 3}
    """
    stacks: Counter[Stack] = Counter()
    for number, line in enumerate(folded.split("\n"), start=1):
        if line.strip():
            frames, count = _stack(line.rstrip("\r"), number)
            stacks[tuple(_named(name, lines=lines) for name in frames)] += count
    kept = {stack: count for stack, count in stacks.items() if count}
    if not kept:
        raise ConfigurationError(
            "the folded stacks have no sample: profile something that runs longer, or sample faster"
        )
    return kept


def fold(stacks: Mapping[Stack, int]) -> str:
    r"""Folded text of stacks; what a line cannot hold is written in another way.

    >>> fold({("main", "a;b\nc"): 2})
    'main;a:b c 2\n'
    """
    text = (";".join(_in_a_line(name) for name in stack) for stack in stacks)
    lines = zip(text, stacks.values(), strict=True)
    return "".join(f"{line} {count}\n" for line, count in lines)


def shown(name: str) -> str:
    r"""A name without the characters that no page may hold.

    >>> shown("a\x00b")
    'a\ufffdb'
    """
    return UNSHOWN.sub("\ufffd", name)


def _named(name: str, *, lines: bool) -> str:
    name = readable(name)
    return name if lines else LINE.sub(")", name)


def _in_a_line(name: str) -> str:
    return " ".join(name.replace(";", ":").splitlines()).strip() or NO_NAME


def _stack(line: str, number: int) -> tuple[Stack, int]:
    frames, _, count = line.rpartition(" ")
    if not frames.strip() or not (count.isascii() and count.isdigit()):
        raise ConfigurationError(
            f"line {number} of the folded stacks is {line[:80]!r}:"
            " it takes frames with ; between them, a space, and a count"
        )
    return tuple(frames.split(";")), int(count)
