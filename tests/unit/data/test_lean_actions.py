from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from farthing.data.ratio import split_ratio
from farthing.data.sources.lean_actions import (
    Factor,
    actions,
    dividend,
    next_session,
    read_factors,
    read_tickers,
    shortest,
)
from farthing.data.sources.source import Ticker
from farthing.errors import SourceError
from farthing.types import Dividend, Split


def line(day, price, split, close):
    return Factor(date.fromisoformat(day), Fraction(price), Fraction(split), Fraction(close))


@pytest.mark.parametrize(
    ("before", "after", "close", "amount"),
    [("0.8613657", "0.8650639", "619.86", "2.65"), ("0.9949942", "0.9967882", "455.61", "0.82"),
     ("0.9985079", "1", "137.39", "0.205"), ("0.9973570", "1", "100", "0.2643"),
     ("0.99", "1", "100", "1")],
)  # fmt: skip
def test_a_dividend_is_the_shortest_decimal_that_the_factors_allow(before, after, close, amount):
    lines = (line("2020-01-02", before, "1", close), line("2020-02-03", after, "1", close))
    assert dividend(*lines) == Decimal(amount)


def test_the_shortest_decimal_includes_the_ends_of_the_error():
    assert shortest(Fraction("0.2049"), Fraction("0.0001")) == Decimal("0.205")
    assert shortest(Fraction("0.20489"), Fraction("0.0001")) == Decimal("0.2049")
    assert shortest(Fraction("0.0004"), Fraction("0.01")) == Decimal("0.0004")


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [("0.00892857", "0.01785710", (2, 1)), ("0.03571430", "0.25", (7, 1)),
     ("0.5", "1", (2, 1)), ("1", "0.1", (1, 10)), ("0.6666667", "1", (3, 2)),
     ("0.02", "1", (50, 1)), ("0.9523810", "1", (21, 20)), ("0.01", "1", (100, 1)),
     ("0.966", "1", (500, 483))],
)  # fmt: skip
def test_a_split_is_the_simplest_ratio_that_the_factors_allow(before, after, ratio):
    assert split_ratio(Fraction(after) / Fraction(before)) == ratio


def test_an_action_falls_on_the_session_after_its_line():
    sessions = [date(2014, 6, 5), date(2014, 6, 6), date(2014, 6, 9)]
    assert next_session(sessions, date(2014, 6, 6)) == date(2014, 6, 9)
    assert next_session(sessions, date(2014, 6, 7)) == date(2014, 6, 9)
    assert next_session(sessions, date(2014, 6, 9)) is None
    assert next_session(sessions, date(2014, 6, 4)) is None


def test_a_day_may_have_a_dividend_and_a_split():
    lines = [line("2020-01-02", "0.99", "0.5", "100"), line("2020-03-02", "1", "1", "50")]
    found = actions("A", lines, [date(2020, 1, 2), date(2020, 1, 3), date(2020, 3, 3)])
    assert found.dividends == (Dividend("A", date(2020, 1, 3), Decimal(1)),)
    assert found.splits == (Split("A", date(2020, 1, 3), 2, 1),)


def test_what_looks_like_a_spin_off_is_taken_as_cash_and_noted():
    lines = [line("2020-01-02", "0.8", "1", "100"), line("2020-03-02", "1", "1", "50")]
    found = actions("A", lines, [date(2020, 1, 2), date(2020, 1, 3)])
    assert found.dividends[0].amount == Decimal(20)
    ((day, finding),) = found.noted
    assert (day, finding.kind) == (date(2020, 1, 3), "large dividend")
    assert "20 on 2020-01-03 is 20% of the price" in finding.detail


def test_a_falling_factor_is_no_dividend_and_noted():
    lines = [line("2020-01-02", "1", "1", "100"), line("2020-03-02", "0.9", "1", "50")]
    found = actions("A", lines, [date(2020, 1, 2), date(2020, 1, 3)])
    assert found.dividends == ()
    assert "falls after 2020-01-02" in found.noted[0][1].detail


def test_an_action_outside_the_sessions_is_dated_the_day_after_its_line():
    lines = [line("2014-06-06", "1", "0.142857", "645"), line("2050-12-31", "1", "1", "0")]
    found = actions("A", lines, [date(2014, 6, 9), date(2014, 6, 10)])
    assert found.splits == (Split("A", date(2014, 6, 7), 7, 1),)


def test_lines_that_are_none_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("19980102,1,1,1\n\n20200102,one,1,1\n")
    with pytest.raises(SourceError, match=r"a\.csv:3: '20200102,one,1,1' is no line of a factor"):
        read_factors(path)
    path.write_text("19980102,a\nlater,b\n")
    with pytest.raises(SourceError, match=r"a\.csv:2: 'later,b' is no line of a map file"):
        read_tickers("A", path)
    path.write_text("\n")
    with pytest.raises(SourceError, match="is empty"):
        read_tickers("A", path)


def test_a_map_file_tells_the_spans_of_tickers(tmp_path):
    path = tmp_path / "qqq.csv"
    path.write_text("19990310,qqq,Q\n20041130,qqq,Q\n20110322,qqqq,Q\n20501231,qqq,Q")
    assert read_tickers("QQQ", path) == (
        Ticker("QQQ", "QQQ", date(1999, 3, 10), date(2004, 11, 30)),
        Ticker("QQQ", "QQQQ", date(2004, 12, 1), date(2011, 3, 22)),
        Ticker("QQQ", "QQQ", date(2011, 3, 23), None),
    )
