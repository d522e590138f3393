"""Positions of rules: an exit closes what is held and never turns it round."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import farthing as ft
from farthing import rules
from farthing.rules import Rules, close, crosses_below, percent, shares, value

LONG = Rules(entry=close > 10, exit=close <= 10, size=shares(100))
SHORT = Rules(short=close <= 10, cover=close > 10, size=shares(100))


def frame(closes: list[str], volume: int | None = None) -> pl.DataFrame:
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(len(closes))]
    prices = [Decimal(price) for price in closes]
    columns = dict.fromkeys(("open", "high", "low", "close"), prices)
    more = {} if volume is None else {"volume": [volume] * len(closes)}
    return pl.DataFrame({"date": days, "symbol": ["A"] * len(closes), **columns, **more})


def both(made: Rules, bars: Any, **settings: Any) -> ft.Result:
    """The result of the batch driver, which is that of the event driver."""
    found = rules.simulate(made, bars, capital=1_000_000, **settings)
    assert ft.run(made, bars=bars, capital=1_000_000, **settings).digest == found.digest
    return found


def held(result: ft.Result) -> list[int]:
    return [int(units) for units in result.fills["quantity"].cum_sum()]


@pytest.mark.parametrize(("made", "sign"), [(LONG, 1), (SHORT, -1)])
def test_an_exit_takes_back_what_its_entry_has_not_filled(made: Rules, sign: int):
    closes = ["11", "11", "9", "9", "9", "9"] if made is LONG else ["9", "9", *["11"] * 4]
    found = both(made, frame(closes, volume=100), volume_limit="0.3")
    assert held(found) == [sign * 30, sign * 60, sign * 30, 0]
    assert found.orders.select("quantity", "filled", "state").rows() == [
        (sign * Decimal(100), sign * Decimal(60), "cancelled"),
        (-sign * Decimal(60), -sign * Decimal(60), "filled"),
    ]


def test_an_exit_before_the_first_fill_leaves_no_order():
    bars = frame(["11", "9", "9"]).with_columns(volume=pl.Series([100, 0, 100]))
    found = both(LONG, bars, volume_limit="0.5")
    assert found.orders.select("quantity", "state").rows() == [(Decimal(100), "cancelled")]
    assert found.fills.is_empty()


def test_an_exit_that_fills_in_parts_is_followed_by_the_next_entry():
    closes = ["11", "11", "11", "9", "11", "11", "11", "9", "9", "9", "9"]
    found = both(LONG, frame(closes, volume=100), volume_limit="0.5")
    assert held(found)[-1] == 0
    assert min(held(found)) == 0


def test_a_split_that_rounds_each_order_leaves_nothing_on_the_other_side():
    split = ft.Split("A", date(2024, 1, 4), 1, 7)
    table = frame(["11", "11", "9", "63", "63"], volume=100)
    bars = ft.bars_from_frame(table, splits=[split])
    made = Rules(entry=close > 10, exit=close < 10, size=shares(50))
    found = both(made, bars, volume_limit="0.33")
    units = found.events["quantity"].cum_sum()
    assert units.to_list()[:5] == [0, 33, 50, 7, 0]


@pytest.mark.parametrize("size", [percent(0.5), value(1000)])
def test_so_much_money_s_worth_is_not_ordered_at_a_price_that_is_not_above_nothing(size):
    coin = ft.Instrument("A", price_scale=2, negative_price_allowed=True)
    made = Rules(entry=close < 1, exit=close > 5, size=size)
    bars = ft.bars_from_frame(frame(["-2", "0", "-1", "0.5", "0.5", "6", "6"]), instruments=[coin])
    found = both(made, bars)
    assert found.orders["created"][0] == found.equity["time"][3]
    assert [side > 0 for side in found.orders["quantity"]] == [True, False]
    units = Rules(entry=close < 1, exit=close > 5, size=shares(10))
    assert both(units, bars).orders["created"][0] == found.equity["time"][0]


def test_where_a_cancellation_takes_time_an_exit_only_reduces():
    made = Rules(entry=close > 10, exit=crosses_below(close, 10), size=shares(100))
    closes = ["11", "11", "9", "9", "9", "11", "9", "9", "9"]
    found = both(made, frame(closes, volume=100), volume_limit="0.3", latency="cancel=172800s")
    assert min(held(found)) >= 0
    exits = found.orders.filter(pl.col("quantity") < 0)
    assert len(exits) > 0
    assert exits["reduce_only"].all()


def test_a_turn_with_latency_ends_at_what_was_asked():
    """What the entry has in flight is counted by the order that turns, and is not taken back."""
    made = Rules(
        entry=close > 10, exit=close <= 10, short=close <= 10, cover=close > 10, size=shares(10)
    )
    bars = frame(["11", "11", "11", *["9"] * 9], volume=10)
    for volume_limit in ("0.4", "0.9"):
        found = both(made, bars, volume_limit=volume_limit, latency="20h")
        assert held(found)[-1] == -10, volume_limit
