"""Legs: the pieces that a structure is drawn of, in heights of the range above its support.

Everything is drawn as if it were long (an accumulation): 0 is the support, 1 the resistance. The
short side is its mirror, bar by bar.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FREE = 9.0
"""Slack of a leg that nothing bounds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event at the last bar of a leg.

    Args:
        event: its name on the long side.
        end: what the leg's end is: this bar's `low`, its `high` or its `close`.
        volume: ratio to the mean of the bars before; None where the leg's own texture is kept.
        spread: ratio of the bar's spread, likewise.
        close: where in its bar it closes, 0 at the low and 1 at the high; a negative number says
            how far below the support, in heights.
        of_event: name of the event that `volume` is a share of, instead of the mean.
        scored: whether a detector has to find it; one that need not be found is neither right nor
            wrong.
        near: whether one of its numbers was drawn near its limit.
        kind: 1, 2 or 3 of a spring, else 0.
        pattern: whether a trade begins here.
        against: whether its side is the other one than the structure's.
        also: other names of it, which are neither right nor wrong.
    """

    event: str
    end: str = "low"
    volume: float | None = None
    spread: float | None = None
    close: float = 0.6
    of_event: str = ""
    scored: bool = True
    near: bool = False
    kind: int = 0
    pattern: bool = False
    against: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of bars from where the last one ended.

    Args:
        bars: how many.
        to: where it ends.
        volume: usual volume at its end, as a ratio to that before the structure.
        phase: phase of its bars; empty where there is none.
        also: other phases that can be defended for them.
        slack: how far its closes may leave the span between its ends.
        inside: whether they stay between support and resistance instead.
        mark: the event at its end.
    """

    bars: int
    to: float
    volume: float = 1.0
    phase: str = ""
    also: str = ""
    slack: float = 0.0
    inside: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A structure before there are bars of it.

    Args:
        kind: what is planted, such as `accumulation-1`.
        short: whether it is turned upside down.
        start: where its first leg begins.
        legs: the legs in order.
        first: leg at whose end the range begins; -1 without a range.
        breakout: leg at whose end the price has left it.
    """

    kind: str
    short: bool
    start: float
    legs: tuple[Leg, ...] = field(default=())
    first: int = -1
    breakout: int = -1
