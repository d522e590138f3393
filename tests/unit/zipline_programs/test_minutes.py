"""Minutes as Zipline's programs see them: days made of them, and schedules within them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

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


def looks(look, rule) -> list:
    """What a function sees when it is due."""
    found = []

    def initialize(context):
        api.schedule_function(
            lambda context, data: found.append(look(data, api.symbol("A"))), time_rule=rule
        )

    run_algorithm(None, None, initialize, 1000, data_frequency="minute", bundle=bars())
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
