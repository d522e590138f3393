"""Time rules: when in a session a schedule is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from farthing.backtest.schedule.hours import Hours

MICROSECOND = timedelta(microseconds=1)
LEAST, MOST = timedelta(minutes=1), timedelta(hours=12)

Anchor = Literal["open", "close", "first"]


@dataclass(frozen=True, slots=True)
class TimeRule:
    """A time after a session's open or before its close.

    Args:
        anchor: ``open``, ``close``, or ``first`` for the session's first bar.
        offset: how long after or before; one minute to twelve hours.

    >>> TimeRule("close", timedelta(minutes=30)).anchor
    'close'
    """

    anchor: Anchor
    offset: timedelta = LEAST

    def __post_init__(self) -> None:
        """Refuses what Zipline refuses."""
        if not isinstance(self.offset, timedelta) or not LEAST <= self.offset <= MOST:
            raise ConfigurationError(
                f"the offset of market_{self.anchor} is {self.offset!r}; it is a timedelta, or "
                "hours= and minutes=, of 1 minute to 12 hours"
            )

    def due(self, hours: Hours) -> int | None:
        """From when on it is due, in nanoseconds; None where the session is too short for it."""
        offset = self.offset // MICROSECOND * 1_000
        if self.anchor == "open":
            due = hours.opens + offset
            return due if due <= hours.closes else None
        if self.anchor == "close":
            due = hours.closes - offset
            return due if due > hours.opens else None
        return hours.opens + 1
