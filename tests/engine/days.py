"""The days of sessions, which the oracle counts from 0."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

FIRST_DAY = date(2020, 1, 2)
FAR_APART = 10


@dataclass(frozen=True)
class Days:
    """Session 0 is the first day; the others are so many days apart."""

    first: date = FIRST_DAY
    apart: int = 1

    def __call__(self, session: int | Fraction) -> date:
        """The day of a session, or one between two sessions."""
        return self.first + timedelta(days=int(session * self.apart))

    def midnight(self, session: int | Fraction) -> datetime:
        """When the day of a session begins."""
        day = self(session)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days_of(setup: dict[str, object], dated: Iterable[object] = ()) -> Days:
    """Each day a session, or one day in ten where something happens between two sessions.

    `dated` has dividends and splits. What is paid by the day would differ with the days apart, so
    that a market has either such payments or days without a session.
    """
    between = any(
        session is not None and session != int(session)
        for one in dated
        for session in (one.session, getattr(one, "pay_session", None))
    )
    return Days(setup.get("first_day", FIRST_DAY), FAR_APART if between else 1)
