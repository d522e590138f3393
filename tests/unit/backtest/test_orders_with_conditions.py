"""Orders with conditions as strategies give them, and latency and volume as runs do."""

import re
from decimal import Decimal

import polars as pl
import pytest

import farthing
from farthing import costs
from farthing.backtest.latency import Delay, latency
from farthing.errors import ConfigurationError, OrderError

DAYS = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"]
FRAME = pl.DataFrame(
    {
        "date": DAYS,
        "symbol": ["A"] * 4,
        "open": [100.0, 100.0, 101.0, 106.0],
        "high": [101.0, 102.0, 106.0, 107.0],
        "low": [99.0, 99.0, 100.0, 105.0],
        "close": [100.0, 101.0, 106.0, 106.0],
        "volume": [1000, 1000, 1000, 1000],
    }
)


def at_first(give, **settings):
    """The result of a run that gives its orders at the first close."""
    return farthing.run(
        lambda ctx: give(ctx) if ctx.row == 0 else None, bars=FRAME, capital=100_000, **settings
    )


def test_a_bracket_follows_what_its_entry_fills_and_a_part_of_one_way_out_cuts_the_other():
    made = []

    def give(ctx):
        made.append(ctx.bracket("A", 20, stop_loss=95, take_profit=106.5, tag="swing"))

    result = at_first(give, volume_limit="0.01")
    orders = result.orders
    assert made == [(0, 1, 2)]
    assert orders["quantity"].to_list() == [20, -10, -20]
    assert orders["state"].to_list() == ["filled", "open", "open"]
    assert orders["filled"].to_list() == [20, 0, -10]
    assert orders["parent"].to_list() == [None, 0, 0]
    assert orders["group"].to_list() == [None, "bracket 0", "bracket 0"]
    assert orders["tag"].to_list() == ["swing"] * 3


def test_a_trail_moves_with_the_market_and_its_level_can_be_seen():
    seen = []

    def on_bar(ctx):
        if ctx.row == 0:
            ctx.order("A", 10)
            ctx.order("A", -10, trail=4, reduce_only=True)
        seen.append(ctx.get_order(1).level)

    farthing.run(on_bar, bars=FRAME, capital=100_000)
    assert seen == [Decimal("96.00"), Decimal("98.00"), Decimal("102.00"), Decimal("103.00")]


def test_a_change_is_refused_by_its_name_and_noted():
    said = []

    def give(ctx):
        ctx.order("A", 10, limit=90)
        said.extend([ctx.modify(0, 5), ctx.modify(0, -5), ctx.modify(0, stop=3)])
        said.extend([ctx.cancel(0), ctx.modify(0, 7)])

    result = at_first(give)
    assert said == [None, "nothing_to_reduce", "no_such_price", True, "not_open"]
    assert result.outcome.refused_changes == [(0, 0, "nothing_to_reduce"), (0, 0, "no_such_price")]
    assert result.orders["quantity"].to_list() == [5]


def test_a_schedule_is_given_in_slices_and_ends_when_all_is_cancelled():
    def on_bar(ctx):
        if ctx.row == 0:
            assert ctx.order("A", 10, schedule="twap:3") == 0
            assert ctx.order("A", 30, schedule="vwap:1,2") == 1
        if ctx.row == 1:
            assert ctx.cancel_all() == 2

    result = farthing.run(on_bar, bars=FRAME, capital=100_000)
    assert result.orders["quantity"].to_list() == [3, 10, 3, 20]
    assert result.orders["state"].to_list() == ["filled", "filled", "cancelled", "cancelled"]


def test_a_position_is_closed_and_what_works_for_it_is_taken_back():
    said = []

    def on_bar(ctx):
        if ctx.row == 0:
            ctx.bracket("A", 20, stop_loss=90, take_profit=120)
        if ctx.row == 1:
            ctx.order("A", 5, limit=50)
            said.extend([ctx.close_position("A"), ctx.close_position("A")])

    result = farthing.run(on_bar, bars=FRAME, capital=100_000)
    assert said == [4, 5]  # the second one takes the first one back
    assert result.orders["state"].to_list() == [
        "filled", "cancelled", "cancelled", "cancelled", "cancelled", "filled",
    ]  # fmt: skip
    assert result.fills["quantity"].to_list() == [20, -20]


def test_where_nothing_is_held_nothing_is_closed():
    assert at_first(lambda ctx: ctx.close_position("A")).orders.is_empty()


def test_a_tape_names_parents_and_changes_by_their_places_in_the_list():
    orders = [
        {"row": 1, "modify": 2, "limit": 105},
        {"row": 0, "asset": "A", "size": 10},
        {"row": 0, "asset": "A", "limit": 120, "parent": 1},
        {"row": 0, "asset": "A", "size": 5, "limit": 90},
        {"row": 2, "cancel": 3},
    ]
    result = farthing.simulate(FRAME, orders=orders, capital=100_000)
    assert result.orders["state"].to_list() == ["filled", "filled", "cancelled"]
    assert result.fills["price"].to_list() == [Decimal("100.00"), Decimal("105.00")]


@pytest.mark.parametrize("closes", [False, True])
@pytest.mark.parametrize("size", [10, -10])
def test_a_schedule_that_has_given_nothing_ends_with_its_position(closes, size):
    def on_bar(ctx):
        if ctx.row == 0:
            ctx.order("A", size, schedule="vwap:0,0,1")
        elif ctx.row == 1 and closes:
            ctx.close_position("A")

    result = farthing.run(on_bar, bars=FRAME, capital=100_000)
    assert result.orders["quantity"].to_list() == ([] if closes else [size])


def test_latency_lets_an_order_wait_for_a_bar_that_begins_later():
    late = at_first(lambda ctx: ctx.order("A", 1), latency="20h")
    assert late.fills["price"].to_list() == [Decimal("101.00")]
    assert at_first(lambda ctx: ctx.order("A", 1)).fills["price"].to_list() == [Decimal("100.00")]


def test_a_target_counts_what_is_on_its_way_and_takes_back_what_waits_for_a_price():
    def on_bar(ctx):
        if ctx.row == 0:
            ctx.order("A", 4)
            ctx.order("A", 5, limit=50)
        elif ctx.row == 1:
            ctx.make_way("A")
            ctx.order_target("A", 10)

    result = farthing.run(on_bar, bars=FRAME, capital=100_000, latency="submit=20h")
    assert result.orders["quantity"].to_list() == [4, 5, 6]
    assert result.orders["state"].to_list() == ["filled", "cancelled", "filled"]
    assert result.fills["price"].to_list() == [Decimal("101.00"), Decimal("106.00")]


def test_a_latency_reads_what_it_prints():
    for text in ("submit=250ms,modify=0,cancel=uniform:1us:2s,seed=18446744073709551615",):
        assert str(latency(text)) == text
    assert latency("0") == latency("submit=0s")
    assert latency("exponential:1.5ms").submit == Delay("exponential", (1_500_000,))
    for wrong in ("1", "5 parsecs", "uniform:2s:1s", "submit", "wait=1s", "0.1ns", 5):
        with pytest.raises(ConfigurationError):
            latency(wrong)


def test_a_volume_limit_is_a_share():
    assert costs.volume_limit(0.025) == Decimal("0.025")
    assert costs.volume_limit("10%") == Decimal("0.1")
    for wrong in (1.5, -0.1, "much"):
        with pytest.raises(ConfigurationError):
            costs.volume_limit(wrong)


def test_a_parent_is_of_the_same_asset_and_an_order_of_the_run():
    two = pl.concat([FRAME, FRAME.with_columns(symbol=pl.lit("B"))])

    def give(ctx):
        if ctx.row == 0:
            ctx.order("A", 1)
            with pytest.raises(OrderError, match="both are of one asset"):
                ctx.order("B", 1, parent=0)
            with pytest.raises(OrderError, match="order 7 of a run that has 1"):
                ctx.order("A", 1, parent=7)

    farthing.run(give, bars=two, capital=100_000)
    family = [{"row": 0, "asset": "A", "size": 1}, {"row": 1, "asset": "B", "parent": 0}]
    words = "an order of B cannot wait for order 0, which is of A: both are of one asset"
    with pytest.raises(OrderError, match=words):
        farthing.simulate(two, orders=family, capital=100_000)


@pytest.mark.parametrize("wrong", [-1, 2**32, 2**70, "0", 0.0, None, ()])
def test_what_is_no_order_is_refused_by_name(wrong):
    def give(ctx):
        if ctx.row == 0:
            ctx.order("A", 1)
            words = rf"^order {re.escape(repr(wrong))} of a run that has 1 so far: give one of them"
            for ask in (ctx.cancel, ctx.get_order, lambda order: ctx.modify(order, 2)):
                with pytest.raises(OrderError, match=words):
                    ask(wrong)
            assert ctx.cancel(0) is True

    farthing.run(give, bars=FRAME, capital=100_000)


def test_finer_bars_have_to_be_finer():
    with pytest.raises(ConfigurationError, match="are not finer than those of the run"):
        farthing.run(lambda ctx: None, bars=FRAME, finer=FRAME)
