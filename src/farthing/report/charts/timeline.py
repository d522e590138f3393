"""The horizontal axis: bars side by side, whatever nights and holidays lie between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from farthing.report.charts.path import WIDTH
from farthing.report.text import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Level = tuple[NDArray[np.int64], Callable[[int], tuple[str, str]]]

TICKS_MAX = 8
"""Ticks on a wide page; a narrow one shows fewer of them."""

EPOCH = date(1970, 1, 1)
HOUR_NS = 3600 * 10**9
HOUR_STEPS = (1, 2, 3, 6)
WEEK_STEPS = (1, 2)
MONTH_STEPS = (1, 2, 3, 6)
YEAR_STEPS = (1, 2, 5, 10, 20, 50)
MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Timeline:
    """Points in time, one after the other at equal distances.

    Args:
        days: n days since 1970-01-01, ascending: the session of each point.
        times: n instants in nanoseconds since 1970-01-01, where points are within sessions.

    >>> import numpy as np
    >>> year = Timeline(np.arange(18993, 18993 + 365))
    >>> [label for _, label in year.ticks][:3]
    ['Jan 2022', 'Mar', 'May']
    """

    days: NDArray[np.int64]
    times: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        """How many points there are."""
        return len(self.days)

    def across(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """How far to the right points are, in units; a point alone is in the middle."""
        if len(self) <= 1:
            return np.full(len(places), WIDTH / 2)
        return places.astype(np.float64) * (WIDTH / (len(self) - 1))

    def percent(self, place: int) -> float:
        """How far to the right a point is, in percent of the width."""
        return float(self.across(np.array([place]))[0]) * 100 / WIDTH

    @cached_property
    def ticks(self) -> list[tuple[int, str]]:
        """Points where something round begins, and what it is called: at most ``TICKS_MAX``."""
        for starts, words in self._levels() if len(self) else ():
            if 0 < len(starts) <= TICKS_MAX:
                first, *others = starts.tolist()
                return [(first, words(first)[1]), *((place, words(place)[0]) for place in others)]
        return []

    def _levels(self) -> Iterator[Level]:
        """Ways to set ticks, the finest first: where, and words in short and for the first."""
        if self.times is not None and self.days[0] == self.days[-1]:
            hours = self.times // HOUR_NS
            for step in HOUR_STEPS:
                yield _changes(hours // step), self._hour
        sessions = _with_first(_changes(self.days))
        days = self.days[sessions]
        yield sessions, self._day
        for step in WEEK_STEPS:
            yield sessions[_starts(_weeks, days, early_days=2)][::step], self._day
        for step in MONTH_STEPS:
            yield sessions[_starts(_periods(step), days, early_days=4)], self._month
        for step in YEAR_STEPS:
            period = _periods(step * MONTHS_OF_YEAR)
            yield sessions[_starts(period, days, early_days=4)], self._year

    def _date(self, place: int) -> date:
        return EPOCH + timedelta(days=int(self.days[place]))

    def _hour(self, place: int) -> tuple[str, str]:
        assert self.times is not None
        minutes = int(self.times[place]) // (HOUR_NS // 60) % (24 * 60)
        short = f"{minutes // 60:02}:{minutes % 60:02}"
        return short, f"{short} UTC"

    def _day(self, place: int) -> tuple[str, str]:
        day = self._date(place)
        short = f"{day.day} {MONTHS[day.month - 1]}"
        return short, f"{short} {day.year}"

    def _month(self, place: int) -> tuple[str, str]:
        day = self._date(place)
        name = MONTHS[day.month - 1]
        full = f"{name} {day.year}"
        return (full if day.month == 1 else name), full

    def _year(self, place: int) -> tuple[str, str]:
        year = str(self._date(place).year)
        return year, year


def _weeks(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weeks, which begin on Mondays; 1970-01-01 was a Thursday."""
    return (days + 3) // 7


def _periods(months: int) -> Callable[[NDArray[np.int64]], NDArray[np.int64]]:
    """Periods of some months, which begin as the calendar's quarters, years and decades do."""

    def period(days: NDArray[np.int64]) -> NDArray[np.int64]:
        since_1970 = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return (since_1970 + 1970 * MONTHS_OF_YEAR) // months

    return period


def _starts(
    period: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    days: NDArray[np.int64],
    *,
    early_days: int,
) -> NDArray[np.int64]:
    """First places of periods; the first of all where it is among the first days of its period."""
    starts = _changes(period(days))
    is_early = (period(days[:1]) != period(days[:1] - early_days)).all()
    return _with_first(starts) if is_early else starts


def _changes(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places whose key differs from the one before."""
    return np.flatnonzero(np.diff(keys)) + 1


def _with_first(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), starts])
