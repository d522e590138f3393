from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from farthing.data import Request, find_source, ingest

HEAD_CLOSES = ["186.68", "182.68", "182.43"]


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(), "demo", home=home)


@pytest.fixture(scope="module")
def minutes(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(), "demo", Request(frequency="1m"), home=home)


def test_six_symbols_over_five_years(market):
    bars = market.bundle.bars()
    assert bars.symbols == ("ALDR", "BRCK", "BROAD", "CEDR", "DOVE", "ELMS")
    assert bars.range() == (date(2019, 1, 2), date(2023, 12, 29))
    assert len(bars.sessions) == 1258


def test_two_splits_one_of_them_reverse(market):
    bars = market.bundle.bars()
    assert [(split.symbol, split.new, split.old) for split in bars.splits] == [
        ("ALDR", 4, 1), ("CEDR", 1, 10),
    ]  # fmt: skip
    assert not [each for each in market.report.findings if "split" in each.kind]


def test_quarterly_dividends_some_with_pay_dates(market):
    dividends = market.bundle.bars().dividends
    assert len(dividends) == 60
    assert {each.symbol for each in dividends if each.pay_date} == {"BROAD", "DOVE"}
    assert {each.symbol for each in dividends if not each.pay_date} == {"BRCK"}
    assert all(each.amount > 0 for each in dividends)


def test_a_halt_and_a_late_listing(market):
    summaries = {summary.symbol: summary for summary in market.report.summaries}
    assert (summaries["CEDR"].rows, summaries["CEDR"].missing) == (1253, 5)
    assert summaries["ELMS"].first == "2019-12-31"


def test_a_gap_of_eight_percent(market):
    rows = market.bundle.bars().tables["BRCK"].collect()
    ratio = (rows["open"].cast(pl.Float64) / rows["close"].cast(pl.Float64).shift()).drop_nulls()
    assert 0.915 < ratio.min() < 0.925


def test_nothing_is_wrong_with_it(market):
    kinds = {each.kind for each in market.report.findings}
    assert kinds == {"missing sessions", "no pay dates"}
    for table in market.bundle.bars().tables.values():
        rows = table.collect()
        assert (rows["volume"] > 0).all()
        moves = rows["close"].cast(pl.Float64).pct_change().std()
        assert 0.004 < moves < 0.35


def test_minutes_add_up_to_the_day(market, minutes):
    days, parts = market.bundle.bars(), minutes.bundle.bars()
    for symbol in days.symbols:
        whole = days.tables[symbol].drop("time").collect()
        added = (
            parts.tables[symbol]
            .group_by("session", maintain_order=True)
            .agg(
                pl.col("open").first(), pl.col("high").max(), pl.col("low").min(),
                pl.col("close").last(), pl.col("volume").sum(), pl.col("extended").any(),
            )
            .collect()
        )  # fmt: skip
        assert added.equals(whole.join(added, on="session", how="semi", maintain_order="left"))


def test_early_closes_show_in_the_minutes(minutes):
    counts = dict(
        minutes.bundle.bars().tables["ALDR"].group_by("session").len().collect().iter_rows()
    )
    assert counts.pop(date(2023, 11, 24)) == 210
    assert set(counts.values()) == {390}


def test_hours_are_made_of_the_minutes(home, minutes):
    hours = ingest(find_source("synthetic")(), "demo", Request(frequency="1h"), home=home)
    rows = hours.bundle.bars().tables["DOVE"].collect()
    assert rows["volume"].sum() == minutes.bundle.bars().tables["DOVE"].collect()["volume"].sum()
    assert rows.group_by("session").len()["len"].max() == 7


def test_a_seed_is_one_market_for_ever(market, home):
    closes = market.bundle.bars().tables["ALDR"].head(3).collect()["close"]
    assert closes.to_list() == [Decimal(text) for text in HEAD_CLOSES]
    other = ingest(find_source("synthetic")(seed=8), "demo", home=home)
    assert other.bundle.manifest.version != market.bundle.manifest.version


def test_some_symbols_alone_are_the_same(market, home):
    alone = ingest(find_source("synthetic")(), "demo", Request(symbols=("DOVE",)), home=home)
    tables = [each for each in market.bundle.manifest.tables if each.symbol == "DOVE"]
    assert alone.bundle.manifest.tables[0].content == tables[0].content
