"""The agenda of a program: its scheduled functions, and which of them a bar makes due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.backtest.schedule.hours import hours_of, hours_of_days
from farthing.backtest.schedule.time_rule import TimeRule
from farthing.data.coarse.length import Length
from farthing.data.whole import check_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.schedule.date_rule import DateRule
    from farthing.backtest.schedule.hours import Hours
    from farthing.data.bars import Bars

MINUTE = 60 * 1_000_000_000


@dataclass(slots=True)
class Scheduled:
    """A function, and from when to when it is due: once in each of these times."""

    function: Callable[..., Any]
    times: list[tuple[int, int]]
    place: int = 0

    def is_due(self, now: int) -> bool:
        """Whether a bar that ends now is the first one of a time; a time that had none is over."""
        times = self.times
        while self.place < len(times) and times[self.place][1] < now:
            self.place += 1
        if self.place == len(times) or now < times[self.place][0]:
            return False
        self.place += 1
        return True


class Agenda:
    """The scheduled functions of a program, in the order in which they were scheduled."""

    def __init__(self, bars: Bars) -> None:
        """Knows the sessions of bars, and no function."""
        self._bars = bars
        self._scheduled: list[Scheduled] = []

    def __len__(self) -> int:
        """How many functions."""
        return len(self._scheduled)

    def add(
        self,
        function: Callable[..., Any],
        date_rule: DateRule,
        time_rule: TimeRule,
        *,
        half_days: bool,
        calendar: str | None = None,
    ) -> None:
        """Schedules a function: it is called at the first bar that ends when it is due, or later.

        On daily bars the time rule does not count: the function is called at the day's bar.

        Raises:
            ConfigurationError: the bars have no calendar of which weeks or months could be counted.
        """
        is_daily = self._bars.frequency == "1d"
        rule = TimeRule("first") if is_daily else time_rule
        # The bar that overlaps a session's close may end nearly its length behind it.
        beyond = MINUTE * (Length.of(self._bars.frequency).minutes or 0)
        times = []
        hours = self._hours(date_rule, calendar)
        days = date_rule.days([each.day for each in hours])
        for each in hours:
            due = rule.due(each)
            if due is not None and each.day in days and (half_days or not each.is_half):
                times.append((due, each.closes + max(0, beyond - 1)))
        self._scheduled.append(Scheduled(function, times))

    def due(self, now: int) -> list[Callable[..., Any]]:
        """What a bar that ends now makes due, in order."""
        return [each.function for each in self._scheduled if each.is_due(now)]

    def _hours(self, rule: DateRule, calendar: str | None) -> tuple[Hours, ...]:
        if calendar is not None:
            return hours_of(self._bars, calendar)
        if rule.span == "day":
            return hours_of_days(self._bars)
        check_calendar(self._bars, f"a rule of {rule.span}s")
        return hours_of(self._bars)
