import pytest

from farthing.data.columns import roles
from farthing.errors import SourceError


def test_names_are_found_whatever_their_case():
    found = roles(["Date", "OPEN", "high", "Low", "<CLOSE>", "Vol"], "a.csv")
    assert found["close"] == "<CLOSE>"
    assert found["volume"] == "Vol"
    assert found.stamps == ("Date",)


def test_date_and_time_of_two_columns_belong_together():
    assert roles(["<DATE>", "<TIME>", "o", "h", "l", "c"], "a.csv").stamps == ("<DATE>", "<TIME>")


def test_a_column_with_both_comes_first():
    assert roles(["timestamp", "date", "o", "h", "l", "c"], "a.csv").stamps == ("timestamp",)


def test_a_nameless_first_column_is_the_index():
    assert roles(["", "open", "high", "low", "close"], "a.csv").stamps == ("",)


def test_columns_without_a_role_are_named():
    assert roles(["date", "open", "high", "low", "close", "adj close"], "a").unused == (
        "adj close",
    )


def test_what_is_missing_is_said_with_what_is_there():
    with pytest.raises(
        SourceError, match=r"b.csv has no date or time, low; its columns are o, h, c"
    ):
        roles(["o", "h", "c"], "b.csv")
