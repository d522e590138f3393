"""The numbers of Wyckoff's rules of thumb that the generator aims at, and how it aims.

A planted event is only hard to find where its numbers lie close to the limit of a rule. The limits
here are those of the generator alone, written from the sources and not from a detector: a detector
that is tuned changes its own numbers and not the test. Sources: Pruden, The Three Skills of Top
Trading, 2007 (events, order, volume at each); Evans' notes on the spring (three kinds, by the
volume at the break); Weis, Trades About to Happen, 2013 (wide and narrow bars, close within the
bar). None of them gives ratios: these are common rules of thumb for "heavy", "wide" and "light"
against the mean of 20 bars before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farthing.draw import Draw

BASELINE_BARS = 20
"""Bars before, whose mean a volume and a spread are compared with."""

NEAR = 0.10
"""A number within this share of a limit is near it."""

NEAR_SHARE = 0.5
"""Share of events, one of whose numbers is drawn near its limit, on either side."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A limit, and where an event's number lies when it is not near.

    Args:
        limit: the number of the rule of thumb.
        clear_low: lower end of what is clearly right.
        clear_high: its upper end.
        near_high: how far near goes up, as a share of the limit; less than 1.1 where no
            more makes sense.
    """

    limit: float
    clear_low: float
    clear_high: float
    near_high: float = 1.0 + NEAR

    def number(self, draw: Draw, near: bool) -> float:
        """A number near the limit, or clearly right."""
        if near:
            return draw.number((1.0 - NEAR) * self.limit, self.near_high * self.limit)
        return draw.number(self.clear_low, self.clear_high)

    def is_near(self, number: float) -> bool:
        """Whether a number lies near the limit.

        >>> Aim(2.0, 2.4, 3.6).is_near(2.19), Aim(2.0, 2.4, 3.6).is_near(2.3)
        (True, False)
        """
        return abs(number / self.limit - 1.0) <= NEAR


AIMS: dict[str, dict[str, Aim]] = {
    "ps": {"volume": Aim(1.5, 1.7, 2.2)},
    "sc": {"volume": Aim(2.0, 2.4, 3.8), "spread": Aim(1.5, 1.75, 2.5)},
    "ar": {"bars": Aim(5, 3, 4)},
    "st": {"of_climax": Aim(0.8, 0.35, 0.65)},
    "spring-1": {"volume": Aim(1.5, 1.7, 2.4)},
    "spring-2": {"volume": Aim(1.5, 0.85, 1.3, 1.0)},
    "spring-3": {"volume": Aim(0.7, 0.4, 0.6, 1.0)},
    "test": {"of_spring": Aim(1.0, 0.45, 0.8, 0.99)},
    "sos": {
        "volume": Aim(1.5, 1.75, 2.6),
        "spread": Aim(1.2, 1.4, 2.1),
        "close": Aim(0.70, 0.80, 0.95),
    },
    "lps": {"volume": Aim(1.0, 0.45, 0.8)},
}
"""By event (of the long side; the short one is its mirror) and number.

`volume` and `spread` are ratios to the mean of the bars before, `close` the close's place in the
bar, `of_climax` and `of_spring` the volume as a share of that event's, `bars` the length of the
leg.
"""


def aimed(draw: Draw, event: str) -> tuple[dict[str, float], bool]:
    """The numbers of an event, and whether one of them is near its limit.

    Which number is near, if one is, is drawn as well.
    """
    aims = AIMS[event]
    near = draw.one_of(tuple(aims)) if draw.chance(NEAR_SHARE) else ""
    return {name: aim.number(draw, name == near) for name, aim in aims.items()}, bool(near)
