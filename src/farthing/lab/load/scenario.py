"""How many users come, how quickly, for how long, and what they do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Mix = Literal["realistic", "stress"]

MINUTE = 60

OPEN_S_MAX = 150
"""Seconds of the open model at most."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A load.

    Attributes:
        name: of it.
        users: at once; each waits for an answer before it asks again.
        a_second: users that come in a second, until all are there.
        seconds: that it lasts.
        mix: ``realistic`` users think between requests, ``stress`` users do not.
        open_rate: requests a second that come afterwards, whether earlier ones were answered or
            not; they come for a quarter of the time.
        is_soak: whether it is about what is left behind, memory and jobs, and not about time.
    """

    name: str
    users: int
    a_second: int
    seconds: int
    mix: Mix
    open_rate: int
    is_soak: bool = False

    @property
    def open_seconds(self) -> int:
        """How long the open model lasts."""
        return max(1, min(self.seconds // 4, OPEN_S_MAX))

    def shortened(self, seconds: int | None) -> Scenario:
        """The same users for a shorter time; they come as much more quickly.

        >>> short = SCENARIOS["heavy"].shortened(30)
        >>> short.seconds, short.a_second
        (30, 100)
        """
        if seconds is None:
            return self
        faster = min(self.users, -(-self.a_second * self.seconds // seconds))
        return replace(self, seconds=seconds, a_second=faster)


SCENARIOS = {
    each.name: each
    for each in (
        Scenario("light", 10, 2, 2 * MINUTE, "realistic", 10),
        Scenario("medium", 50, 5, 5 * MINUTE, "realistic", 25),
        Scenario("heavy", 100, 10, 5 * MINUTE, "realistic", 50),
        Scenario("stress", 200, 20, 10 * MINUTE, "stress", 400),
        Scenario("soak", 50, 5, 30 * MINUTE, "realistic", 25, is_soak=True),
    )
}
"""By name."""

SYMBOLS = "symbols-100"
"""Not users, but bars of so many symbols at once."""

SYMBOLS_COUNT, SYMBOLS_BARS = 100, 500
