"""Tables of who is in an index from when to when."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from universes import plain

import farthing as ft
from farthing import universe
from farthing.data.sources.source import Ticker
from farthing.errors import ConfigurationError, SourceError
from farthing.universe import Membership

TABLE = "symbol,from,to\nA,2024-01-05,2024-01-12\nC,2024-01-09,\nA,2024-01-24,2024-01-25\n"


def by_hand(symbol: str, day: date) -> bool:
    """Whether the table has a symbol on a day, read once more."""
    if symbol == "A":
        return date(2024, 1, 5) <= day <= date(2024, 1, 12) or day in (
            date(2024, 1, 24),
            date(2024, 1, 25),
        )
    return symbol == "C" and day >= date(2024, 1, 9)


@pytest.mark.parametrize("seed", range(6))
def test_a_member_is_one_from_the_first_day_to_the_last(tmp_path, seed: int):
    file = tmp_path / "index.csv"
    file.write_text(TABLE)
    market = plain.made(seed)
    grid = universe.members(file).over(market.for_farthing())
    for session, day in enumerate(plain.DAYS):
        listed = plain.listed(market, session)
        expected = [by_hand(symbol, day) for symbol in market.symbols]
        assert grid.values[session].tolist() == [
            a and b for a, b in zip(expected, listed, strict=True)
        ]


def test_rows_say_the_same_as_a_file(tmp_path):
    file = tmp_path / "index.csv"
    file.write_text(TABLE.replace("symbol,from,to", "Symbol, From ,To"))
    rows = [
        ("A", date(2024, 1, 5), "2024-01-12"),
        ["C", "2024-01-09"],
        Membership("A", date(2024, 1, 24), date(2024, 1, 25)),
    ]
    bars = plain.made(2).for_farthing()
    of_file, of_rows = (universe.members(each).over(bars) for each in (file, rows))
    assert (of_file.values == of_rows.values).all()
    assert of_file.values.any()


def test_a_ticker_is_that_of_its_day():
    tickers = (
        Ticker("META", "FB", date(2012, 5, 18), date(2022, 6, 8)),
        Ticker("META", "META", date(2022, 6, 9)),
        Ticker("ROUNDHILL", "META", date(2021, 6, 30), date(2022, 1, 28)),
    )
    bundle = SimpleNamespace(manifest=SimpleNamespace(tickers=tickers))
    rows = [("FB", "2013-12-23", "2022-06-08"), ("META", "2022-06-09", None), ("IBM", "1957-03-04")]
    found = universe.members(rows, bundle)
    assert found.symbols == ("IBM", "META")
    early = universe.members([("META", "2021-12-01", "2021-12-31")], bundle)
    assert early.symbols == ("ROUNDHILL",)


WRONG = {
    "no symbol": ([("", "2024-01-02")], "row 0 has the symbol ''"),
    "no date": ([("A", "soon")], "row 0: from 'soon' is no date"),
    "no last date": ([("A", "2024-01-02", "late")], "row 0: to 'late' is no date"),
    "turned round": (
        [("A", "2024-01-03", "2024-01-02")],
        "A is a member from 2024-01-03 to 2024-01-02",
    ),
    "too many": ([("A", "2024-01-03", None, 1)], "row 0 is .*; it is .symbol, from, to"),
    "none": ([], "the table has no row"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_is_no_membership_is_named(name: str):
    rows, words = WRONG[name]
    with pytest.raises(ConfigurationError, match=words):
        universe.members(rows)


def test_a_file_that_is_no_table_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"there is no file .*none\.csv"):
        universe.members(tmp_path / "none.csv")
    file = tmp_path / "index.csv"
    file.write_text("ticker,from\nA,2024-01-02\n")
    with pytest.raises(SourceError, match="has no column symbol, but ticker, from"):
        universe.members(file)
    file.write_text("symbol,from,to\nA,2024-13-02,\n")
    with pytest.raises(ConfigurationError, match=r"line 2 of .*index\.csv: from '2024-13-02'"):
        universe.members(file)


def test_a_result_says_that_members_have_no_bars():
    class Holds(ft.Strategy):
        universe = ft.universe.members([("A", "2024-01-05"), ("GONE", "2020-01-02", "2024-01-09")])

        def on_bar(self, ctx):
            assert not ctx.universe[1:].any()

    result = ft.run(Holds, bars=plain.made(0).for_farthing())
    assert any("1 of 2 symbols of a table of members have no bars" in one for one in result.notes)
