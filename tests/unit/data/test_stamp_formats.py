from datetime import UTC, date, datetime

import polars as pl
import pytest

from farthing.data.frame import bars_from_frame
from farthing.data.stamps import joined, stamps
from farthing.errors import ConfigurationError, SourceError


def read(*texts, given=None):
    return stamps(pl.Series(texts), "a.csv, date", given).to_list()


@pytest.mark.parametrize(
    "text",
    ["2024-02-13", "2024/02/13", "20240213", "13.02.2024", "13-Feb-2024", "02/13/2024",
     "2024-2-13", "Feb 13, 2024", " 2024-02-13 "],
)  # fmt: skip
def test_dates_in_the_formats_that_files_have(text):
    assert read(text) == [date(2024, 2, 13)]


@pytest.mark.parametrize(
    "text",
    ["2024-02-13 09:30", "2024-02-13 09:30:00", "2024-02-13T09:30:00", "2024-02-13 09:30:00.000",
     "13.02.2024 09:30", "20240213 093000", "20240213 0930", "02/13/2024 9:30 AM",
     "02/13/2024 9:30:00AM", "20240213;093000"],
)  # fmt: skip
def test_times_in_the_formats_that_files_have(text):
    assert read(text) == [datetime(2024, 2, 13, 9, 30)]


@pytest.mark.parametrize(
    "text",
    ["2024-02-13T14:30:00Z", "2024-02-13 09:30:00-05:00", "2024-02-13T09:30:00-0500",
     "2024-02-13 14:30:00 UTC", "2024-02-13 15:30:00 +0100", "1707834600", "1707834600000",
     "1707834600000000", "1707834600000000000"],
)  # fmt: skip
def test_instants_in_the_formats_that_files_have(text):
    assert read(text) == [datetime(2024, 2, 13, 14, 30, tzinfo=UTC)]


def test_one_value_tells_whether_the_day_comes_first():
    assert read("01/02/2024", "13/02/2024")[0] == date(2024, 2, 1)
    assert read("01/02/2024", "02/13/2024")[0] == date(2024, 1, 2)


def test_when_no_value_tells_the_format_must_be_told():
    with pytest.raises(ConfigurationError, match=r"--date-format '%d/%m/%Y' or .*'%m/%d/%Y'"):
        read("01/02/2024", "03/04/2024")
    assert read("01/02/2024", given="%m/%d/%Y") == [date(2024, 1, 2)]


def test_values_that_contradict_each_other_need_the_format_too():
    with pytest.raises(ConfigurationError, match="--date-format"):
        read("13/02/2024", "02/13/2024")


def test_what_has_another_format_than_the_rest_is_null():
    assert read("2024-01-02", "2024-13-01", "", "soon") == [date(2024, 1, 2), None, None, None]


def test_what_looks_like_no_date_is_refused():
    with pytest.raises(SourceError, match="'yesterday' looks like no date"):
        read("yesterday")
    with pytest.raises(SourceError, match="is empty"):
        read("", "")
    with pytest.raises(SourceError, match="looks like no date"):
        read("2024-01-02 at noon")


def test_dates_and_times_of_two_columns_are_one():
    found = joined(pl.Series(["20240102", "20240102"]), pl.Series(["93000", "100000"]))
    assert found.to_list() == ["20240102 093000", "20240102 100000"]
    assert joined(pl.Series(["2024-01-02"]), pl.Series(["930"])).to_list() == ["2024-01-02 0930"]
    assert joined(pl.Series(["2024-01-02"]), pl.Series(["9:30"])).to_list() == ["2024-01-02 9:30"]


@pytest.mark.parametrize("dates", [["02.01.2024", "03.01.2024"], ["soon", "later"]])
def test_a_frame_is_told_formats_in_pythons_words(dates):
    frame = pl.DataFrame({"date": dates, "open": [1.0, 2.0], "close": [1.0, 2.0]})
    with pytest.raises((ConfigurationError, SourceError)) as caught:
        bars_from_frame(frame)
    assert "make dates of the column first, with the format '%d" in str(caught.value)
    assert "--" not in str(caught.value)
