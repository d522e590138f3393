"""``schedule_function``: functions that are called on some sessions, at some time of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.api.rules import date_rules, time_rules
from farthing.backtest import active
from farthing.backtest.schedule.date_rule import DateRule
from farthing.backtest.schedule.time_rule import TimeRule
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable


def schedule_function(
    func: Callable[[Any, Any], Any],
    date_rule: DateRule | TimeRule | None = None,
    time_rule: TimeRule | None = None,
    half_days: bool = True,
    calendar: str | None = None,
) -> None:
    """Has ``func(context, data)`` called on the sessions of a rule; in ``initialize`` alone.

    Functions that are due at one bar are called after ``handle_data``, in the order in which they
    were scheduled. Sessions are those of the calendar, whether assets have bars or not; a function
    whose session has no bar when it is due, or later, is not called.

    Args:
        func: what to call.
        date_rule: of ``date_rules``; every session by default. A time rule here is one.
        time_rule: of ``time_rules``; a session's first bar by default. On daily bars it does not
            count.
        half_days: whether it is called on sessions that close early, too.
        calendar: of ``calendars``, or the name of one; that of the bars by default.

    Raises:
        ConfigurationError: something is no rule, or comes after ``initialize``.
    """
    if isinstance(date_rule, TimeRule) and time_rule is None:
        date_rule, time_rule = None, date_rule
    days = date_rules.every_day() if date_rule is None else date_rule
    time = time_rules.every_minute() if time_rule is None else time_rule
    if not isinstance(days, DateRule):
        raise ConfigurationError(f"{days!r} is no date rule: give one of farthing.api.date_rules")
    if not isinstance(time, TimeRule):
        raise ConfigurationError(f"{time!r} is no time rule: give one of farthing.api.time_rules")
    if not callable(func):
        raise ConfigurationError(f"schedule_function: {func!r} is no function(context, data)")
    algorithm = active.in_initialize("schedule_function")
    algorithm.agenda.add(func, days, time, half_days=half_days, calendar=calendar)
