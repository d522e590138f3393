"""Date and time rules, against the sessions of exchange_calendars counted another way."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import exchange_calendars
import polars as pl
import pytest

from farthing import api
from farthing.backtest.schedule.agenda import Agenda
from farthing.data.bars import Bars
from farthing.data.calendar import calendar
from farthing.data.frame import bars_from_frame
from farthing.errors import ConfigurationError
from farthing.types import Instrument

FIRST, LAST = date(2012, 3, 14), date(2022, 9, 16)


@pytest.fixture(scope="module")
def schedule():
    """Each session of the exchange as the library has it: day, open, close."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library, about pandas to come
        library = exchange_calendars.get_calendar("XNYS", start="2011-01-01", end="2023-12-31")
    table = library.schedule
    ends = ([stamp.to_pydatetime() for stamp in table[name]] for name in ("open", "close"))
    return list(zip([day.date() for day in table.index], *ends, strict=True))


def bars_of(frequency: str, first: date = FIRST, last: date = LAST, name: str = "XNYS") -> Bars:
    """Bars without a row: their sessions are what counts."""
    sessions = calendar(name).sessions(first, last)
    return Bars(frequency, name, (Instrument("A"),), sessions, {})


def nanoseconds(stamp: datetime) -> int:
    return int((stamp - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000_000


def called(bars: Bars, times: list[datetime], *rules, half_days=True, calendar=None) -> list:
    """At which of some times a function is called."""
    agenda = Agenda(bars)
    days, time = rules if len(rules) == 2 else (rules[0], api.time_rules.every_minute())
    agenda.add(print, days, time, half_days=half_days, calendar=calendar)
    return [stamp for stamp in times if agenda.due(nanoseconds(stamp)) == [print]]


def by_span(schedule, key, place):
    """One session of each span, among those of the run: counted over all of the library's."""
    spans = [list(rows) for _, rows in groupby(schedule, key=lambda row: key(row[0]))]
    found = {rows[place][0] for rows in spans if -len(rows) <= place < len(rows)}
    return [day for day in sorted(found) if FIRST <= day <= LAST]


MONTH = lambda day: (day.year, day.month)  # noqa: E731
WEEK = lambda day: (day - timedelta(days=day.weekday()),)  # noqa: E731
DATES = {
    "month_start": (MONTH, 1),
    "month_end": (MONTH, -1),
    "week_start": (WEEK, 1),
    "week_end": (WEEK, -1),
}


@pytest.mark.parametrize("offset", [0, 1, 3])
@pytest.mark.parametrize("name", DATES)
def test_a_date_rule_names_the_sessions_that_the_library_has(schedule, name, offset):
    key, sign = DATES[name]
    closes = [close for day, _, close in schedule if FIRST <= day <= LAST]
    found = called(bars_of("1d"), closes, getattr(api.date_rules, name)(days_offset=offset))
    place = offset if sign > 0 else -1 - offset
    assert [stamp.date() for stamp in found] == by_span(schedule, key, place)


def test_ends_of_months_by_hand():
    closes = [datetime(2022, 9, day, 20, tzinfo=UTC) for day in (1, 2, 15, 16, 29, 30)]
    bars = bars_of("1d", last=date(2022, 9, 30))
    assert [s.day for s in called(bars, closes, api.date_rules.month_end(1))] == [29]
    # The run ends in the middle of September: its last session is no month's end.
    assert called(bars_of("1d"), closes[:4], api.date_rules.month_end()) == []
    # Labor Day is a Monday, and 2022-09-06 the week's first session.
    tuesday = [datetime(2022, 9, day, 20, tzinfo=UTC) for day in (6, 7)]
    assert [s.day for s in called(bars_of("1d"), tuesday, api.date_rules.week_start())] == [6]


def minutes(schedule, day: date) -> list[datetime]:
    opens, closes = next(row[1:] for row in schedule if row[0] == day)
    count = int((closes - opens).total_seconds()) // 60
    return [opens + timedelta(minutes=minute + 1) for minute in range(count)]


TIMES = [
    (api.time_rules.market_open(), timedelta(minutes=1), None),
    (api.time_rules.market_open(minutes=30), timedelta(minutes=30), None),
    (api.time_rules.market_open(hours=1, minutes=5), timedelta(minutes=65), None),
    (api.time_rules.market_close(), None, timedelta(minutes=1)),
    (api.time_rules.market_close(hours=1), None, timedelta(hours=1)),
    (api.time_rules.market_close(offset=timedelta(minutes=15)), None, timedelta(minutes=15)),
    (api.time_rules.every_minute(), timedelta(minutes=1), None),
]
DAYS = [date(2021, 11, 24), date(2021, 11, 26), date(2021, 7, 2), date(2018, 7, 3)]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("number", range(len(TIMES)))
def test_a_time_rule_is_due_once_a_session_on_short_days_too(schedule, number, day):
    rule, after_open, before_close = TIMES[number]
    opens, closes = next(row[1:] for row in schedule if row[0] == day)
    expected = opens + after_open if after_open else closes - before_close
    found = called(bars_of("1m"), minutes(schedule, day), api.date_rules.every_day(), rule)
    assert found == [expected]


def test_what_a_short_day_does_not_have_is_not_due(schedule):
    short = minutes(schedule, date(2021, 11, 26))
    late = api.time_rules.market_open(hours=5)
    assert called(bars_of("1m"), short, api.date_rules.every_day(), late) == []
    early = api.time_rules.market_close(hours=4)
    assert called(bars_of("1m"), short, api.date_rules.every_day(), early) == []


def test_half_days_can_be_left_out(schedule):
    year = [row for row in schedule if row[0].year == 2019]
    closes = [close for _, _, close in year]
    found = called(bars_of("1d"), closes, api.date_rules.every_day(), half_days=False)
    left_out = {stamp.date() for stamp in set(closes) - set(found)}
    assert left_out == {date(2019, 7, 3), date(2019, 11, 29), date(2019, 12, 24)}


def test_a_time_without_a_bar_is_met_by_the_next_one(schedule):
    some = minutes(schedule, date(2021, 11, 24))[::7]
    rule = api.time_rules.market_open(minutes=30)
    found = called(bars_of("1m"), some, api.date_rules.every_day(), rule)
    assert found == [next(stamp for stamp in some if stamp >= some[0] + timedelta(minutes=29))]


def test_an_hour_that_ends_behind_the_close_is_of_the_session():
    ends = [datetime(2021, 11, 24, hour, 30, tzinfo=UTC) for hour in (15, 16, 20, 21)]
    rule = api.time_rules.market_close()
    assert called(bars_of("1h"), ends, api.date_rules.every_day(), rule) == [ends[-1]]


def test_another_calendar_counts_its_own_sessions():
    closes = [datetime(2022, 9, day, 20, tzinfo=UTC) for day in range(1, 17)]
    rule = api.date_rules.week_start()
    found = called(bars_of("1d", name="24/7"), closes, rule, calendar="XNYS")
    assert [stamp.day for stamp in found] == [6, 12]


def test_a_frame_without_a_calendar_counts_no_months():
    frame = pl.DataFrame({"date": [date(2024, 1, 31), date(2024, 2, 1)], "close": [1.0, 2.0]})
    bars = bars_from_frame(frame.with_columns(open="close"))
    with pytest.raises(ConfigurationError, match="a rule of months counts the sessions of a cal"):
        called(bars, [], api.date_rules.month_start())
    ends = [datetime(2024, 2, day, tzinfo=UTC) for day in (1, 2)]
    assert called(bars, ends, api.date_rules.every_day()) == ends


BAD = [
    (lambda: api.date_rules.month_start(23), "days_offset of a month is 23"),
    (lambda: api.date_rules.week_end(days_offset=5), "days_offset of a week is 5"),
    (lambda: api.date_rules.week_end(days_offset=True), "days_offset of a week is True"),
    (lambda: api.time_rules.market_open(hours=13), "of 1 minute to 12 hours"),
    (lambda: api.time_rules.market_close(minutes=0), "of 1 minute to 12 hours"),
    (lambda: api.time_rules.market_open(timedelta(minutes=1), hours=1), "give an offset, or"),
    (lambda: api.time_rules.market_open(5), "it is a timedelta"),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_an_offset_that_no_session_has_is_refused(number):
    make, message = BAD[number]
    with pytest.raises(ConfigurationError, match=message):
        make()
