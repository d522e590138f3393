"""Stops and limits of rules: so far from the close, to the last digit."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random

import polars as pl
import pytest

import farthing as ft
from farthing import rules
from farthing.rules import Rules, close, shares

CENT = Decimal("0.01")
DISTANCES = (1.08, 0.3, 2.2, 1.005, 0.015)


def bars_of(prices):
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(len(prices))]
    columns = dict.fromkeys(("open", "high", "low", "close"), prices)
    return ft.bars_from_frame(pl.DataFrame({"date": days, "symbol": "A", **columns}))


def entries(chance):
    """Prices of which each second is an entry's, and the one behind it ends what was entered."""
    cents = [Decimal(chance.randint(5_000, 20_000)) / 100 for _ in range(200)]
    return [price for cent in cents for price in (cent, Decimal(1))]


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("side", ["long", "short"])
def test_a_level_is_the_exact_sum_away_from_an_unfair_fill(distance, side):
    prices = entries(Random(7))
    signal = {"entry" if side == "long" else "short": close > 1}
    made = Rules(
        **signal, size=shares(1), stop_loss=distance, take_profit=distance, **ends_of(side)
    )
    bars = bars_of(prices)
    found = rules.simulate(made, bars, capital=10**6, account="unlimited")
    assert ft.run(made, bars=bars, capital=10**6, account="unlimited").digest == found.digest
    orders = found.orders.filter(pl.col("parent").is_not_null())
    assert len(orders) > 100
    asked = Decimal(repr(distance))
    at = dict(zip(found.equity["time"], prices, strict=True))
    for order in orders.iter_rows(named=True):
        there = at[order["created"]]
        below = there - asked, ROUND_FLOOR
        above = there + asked, ROUND_CEILING
        stop, limit = (below, above) if side == "long" else (above, below)
        expected, rounding = stop if order["type"] == "stop" else limit
        level = order["stop"] if order["type"] == "stop" else order["limit"]
        assert level == expected.quantize(CENT, rounding), order


def ends_of(side):
    return {"exit" if side == "long" else "cover": close <= 1}


def test_a_level_that_is_no_price_is_refused_in_both_forms():
    made = Rules(entry=close > 1, exit=close <= 1, size=shares(1), stop_loss=500.0)
    bars = bars_of([Decimal(100), Decimal(100), Decimal(1), Decimal(1)])
    found = rules.simulate(made, bars)
    assert found.orders["reason"].to_list()[1] == "price_out_of_range"
    assert ft.run(made, bars=bars).digest == found.digest


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda bars: rules.results(5, bars, None), "5 are no rules"),
        (lambda bars: rules.results(HELD, bars, 5), "5 is no result of a sweep"),
        (lambda bars: rules.simulate(HELD, bars, width=3), "width 3 is no text"),
        (lambda _: Rules(entry=close > 1, size=shares(1), stop_loss=10**400), "give a smaller one"),
    ],
)
def test_what_is_of_a_wrong_type_is_refused_by_name(call, said):
    with pytest.raises(ft.errors.ConfigurationError, match=said):
        call(bars_of([Decimal(100), Decimal(101)]))


HELD = Rules(entry=close > 1, size=shares(1))
