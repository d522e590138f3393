"""What is said before a split does not tell that it comes, not even in its last bit."""

from datetime import date
from types import ModuleType

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing import api
from farthing.data.calendar import calendar

DAYS = calendar("XNYS").sessions(date(2024, 1, 2), date(2024, 5, 31))["session"].to_list()
AT = 80


def bars(*, is_split):
    """A walk in cents whose prices are a seventh from a day on."""
    steps = np.random.default_rng(7).integers(-150, 151, len(DAYS))
    close = 50_000 + np.cumsum(steps)
    close[AT:] //= 7
    spread = np.random.default_rng(8).integers(1, 90, len(DAYS))
    columns = {"open": close + 1, "high": close + spread + 1, "low": close - spread, "close": close}
    frame = pl.DataFrame({"date": DAYS, "volume": spread * 1_001, **columns}).with_columns(
        (pl.col(*columns).cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2))
    )
    splits = [ft.Split("ASSET", DAYS[AT], new=7, old=1)] if is_split else []
    return ft.bars_from_frame(frame, splits=splits, calendar="XNYS")


SAID = {
    "zscore": lambda ctx: ctx.zscore(9),
    "std": lambda ctx: ctx.std(9),
    "ema": lambda ctx: ctx.ema(9),
    "rsi": lambda ctx: ctx.rsi(9),
    "atr": lambda ctx: ctx.atr(9),
    "adx": lambda ctx: ctx.adx(9)[0],
    "macd": lambda ctx: ctx.macd(5, 9, 4)[1],
    "keltner": lambda ctx: ctx.keltner(9)[0],
    "vwap": lambda ctx: ctx.vwap(9),
    "weeks of zscore": lambda ctx: ctx.zscore(4, frequency="1w"),
}


def differ(said):
    """Holds what is said in a run with a split to what is said in one without, bar by bar."""
    with_split, without = (np.array(said(bars(is_split=each))) for each in (True, False))
    assert np.isfinite(without[AT - 1]).all()
    assert with_split[:AT].tobytes() == without[:AT].tobytes()
    return with_split[AT:].tobytes() != without[AT:].tobytes()


@pytest.mark.parametrize("name", SAID)
def test_an_indicator_knows_no_split_to_come(name):
    def said(market):
        found = []
        ft.run(lambda ctx: found.append(np.array(SAID[name](ctx))), bars=market)
        return found

    assert differ(said)


@pytest.mark.parametrize("name", ["std", "mean", "sum"])
def test_a_statistic_of_a_window_knows_no_split_to_come(name):
    def said(market):
        found = []

        def handle_data(context, data):
            window = data.history(context.asset, "close", 9, "1d")
            found.append(getattr(window, name)())

        def initialize(context):
            context.asset = api.symbol("ASSET")

        program = ModuleType("program")
        program.initialize, program.handle_data = initialize, handle_data
        ft.run(program, bars=market)
        return found

    assert differ(said)
