"""Other futures are exact bars, and leave what was known as it was, to the digit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from farthing.data import Catalog
from farthing.trust.check.futures import FUTURES, with_future, with_past
from farthing.trust.check.market import market, write
from farthing.trust.check.moment import Moment
from farthing.trust.check.prices import other_rows
from farthing.types import Instrument

DAY = date(2019, 6, 3)
AT = Moment(int(datetime(2019, 6, 3, 20, tzinfo=UTC).timestamp()) * 10**9, DAY)


@pytest.fixture
def whole(demo):
    """The market of a year."""
    return market(demo)


def before(found):
    """What is known of a market up to the moment: rows and actions."""
    known = pl.col("time").dt.epoch("ns") <= AT.time_ns
    rows = {key: each.filter(known) for key, each in found.tables.items()}
    manifest = found.manifest
    splits = [each for each in manifest.splits if each.date <= DAY]
    return rows, splits, [each for each in manifest.dividends if each.ex_date <= DAY]


@pytest.mark.parametrize("future", FUTURES)
def test_what_was_known_stays_to_the_digit(whole, future):
    rows, splits, dividends = before(whole)
    mine, my_splits, my_dividends = before(with_future(whole, AT, future))
    assert all(mine[key].equals(rows[key]) for key in rows)
    assert (my_splits, my_dividends) == (splits, dividends)


def test_without_a_future_nothing_is_known_of_it(whole):
    gone = with_future(whole, AT, "gone")
    assert gone.last == DAY
    assert max(each["session"].max() or DAY for each in gone.tables.values()) == DAY
    assert all(each.date <= DAY for each in gone.manifest.splits)
    assert all(each.ex_date <= DAY for each in gone.manifest.dividends)


@pytest.mark.parametrize("future", ["higher", "lower"])
def test_another_future_has_bars_at_the_same_times_with_other_numbers(whole, future):
    other = with_future(whole, AT, future)
    later = pl.col("time").dt.epoch("ns") > AT.time_ns
    for key, rows in whole.tables.items():
        old, new = rows.filter(later), other.tables[key].filter(later)
        assert new.select("time", "session").equals(old.select("time", "session"))
        assert new.schema == old.schema
        assert new.filter(pl.col("low") > pl.min_horizontal("open", "close")).is_empty()
        assert new.filter(pl.col("high") < pl.max_horizontal("open", "close")).is_empty()
        change = (new["close"].cast(float) / old["close"].cast(float)).mean()
        assert change > 1.1 if future == "higher" else change < 0.9
        assert (new["volume"] != old["volume"]).any()
    assert other.manifest.splits != whole.manifest.splits
    assert len(other.manifest.dividends) > len(whole.manifest.dividends)


def test_each_candle_rises_in_one_future_and_falls_in_the_other(whole):
    key, later = ("BROAD", "1d"), pl.col("time").dt.epoch("ns") > AT.time_ns
    rise = [
        with_future(whole, AT, future).tables[key].filter(later)["close"]
        >= with_future(whole, AT, future).tables[key].filter(later)["open"]
        for future in ("higher", "lower")
    ]
    assert (rise[0] != rise[1]).mean() > 0.9


@pytest.mark.parametrize("future", FUTURES)
def test_a_copy_is_a_bundle_that_verifies(whole, tmp_path, future):
    catalog = Catalog(tmp_path / "copy")
    made = with_future(whole, AT, future)
    write(made, catalog)
    assert catalog.verify("demo") == ()
    again = market(catalog.bundle("demo"))
    assert again.tables.keys() == whole.tables.keys()
    assert all(again.tables[key].equals(rows) for key, rows in made.tables.items())
    assert len(catalog.bundle("demo").bars().symbols) == 6


def test_an_instrument_that_is_not_listed_yet_is_there_without_bars(whole, tmp_path):
    early = Moment(int(datetime(2019, 1, 8, 21, tzinfo=UTC).timestamp()) * 10**9, date(2019, 1, 8))
    made = with_future(whole, early, "gone")
    assert made.tables["ELMS", "1d"].is_empty()
    write(made, Catalog(tmp_path / "copy"))
    bars = Catalog(tmp_path / "copy").bundle("demo").bars()
    assert "ELMS" in bars.symbols
    assert bars.tables["ELMS"].collect().is_empty()


def test_another_past_leaves_the_rest(whole):
    other = with_past(whole, AT.time_ns, is_higher=True)
    later = pl.col("time").dt.epoch("ns") >= AT.time_ns
    for key, rows in whole.tables.items():
        assert other.tables[key].filter(later).equals(rows.filter(later))
    assert other.tables["BROAD", "1d"]["close"][0] != whole.tables["BROAD", "1d"]["close"][0]


def rows_of(prices, scale, volumes):
    """Rows with the same price four times."""
    column = pl.Series(prices, dtype=pl.Decimal(18, scale))
    return pl.DataFrame({**dict.fromkeys(("open", "high", "low", "close"), column)}).with_columns(
        volume=volumes
    )


def changed(rows, instrument, is_higher):
    return other_rows(rows, np.ones(len(rows), dtype=bool), instrument, seed=1, is_higher=is_higher)


@pytest.mark.parametrize("is_higher", [True, False], ids=["higher", "lower"])
def test_prices_stay_on_the_tick_and_above_nothing(is_higher):
    future = Instrument("ES", price_scale=2, tick=Decimal("0.25"))
    rows = rows_of([Decimal("0.25"), Decimal("4000.50"), Decimal("90071992547409.75")], 2,
                   pl.Series([0, 1, 2**61]))  # fmt: skip
    found = changed(rows, future, is_higher)
    assert all(price % Decimal("0.25") == 0 and price > 0 for price in found["close"])
    assert found["volume"][0] == 0
    assert found["volume"][1] >= 1


def test_prices_may_be_negative_where_they_may(whole):
    oil = Instrument("CL", price_scale=2, negative_price_allowed=True)
    found = changed(rows_of([Decimal("-37.63"), Decimal("10.01")], 2, pl.Series([5, 5])), oil, True)
    assert found["close"][0] < Decimal("-37.63")


def test_volumes_with_digits_behind_the_point_stay_exact():
    coin = Instrument("BTC", price_scale=2, volume_scale=8)
    volumes = pl.Series([Decimal("0.00000001"), Decimal("1.5")], dtype=pl.Decimal(18, 8))
    found = changed(rows_of([Decimal(1), Decimal(2)], 2, volumes), coin, False)
    assert found.schema["volume"] == pl.Decimal(18, 8)
    assert found["volume"][0] == Decimal("0.00000001")
    assert found["volume"][1] < Decimal("1.5")
