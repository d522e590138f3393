"""What is required of the detector, and whether it is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from farthing.testing.accuracy.measure import NOISE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.testing.accuracy.measure import Result

EXEMPT = frozenset({"ut", "all"})
"""Events without a requirement: an upthrust of phase B looks like any touch of a level."""


class Requirement(NamedTuple):
    """A bound of a number.

    Args:
        name: what is meant.
        path: where it stands among what was measured; the bounds of its interval stand beside it.
        limit: the bound.
        is_least: whether it is the least value, else the largest.
    """

    name: str
    path: tuple[str, ...]
    limit: float
    is_least: bool = True

    def value(self, result: Result, bound: str = "") -> float | None:
        """The number, or the `_low` or `_high` bound of its interval."""
        place: Result = result
        for name in self.path[:-1]:
            place = place[name]
        key = f"{self.path[-1]}{bound}"
        if key not in place:  # an interval alone has its bounds under their own names
            key = bound.removeprefix("_")
        found: float | None = place.get(key)
        return found

    def is_met(self, result: Result) -> bool:
        """Whether the number keeps the bound."""
        value = self.value(result)
        if value is None:
            return False
        return value >= self.limit if self.is_least else value <= self.limit


MODERATE = ("noises", NOISE)
REQUIRED = (
    Requirement("patterns, precision", (*MODERATE, "patterns", "all", "precision"), 0.85),
    Requirement("patterns, recall", (*MODERATE, "patterns", "all", "recall"), 0.80),
    Requirement("ranges, precision", (*MODERATE, "ranges", "precision"), 0.85),
    Requirement("ranges, recall", (*MODERATE, "ranges", "recall"), 0.75),
    Requirement("phases at last", (*MODERATE, "phases", "all", "at_last"), 0.82),
    Requirement("phases on the day", (*MODERATE, "phases", "all", "on_the_day"), 0.72),
    Requirement(
        "signals on random walks, per 1,000 bars", ("walks", "per_thousand"), 1.0, is_least=False
    ),
    Requirement(
        "the same, upper bound of 95 %", ("walks", "per_thousand_max"), 1.3, is_least=False
    ),
    Requirement("signals left on shuffled volume", ("shuffled", "value"), 0.25, is_least=False),
)
"""Of patterns, ranges, phases and false signals, at the moderate level of noise."""

EVENT_LEAST = {"precision": 0.5, "recall": 0.4}


def of_events(result: Result) -> Iterator[Requirement]:
    """The requirements of each event that was scored."""
    for name, row in result["noises"][NOISE]["events"].items():
        if row["name"] not in EXEMPT:
            for share, least in EVENT_LEAST.items():
                yield Requirement(f"{name}, {share}", (*MODERATE, "events", name, share), least)
