from datetime import UTC, date, datetime

import polars as pl
import pytest

from farthing.data.clock import instants, placed
from farthing.data.request import Request
from farthing.data.terms import Survey, agree
from farthing.errors import ConfigurationError, SourceError

NEW_YORK = "America/New_York"


def place(*stamps, tz=NEW_YORK, calendar="XNYS", **asked):
    terms = agree(Request(calendar=calendar, tz=tz, **asked), Survey((), "test"))
    frame = pl.DataFrame({"stamp": list(stamps)})
    return placed(frame, terms).select("time", "session", "extended").rows()


def minute(hour, minute, day=9):
    return datetime(2014, 6, day, hour, minute)


def test_a_daily_bar_is_known_at_its_sessions_close():
    found = place(date(2023, 11, 22), date(2023, 11, 24))
    assert found == [
        (datetime(2023, 11, 22, 21, 0, tzinfo=UTC), date(2023, 11, 22), False),
        (datetime(2023, 11, 24, 18, 0, tzinfo=UTC), date(2023, 11, 24), False),
    ]


def test_a_day_in_a_market_that_never_closes_ends_at_midnight():
    found = place(date(2024, 1, 1), calendar="24/7")
    assert found == [(datetime(2024, 1, 2, tzinfo=UTC), date(2024, 1, 1), False)]


def test_a_date_without_a_session_has_no_time():
    assert place(date(2001, 9, 10), date(2001, 9, 11))[1] == (None, date(2001, 9, 11), False)


def test_midnights_are_dates():
    assert place(datetime(2014, 6, 9))[0][1] == date(2014, 6, 9)
    utc_of_new_york = datetime(2014, 6, 9, 4, tzinfo=UTC)
    assert place(utc_of_new_york)[0][1] == date(2014, 6, 9)


def test_daily_bars_with_a_time_of_day_are_refused():
    with pytest.raises(SourceError, match="2014-06-09 16:00:00; for intraday bars say the freq"):
        place(minute(16, 0))


def test_a_stamp_at_the_start_ends_a_bar_later():
    (bar,) = place(minute(9, 30), frequency="1m", label="start")
    assert bar == (datetime(2014, 6, 9, 13, 31, tzinfo=UTC), date(2014, 6, 9), False)


def test_a_stamp_at_the_end_is_the_end():
    (bar,) = place(minute(9, 31), frequency="1m", label="end")
    assert bar == (datetime(2014, 6, 9, 13, 31, tzinfo=UTC), date(2014, 6, 9), False)


def test_minutes_before_the_open_and_from_the_close_on_are_extended():
    found = place(
        minute(9, 29), minute(9, 30), minute(15, 59), minute(16, 0), frequency="1m", label="start"
    )
    assert [extended for _, _, extended in found] == [True, False, False, True]
    assert {session for _, session, _ in found} == {date(2014, 6, 9)}


def test_a_bar_that_overlaps_the_open_belongs_to_the_session():
    found = place(minute(8, 0), minute(9, 0), minute(15, 0), frequency="1h", label="start")
    assert [extended for _, _, extended in found] == [True, False, False]


def test_after_an_early_close_hours_are_extended():
    day = datetime(2023, 11, 24, 12), datetime(2023, 11, 24, 13)
    found = place(*day, frequency="1h", label="start")
    assert [extended for _, _, extended in found] == [False, True]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("then", [(), (datetime(2024, 1, 10, 9),)])
def test_an_evening_after_the_close_is_of_the_next_session(then):
    pytest.importorskip("exchange_calendars")
    stamps = [datetime(2024, 1, 9, hour) for hour in (15, 18, 19)]
    found = place(
        *stamps, *then, calendar="CMES", tz="America/Chicago", frequency="1h", label="start"
    )
    assert [(session.day, extended) for _, session, extended in found[:3]] == [
        (9, False), (10, False), (10, False),
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
def test_a_sunday_evening_is_of_monday():
    pytest.importorskip("exchange_calendars")
    (bar,) = place(
        datetime(2024, 1, 7, 18), calendar="CMES", tz="America/Chicago", frequency="1h",
        label="start",
    )  # fmt: skip
    assert bar[1:] == (date(2024, 1, 8), False)


def test_the_first_and_the_last_day_that_a_calendar_knows_have_their_sessions():
    for day in (datetime(1990, 1, 2, 9, 30), datetime(2027, 12, 31, 9, 30)):
        (bar,) = place(day, frequency="1m", label="start")
        assert bar[1:] == (day.date(), False)


def test_minutes_of_a_day_without_a_session_have_none():
    found = place(minute(12, 0, day=7), minute(12, 0, day=9), frequency="1m", label="start")
    assert [session for _, session, _ in found] == [None, date(2014, 6, 9)]
    (alone,) = place(minute(12, 0, day=7), frequency="1m", label="start")
    assert alone[1] is None


def test_a_minute_at_midnight_ends_the_day_before():
    found = place(
        datetime(2024, 1, 1, 23, 59), datetime(2024, 1, 2), calendar="24/7", tz="UTC",
        frequency="1m", label="start",
    )  # fmt: skip
    assert [session for _, session, _ in found] == [date(2024, 1, 1), date(2024, 1, 2)]
    assert not any(extended for _, _, extended in found)


def test_the_label_of_intraday_bars_must_be_told():
    with pytest.raises(ConfigurationError, match="look-ahead, so say it: --label start|end"):
        place(minute(9, 30), frequency="1m")


def test_the_zone_of_naive_stamps_must_be_told():
    with pytest.raises(ConfigurationError, match=r"2014-06-09 09:30:00 names no time zone.*--tz"):
        place(minute(9, 30), frequency="1m", label="start", tz=None)


def test_stamps_that_name_their_zone_need_none():
    (bar,) = place(datetime(2014, 6, 9, 13, 30, tzinfo=UTC), frequency="1m", label="start", tz=None)
    assert bar[0] == datetime(2014, 6, 9, 13, 31, tzinfo=UTC)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ConfigurationError, match="'Mars/Olympus' is not known"):
        place(minute(9, 30), frequency="1m", label="start", tz="Mars/Olympus")


def test_local_times_that_do_not_exist_or_exist_twice_are_null():
    naive = [datetime(2021, 3, 14, 2, 30), datetime(2021, 11, 7, 1, 30), datetime(2021, 7, 1)]
    found = instants(pl.Series(naive), NEW_YORK).to_list()
    assert found == [None, None, datetime(2021, 7, 1, 4, tzinfo=UTC)]


def test_intraday_bars_need_times():
    with pytest.raises(SourceError, match="for daily bars say the frequency: 1d"):
        place(date(2014, 6, 9), frequency="1m", label="start")


def test_hours_are_not_taken_for_minutes():
    hours = [datetime(2024, 1, day, hour) for day in range(1, 9) for hour in range(24)]
    with pytest.raises(SourceError, match="1m are 0:01:00 long, but these are 1:00:00 apart"):
        place(*hours, frequency="1m", label="start", calendar="24/7", tz="UTC")


def test_minutes_are_not_taken_for_hours():
    minutes = [minute(10, place) for place in range(5)]
    with pytest.raises(SourceError, match="1h are 1:00:00 long, but these are 0:01:00 apart"):
        place(*minutes, frequency="1h", label="start")


def test_quiet_minutes_may_be_missing():
    found = place(minute(10, 0), minute(10, 7), minute(10, 30), frequency="1m", label="start")
    assert len(found) == 3


def test_a_label_is_for_intraday_bars():
    with pytest.raises(ConfigurationError, match="label 'end' is for intraday bars"):
        Request(label="end")


@pytest.mark.parametrize(
    ("name", "value"),
    [("frequency", "5m"), ("label", "middle"), ("prices", "cooked"), ("on_bad", "ignore"),
     ("price_scale", 17), ("quantity_scale", -1)],
)  # fmt: skip
def test_values_that_are_none_are_refused(name, value):
    with pytest.raises(ConfigurationError, match=f"{name} .*{value}"):
        Request(**{name: value})
