"""Rules of ``schedule_function``: on which sessions, when in them, of which calendar."""

from __future__ import annotations

from datetime import timedelta

from farthing.backtest.schedule.date_rule import DateRule
from farthing.backtest.schedule.time_rule import LEAST, Anchor, TimeRule
from farthing.errors import ConfigurationError

Number = int | float


class date_rules:  # noqa: N801 - a namespace that Zipline's programs know by this name
    """On which sessions a scheduled function is called.

    >>> date_rules.month_end(days_offset=2)
    DateRule(span='month', offset=2, from_end=True)
    """

    @staticmethod
    def every_day() -> DateRule:
        """Every session."""
        return DateRule("day")

    @staticmethod
    def month_start(days_offset: int = 0) -> DateRule:
        """So many sessions after the first one of a month."""
        return DateRule("month", days_offset)

    @staticmethod
    def month_end(days_offset: int = 0) -> DateRule:
        """So many sessions before the last one of a month."""
        return DateRule("month", days_offset, from_end=True)

    @staticmethod
    def week_start(days_offset: int = 0) -> DateRule:
        """So many sessions after the first one of a week."""
        return DateRule("week", days_offset)

    @staticmethod
    def week_end(days_offset: int = 0) -> DateRule:
        """So many sessions before the last one of a week."""
        return DateRule("week", days_offset, from_end=True)


class time_rules:  # noqa: N801
    """When in a session a scheduled function is called; on daily bars it does not matter.

    >>> time_rules.market_close(minutes=30).offset
    datetime.timedelta(seconds=1800)
    """

    @staticmethod
    def market_open(
        offset: timedelta | None = None, hours: Number | None = None, minutes: Number | None = None
    ) -> TimeRule:
        """So long after the open: at the first bar that ends then or later. A minute by default."""
        return _rule("open", offset, hours, minutes)

    @staticmethod
    def market_close(
        offset: timedelta | None = None, hours: Number | None = None, minutes: Number | None = None
    ) -> TimeRule:
        """So long before the close, that of a half day too. A minute by default."""
        return _rule("close", offset, hours, minutes)

    @staticmethod
    def every_minute() -> TimeRule:
        """At the session's first bar: a schedule is due once a session, as it is in Zipline.

        What is to be done at each bar belongs in ``handle_data``.
        """
        return TimeRule("first")


class calendars:  # noqa: N801
    """Zipline's names of calendars."""

    US_EQUITIES = "XNYS"
    US_FUTURES = "us_futures"


def _rule(
    anchor: Anchor, offset: timedelta | None, hours: Number | None, minutes: Number | None
) -> TimeRule:
    if offset is not None and (hours is not None or minutes is not None):
        raise ConfigurationError(f"market_{anchor}: give an offset, or hours and minutes")
    if offset is not None:
        return TimeRule(anchor, offset)
    if hours is None and minutes is None:
        return TimeRule(anchor, LEAST)
    return TimeRule(anchor, timedelta(hours=hours or 0, minutes=minutes or 0))
