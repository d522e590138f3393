"""Findings: what a strategy depends on that it should not know, or that nobody has told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from farthing.trust.check.compare import Parted

Kind = Literal[
    "look-ahead", "repaint", "chance", "clock", "hash order", "left over", "file", "warm-up"
]
"""What a strategy depends on.

- ``look-ahead``: an order depends on what comes after its bar.
- ``repaint``: orders do not, but a value that it records for a bar does.
- ``chance``: two runs of the same differ.
- ``clock``: orders depend on when the run is made.
- ``hash order``: orders depend on the order of sets, which is another one in each process.
- ``left over``: orders depend on what an earlier run has left in a folder or in the process.
- ``file``: the run reads or writes files, or asks other programs, that its manifest does not tell.
- ``warm-up``: orders depend on bars from before those that the strategy says it needs.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a strategy depends on.

    Attributes:
        kind: see ``Kind``.
        what: in a sentence.
        time: the first bar at which it shows; None where it shows at none.
        order: what was decided there; empty where nothing was.
        other: what was decided in its place.
        seen: in how many trials it showed.
        trials: of how many.
    """

    kind: Kind
    what: str
    time: datetime | None = None
    order: str = ""
    other: str = ""
    seen: int = 1
    trials: int = 1


def instant(time_ns: int) -> datetime:
    """A time in nanoseconds as one of UTC; bars end at whole seconds.

    >>> instant(0).year
    1970
    """
    return datetime.fromtimestamp(time_ns // 10**9, UTC)


def finding(kind: Kind, what: str, found: list[Parted], trials: int) -> Finding:
    """The finding of trials that parted; the first of them is shown."""
    first = found[0]
    time = None if first.time_ns < 0 else instant(first.time_ns)  # before the first bar
    return Finding(kind, what, time, first.one, first.other, len(found), trials)
