import sys
from datetime import UTC, date, datetime

import polars as pl
import pytest

from farthing.data.calendar import EveryDay, calendar
from farthing.errors import ConfigurationError, OutsideData


def closes(name, first, last):
    return dict(calendar(name).sessions(first, last).select("session", "close").iter_rows())


@pytest.mark.filterwarnings("ignore")
def test_xnys_is_that_of_exchange_calendars():
    library = pytest.importorskip("exchange_calendars")
    theirs = library.get_calendar("XNYS", start="1990-01-01", end="2027-12-31").schedule
    ours = calendar("XNYS").sessions(date(1990, 1, 1), date(2027, 12, 31))
    assert ours["session"].to_list() == [day.date() for day in theirs.index]
    assert ours["open"].to_list() == [instant.to_pydatetime() for instant in theirs["open"]]
    assert ours["close"].to_list() == [instant.to_pydatetime() for instant in theirs["close"]]


def test_september_2001_was_closed_for_four_days():
    found = closes("XNYS", date(2001, 9, 10), date(2001, 9, 17))
    assert list(found) == [date(2001, 9, 10), date(2001, 9, 17)]


def test_an_early_close_is_at_one_in_new_york():
    found = closes("XNYS", date(2023, 11, 24), date(2023, 11, 24))
    assert found == {date(2023, 11, 24): datetime(2023, 11, 24, 18, 0, tzinfo=UTC)}


def test_closes_follow_daylight_saving():
    found = closes("XNYS", date(2024, 3, 8), date(2024, 3, 11))
    assert [instant.hour for instant in found.values()] == [21, 20]


def test_other_names_of_new_york_mean_the_same():
    assert calendar("NYSE").name == calendar("NASDAQ").name == "XNYS"


def test_a_market_that_never_closes_has_every_day():
    found = calendar("24/7").sessions(date(2024, 2, 28), date(2024, 3, 1))
    assert found["session"].to_list() == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert found["close"][0] == found["open"][1] == datetime(2024, 2, 29, tzinfo=UTC)
    assert found.schema == EveryDay().sessions(date(2024, 1, 1), date(2024, 1, 1)).schema


def test_days_beyond_the_table_are_outside():
    with pytest.raises(OutsideData, match="XNYS goes from 1990-01-01 to 2027-12-31"):
        calendar("XNYS").sessions(date(2027, 12, 1), date(2028, 1, 31))


@pytest.mark.filterwarnings("ignore")
def test_other_calendars_come_from_the_library():
    pytest.importorskip("exchange_calendars")
    found = calendar("XLON").sessions(date(2024, 12, 24), date(2024, 12, 27))
    assert found["session"].to_list() == [date(2024, 12, 24), date(2024, 12, 27)]
    assert found["close"][0] == datetime(2024, 12, 24, 12, 30, tzinfo=UTC)
    assert found.schema["close"] == pl.Datetime("ns", "UTC")


@pytest.mark.filterwarnings("ignore")
def test_a_name_that_nobody_knows_is_refused():
    pytest.importorskip("exchange_calendars")
    with pytest.raises(ConfigurationError, match=r"no calendar 'XNYZ'.*24/7, XNYS"):
        calendar("XNYZ")


@pytest.mark.filterwarnings("ignore")
def test_years_that_the_library_does_not_know_are_outside():
    pytest.importorskip("exchange_calendars")
    with pytest.raises(OutsideData, match="XKRX"):
        calendar("XKRX").sessions(date(1900, 1, 1), date(1900, 2, 1))


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "exchange_calendars", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'FILE\.whl\[calendars\]'"):
        calendar("XTKS")
