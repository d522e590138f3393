"""What happens to instruments reaches every strategy, also where the account holds nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing.errors import StrategyError

DAYS = [date(2024, 1, day) for day in (29, 30, 31)] + [date(2024, 2, day) for day in (1, 2, 5)]


def bars_of(opens="10 11 12 13 14 15", **more):
    """Bars of A, whose opens are its closes too, and of B at ten dollars."""
    prices = [Decimal(price) for price in opens.split()]
    columns = {"volume": [1000] * 6, **more}
    each = {"A": prices, "B": [Decimal(10)] * 6}
    frames = [
        pl.DataFrame(
            {"date": DAYS, "symbol": [symbol] * 6, "open": opens, "close": opens, **columns},
            schema_overrides={"open": pl.Decimal(38, 2), "close": pl.Decimal(38, 2)},
        )
        for symbol, opens in each.items()
    ]
    return ft.bars_from_frame(pl.concat(frames))


def gives(orders):
    """A strategy that orders so much of A at each of these bars."""

    def on_bar(ctx):
        if ctx.row in orders:
            ctx.order("A", orders[ctx.row])

    return on_bar


def against(p, q, bars, **more):
    """Two strategies in one account."""
    return ft.run(ft.StrategyPortfolio({"p": gives(p), "q": gives(q)}), bars=bars, **more)


def ending(day, price=None, bars=None):
    """Bars of which A ends on a day."""
    price = None if price is None else Decimal(price)
    return replace(bars or bars_of(), ends=(ft.End("A", day, price),))


def profits(result):
    return result.strategies.attribution("strategy").select("strategy", "profit").rows()


def test_an_end_reaches_strategies_that_hold_one_against_the_other():
    result = against({0: 100}, {0: -100}, ending(DAYS[3], "4.90"))
    assert result.fills.is_empty()  # the account held nothing at any time
    assert profits(result) == [("p", Decimal("-610.00")), ("q", Decimal("610.00"))]
    assert result.strategies.positions["session"].max() == DAYS[2]
    ends = result.strategies.journal.filter(pl.col("kind") == "end")
    assert ends.select("strategy", "quantity", "cash").rows() == [
        ("p", Decimal(-100), Decimal("490.00")),
        ("q", Decimal(100), Decimal("-490.00")),
    ]


def test_an_end_without_a_price_pays_the_last_one():
    result = against({0: 100}, {0: -100}, ending(DAYS[3]))
    assert profits(result) == [("p", Decimal("200.00")), ("q", Decimal("-200.00"))]


def test_an_end_that_the_account_notices_pays_each_what_it_holds():
    result = against({0: 100}, {0: -40}, ending(DAYS[3], "4.90"))
    assert profits(result) == [("p", Decimal("-610.00")), ("q", Decimal("244.00"))]
    assert result.end_equity == result.config.capital - 366
    assert result.strategies.positions["session"].max() == DAYS[2]


def test_what_crosses_in_the_last_bar_does_so_before_the_end():
    result = against({2: 100}, {2: -100}, ending(DAYS[3], "4.90"))
    kinds = result.strategies.journal.filter(pl.col("strategy") == "p")["kind"].to_list()
    assert kinds == ["transfer", "crossing", "end"]
    assert profits(result) == [("p", Decimal("-810.00")), ("q", Decimal("810.00"))]


@pytest.mark.parametrize("row", [3, 4])
def test_what_would_cross_after_the_end_is_dropped(row):
    seen = {}

    def buys(ctx):
        if ctx.row == row:
            ctx.order("A", 100)
        if ctx.row > row:
            seen[ctx.row] = (ctx.get_order(0).state, ctx.open_orders())

    both = {"p": buys, "q": gives({row: -100})}
    result = ft.run(ft.StrategyPortfolio(both), bars=ending(DAYS[3], "4.90"))
    assert result.strategies.fills.is_empty()
    assert seen == {later: ("dropped", []) for later in range(row + 1, 6)}


def test_what_waits_to_cross_is_dropped_with_the_end():
    seen = {}

    def buys(ctx):
        if ctx.row == 2:
            ctx.order("A", 100)
        if ctx.row >= 2:
            seen[ctx.row] = ctx.get_order(0).state

    silent = bars_of(volume=[9, 9, 9, 0, 9, 9])
    both = {"p": buys, "q": gives({2: -100})}
    result = ft.run(ft.StrategyPortfolio(both), bars=ending(DAYS[3], bars=silent))
    assert seen == {2: "open", 3: "dropped", 4: "dropped", 5: "dropped"}
    assert result.strategies.fills.is_empty()


def test_what_a_split_leaves_without_units_is_dropped():
    seen = {}

    def buys(ctx):
        if ctx.row == 0:
            ctx.order("A", 1)
        seen[ctx.row] = (ctx.get_order(0).state, len(ctx.open_orders()), ctx.in_flight(0))

    bars = replace(bars_of(), splits=(ft.Split("A", DAYS[1], 1, 2),))
    ft.run(ft.StrategyPortfolio({"p": buys, "q": gives({0: -1})}), bars=bars)
    assert seen[0] == ("open", 1, 1)
    assert seen[1] == seen[5] == ("dropped", 0, 0)


def test_a_part_of_a_common_order_that_a_split_leaves_without_units_is_dropped():
    seen = {}

    def buys(ctx):
        if ctx.row == 0:
            ctx.order("A", 1)
        seen[ctx.row] = ctx.get_order(0).state

    bars = replace(bars_of(), splits=(ft.Split("A", DAYS[1], 1, 2),))
    result = ft.run(ft.StrategyPortfolio({"p": buys, "q": gives({0: -9})}), bars=bars)
    assert seen[1] == "dropped"
    assert result.strategies.fills.select("strategy", "quantity").rows() == [("q", Decimal(-4))]


def test_a_position_that_no_quantity_can_be_ends_the_run():
    most = 2**62 - 1
    orders = {0: most, 1: most}
    short = {row: -units for row, units in orders.items()}
    with pytest.raises(StrategyError, match=r"a strategy's position of 9223372036854775806 .*less"):
        against(orders, short, bars_of())


def test_a_crossing_has_the_price_of_the_bar_in_its_own_digits():
    dear = "10 90071992547409.91 90071992547409.91 90071992547409.91 13 14"  # 2^53 - 1 cents
    result = against({0: 1}, {0: -1}, bars_of(dear))
    prices = result.strategies.fills["price"].to_list()
    assert prices == [Decimal("90071992547409.91")] * 2


def test_a_crossing_with_fills_at_the_next_close_has_that_price():
    bars = bars_of()
    result = against({0: 1}, {0: -1}, bars, fill="next-close")
    assert result.strategies.fills["price"].to_list() == [Decimal("11.00")] * 2


TWO_DIVIDENDS = [
    ft.Dividend("A", DAYS[3], Decimal("0.001"), DAYS[4]),  # comes to nothing, and has no event
    ft.Dividend("A", DAYS[3], Decimal("0.50"), DAYS[5]),
]


def test_a_dividend_that_comes_to_nothing_leaves_the_next_one_to_itself():
    bars = replace(bars_of(), dividends=tuple(TWO_DIVIDENDS))
    called = against({0: 3}, {0: -1}, bars)
    held = [[[3, 0]] * 6, [[-1, 0]] * 6]
    arrays = {name: ft.Targets(each, unit="shares") for name, each in zip("pq", held, strict=True)}
    for result in (called, ft.StrategyPortfolio(arrays).simulate(bars)):
        journal = result.strategies.journal.filter(pl.col("kind") == "dividend")
        owed = journal.filter(pl.col("receivable") != 0).select("strategy", "receivable")
        assert owed.rows() == [("p", Decimal("1.50")), ("q", Decimal("-0.50"))]
        paid = result.strategies.journal.filter(pl.col("kind") == "payment")
        assert paid.get_column("cash").sum() == 1
