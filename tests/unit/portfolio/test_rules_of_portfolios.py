"""Rules as strategies of a portfolio: the fills are those of the same rules alone."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError
from farthing.rules import Rules, close, percent, shares, sma, value

ENTRY = close > sma("close", 5)


def frame(bars: int = 120) -> pl.DataFrame:
    random, rows = Random(5), []
    for symbol in "AB":
        price = 10_000
        for place in range(bars):
            price += random.randint(-90, 90)
            day = date(2024, 1, 1) + timedelta(days=place)
            rows.append((day, symbol, price / 100, price / 100, random.randint(200, 900)))
    return pl.DataFrame(rows, ["date", "symbol", "open", "close", "volume"], orient="row")


@pytest.mark.parametrize("size", [shares(100), percent(0.4), value(30_000)])
@pytest.mark.parametrize("limit", [None, "0.1"])
def test_one_strategy_has_the_fills_that_it_has_alone(size, limit: str | None):
    made = Rules(entry=ENTRY, short=~ENTRY, exit=close < sma("close", 9), size=size)
    settings = {"bars": frame(), "capital": 1_000_000, "volume_limit": limit}
    alone = ft.run(made, **settings)
    among = ft.run(ft.StrategyPortfolio({"rules": made}), **settings)
    columns = ["time", "symbol", "quantity", "price"]
    assert alone.fills.height >= 50
    assert among.fills.select(columns).equals(alone.fills.select(columns))


def test_parameters_are_named_by_strategy():
    made = Rules(entry=close > sma("close", ft.rules.param("slow")), size=shares(10))
    both = ft.StrategyPortfolio({"one": made, "other": made})
    found = ft.run(both, bars=frame(), parameters={"one.slow": 5, "other.slow": 20})
    assert set(found.strategies.fills["strategy"]) == {"one", "other"}


def test_ways_out_are_refused_at_once():
    made = Rules(entry=ENTRY, size=shares(10), stop_loss=close * 0.01, take_profit=close * 0.1)
    with pytest.raises(ConfigurationError, match="strategy one has stop_loss and take_profit, whi"):
        ft.StrategyPortfolio({"one": made})
