"""Minutes as Zipline's programs see them: days made of them, and schedules within them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import polars as pl

import farthing as ft
from farthing import api
from farthing.zipline import run_algorithm

DAYS = (date(2019, 11, 26), date(2019, 11, 27), date(2019, 11, 29))


def bars() -> ft.Bars:
    """Every minute of three sessions; a minute's close is its number in the session."""
    rows = []
    for day in DAYS:
        begin = datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)
        count = 210 if day == DAYS[-1] else 390
        rows += [(begin + timedelta(minutes=n), float(n)) for n in range(1, 1 + count)]
    frame = pl.DataFrame(rows, schema=["time", "close"], orient="row")
    frame = frame.with_columns(
        open="close", high=pl.col("close") + 0.5, low=pl.col("close") - 0.5, volume=pl.lit(100)
    )
    return ft.bars_from_frame(frame, symbol="A", calendar="XNYS", label="end")


def looks(look, rule, run_bars=None) -> list:
    """What a function sees when it is due."""
    found = []

    def initialize(context):
        api.schedule_function(
            lambda context, data: found.append(look(data, api.symbol("A"))), time_rule=rule
        )

    bundle = bars() if run_bars is None else run_bars
    run_algorithm(None, None, initialize, 1000, data_frequency="minute", bundle=bundle)
    return found


def test_days_are_made_of_the_minutes_so_far():
    rule = api.time_rules.market_open(minutes=30)
    found = looks(
        lambda data, asset: [
            data.history(asset, field, 2, "1d").to_list()
            for field in ("open", "high", "low", "close", "volume", "price")
        ],
        rule,
    )[-1]
    assert found == [
        [1.0, 1.0],
        [390.5, 30.5],
        [0.5, 0.5],
        [390.0, 30.0],
        [39_000.0, 3_000.0],
        [390.0, 30.0],
    ]


def test_days_are_labelled_with_their_dates():
    rule = api.time_rules.market_close()
    found = looks(lambda data, asset: data.history([asset], "close", 3, "1d"), rule)[-1]
    assert [stamp.date() for stamp in found.index] == list(DAYS)
    assert found.iloc[:, 0].to_list() == [390.0, 390.0, 209.0]


def test_minutes_are_labelled_with_their_ends():
    rule = api.time_rules.market_open(minutes=2)
    found = looks(lambda data, asset: data.history(asset, "close", 2, "1m"), rule)[1]
    assert found.index[-1] == pd.Timestamp("2019-11-27 14:32", tz="UTC")
    assert found.to_list() == [1.0, 2.0]


def test_more_days_than_there_are_are_those_that_there_are():
    found = looks(
        lambda data, asset: data.history(asset, "close", 5, "1d").to_list(),
        api.time_rules.market_open(),
    )
    assert found == [[1.0], [390.0, 1.0], [390.0, 390.0, 1.0]]


def without(day: date) -> ft.Bars:
    """The minutes of two sessions of three."""
    whole = bars()
    return replace(whole, tables={"A": whole.tables["A"].filter(pl.col("session") != day)})


def test_a_day_without_minutes_is_a_row_without_prices():
    found = looks(
        lambda data, asset: [
            data.history(asset, field, 3, "1d").to_list() for field in ("close", "price", "volume")
        ],
        api.time_rules.market_open(),
        without(DAYS[1]),
    )[-1]
    close, price, volume = found
    assert (close[0], pd.isna(close[1]), close[2]) == (390.0, True, 1.0)
    assert price == [390.0, 390.0, 1.0]
    assert volume == [39_000.0, 0.0, 100.0]


def test_days_of_before_a_split_are_in_shares_of_now():
    split = ft.Split("A", DAYS[1], 2, 1)
    found = looks(
        lambda data, asset: [
            data.history(asset, field, 2, "1d").to_list() for field in ("close", "volume")
        ],
        api.time_rules.market_open(),
        replace(bars(), splits=(split,)),
    )
    assert found[1] == [[195.0, 1.0], [78_000.0, 100.0]]
    assert found[2] == [[390.0, 1.0], [39_000.0, 100.0]]


def test_days_of_before_a_dividend_are_without_it():
    dividend = ft.Dividend("A", DAYS[1], Decimal(39))
    found = looks(
        lambda data, asset: data.history(asset, "close", 2, "1d").to_list(),
        api.time_rules.market_open(),
        replace(bars(), dividends=(dividend,)),
    )
    assert found[1] == [351.0, 1.0]
