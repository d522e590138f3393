"""Date rules: of which sessions a schedule is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

Span = Literal["day", "week", "month"]

OFFSETS: dict[Span, int] = {"day": 0, "week": 4, "month": 22}
"""The largest offset in sessions, as Zipline has it: no week and no month has more."""

_KEYS: dict[str, Callable[[date], tuple[int, ...]]] = {
    "week": lambda day: tuple(day.isocalendar()[:2]),
    "month": lambda day: (day.year, day.month),
}


@dataclass(frozen=True, slots=True)
class DateRule:
    """One session of each span, or every session.

    Args:
        span: ``day``, ``week`` (Monday to Sunday) or ``month``.
        offset: sessions after its first one, or before its last one.
        from_end: whether it counts from the end.

    >>> from datetime import date
    >>> june = [date(2024, 6, day) for day in (3, 4, 27, 28)]
    >>> sorted(DateRule("month", 1, from_end=True).days(june))
    [datetime.date(2024, 6, 27)]
    """

    span: Span
    offset: int = 0
    from_end: bool = False

    def __post_init__(self) -> None:
        """Refuses an offset that no span of the calendar has."""
        most = OFFSETS[self.span]
        is_whole = isinstance(self.offset, int) and not isinstance(self.offset, bool)
        if not is_whole or not 0 <= self.offset <= most:
            raise ConfigurationError(
                f"days_offset of a {self.span} is {self.offset!r}; it is a number from 0 to {most}"
            )

    def days(self, sessions: Sequence[date]) -> frozenset[date]:
        """Those of ascending sessions that the rule names; a span that is too short has none."""
        if self.span == "day":
            return frozenset(sessions)
        spans: defaultdict[tuple[int, ...], list[date]] = defaultdict(list)
        for day in sessions:
            spans[_KEYS[self.span](day)].append(day)
        place = -1 - self.offset if self.from_end else self.offset
        return frozenset(days[place] for days in spans.values() if len(days) > self.offset)
