"""Ticks of time stand where something round begins, and are few enough to be read."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from farthing.report.charts.timeline import TICKS_MAX, Timeline

EPOCH = date(1970, 1, 1)


def weekdays(first: date, count: int) -> np.ndarray:
    """Days since 1970 from Monday to Friday."""
    days = np.arange((first - EPOCH).days, (first - EPOCH).days + 2 * count + 7)
    return days[(days + 3) % 7 < 5][:count].astype(np.int64)


def labels(timeline: Timeline) -> list[str]:
    """The words of all ticks."""
    return [label for _, label in timeline.ticks]


@pytest.mark.parametrize(
    ("first", "sessions", "words"),
    [
        (date(2024, 1, 2), 1, ["2 Jan 2024"]),
        (date(2024, 1, 2), 4, ["2 Jan 2024", "3 Jan", "4 Jan", "5 Jan"]),
        (date(2024, 1, 2), 21, ["2 Jan 2024", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]),
        (date(2024, 1, 4), 21, ["8 Jan 2024", "15 Jan", "22 Jan", "29 Jan"]),
        (
            date(2023, 11, 1),
            170,
            ["Nov 2023", "Dec", "Jan 2024", "Feb", "Mar", "Apr", "May", "Jun"],
        ),
        (date(2022, 1, 3), 530, ["Jan 2022", "Jul", "Jan 2023", "Jul", "Jan 2024"]),
        (date(2015, 3, 9), 1500, ["2016", "2017", "2018", "2019", "2020"]),
        (date(1993, 1, 4), 7800, ["1995", "2000", "2005", "2010", "2015", "2020"]),
    ],
)
def test_ticks_are_round_dates(first: date, sessions: int, words: list[str]) -> None:
    assert labels(Timeline(weekdays(first, sessions))) == words


@pytest.mark.parametrize("sessions", [1, 2, 8, 9, 30, 60, 100, 250, 700, 2600, 12_000])
def test_there_are_some_ticks_but_not_many(sessions: int) -> None:
    assert 1 <= len(labels(Timeline(weekdays(date(1975, 2, 13), sessions)))) <= TICKS_MAX


def test_a_tick_is_at_the_first_point_of_its_day() -> None:
    days = weekdays(date(2022, 1, 3), 260)
    for place, label in Timeline(days).ticks[1:]:
        day = EPOCH + timedelta(days=int(days[place]))
        assert day.strftime("%b") == label[:3]
        assert day.day <= 4


def test_one_session_of_minutes_has_hours() -> None:
    open_ns = int(np.datetime64("2024-01-02T14:30", "ns").astype(np.int64))
    times = open_ns + np.arange(1, 391) * 60 * 10**9
    timeline = Timeline(np.repeat(weekdays(date(2024, 1, 2), 1), 390), times)
    assert labels(timeline)[:2] == ["15:00 UTC", "16:00"]
    assert labels(timeline)[-1] == "21:00"


def test_sessions_of_minutes_have_dates_at_their_first_bars() -> None:
    days = np.repeat(weekdays(date(2024, 1, 2), 3), 390)
    timeline = Timeline(days, np.arange(len(days)) * 60 * 10**9)
    assert timeline.ticks == [(0, "2 Jan 2024"), (390, "3 Jan"), (780, "4 Jan")]


def test_points_fill_the_width() -> None:
    timeline = Timeline(weekdays(date(2024, 1, 2), 11))
    assert [timeline.percent(place) for place in (0, 5, 10)] == [0, 50, 100]


def test_a_point_alone_is_in_the_middle() -> None:
    assert Timeline(weekdays(date(2024, 1, 2), 1)).percent(0) == 50


def test_nothing_has_no_ticks() -> None:
    assert Timeline(np.zeros(0, dtype=np.int64)).ticks == []
