"""A strategy alone with all the money is read, refused and shown as in a plain run."""

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError, OrderError, StrategyError
from farthing.types import Instrument

DAYS = [date(2024, 1, day) for day in (29, 30, 31)] + [date(2024, 2, day) for day in (1, 2, 5)]


def market(instruments=None, **columns):
    """Bars of A, which rises from ten dollars to 14, and of B at ten; or of one instrument."""
    rising = [Decimal(price) for price in ("10", "10", "11", "12", "13", "14")]
    prices = {"A": rising} if instruments else {"A": rising, "B": [Decimal(10)] * 6}
    frames = [
        pl.DataFrame({"date": DAYS, "symbol": [symbol] * 6, "open": own, "close": own,
                      "volume": [1000] * 6, **columns})
        .with_columns(pl.col("open", "close").cast(pl.Decimal(38, 2)))
        for symbol, own in prices.items()
    ]  # fmt: skip
    return ft.bars_from_frame(pl.concat(frames), instruments=instruments)


def by_row(calls):
    """A strategy that does one thing at each of these bars."""

    def on_bar(ctx):
        if ctx.row in calls:
            calls[ctx.row](ctx)

    return on_bar


def both(strategy, bars=None, **more):
    """A plain run, and one of the strategy alone in a portfolio."""
    bars = market() if bars is None else bars
    portfolio = ft.StrategyPortfolio({"a": strategy}, allocate="fixed:1")
    return ft.run(strategy, bars=bars, **more), ft.run(portfolio, bars=bars, **more)


def in_units(orders):
    """Orders as they are read: a portfolio gives the account units, whatever was asked."""
    return orders.drop("intent", "asked").rows()


def assert_alike(strategy, bars=None, **more):
    plain, alone = both(strategy, bars, **more)
    assert in_units(alone.orders) == in_units(plain.orders)
    assert alone.digest == plain.digest
    return plain


CALLS = ["order", "order_value", "order_percent", "order_target", "order_target_value",
         "order_target_percent"]  # fmt: skip

SIZES = [
    0.4, 1, 1.999, "1.5", "2", -3.7, 0, "0.0", 1e19, 123.456, "-1000.01", 0.0003, -0.25, 1e30,
    10**40, -(10**5000), 2**62, Decimal("2.50"), np.float32(0.1), np.int64(7), "5e3", "-0", "1e40",
    "0.00005",
]  # fmt: skip


def orders_of_all_sizes(ctx):
    if ctx.row in (0, 3):
        for call in CALLS:
            for size in SIZES:
                getattr(ctx, call)("A", size)


LOTS = [
    Instrument("A"),
    Instrument("A", lot=Decimal(5)),
    Instrument("A", quantity_scale=3, lot=Decimal("0.001")),
    Instrument("A", quantity_scale=3, lot=Decimal("0.250"), multiplier=Decimal("2.5")),
]


@pytest.mark.parametrize("instrument", LOTS, ids=["plain", "lots of 5", "thousandths", "all"])
def test_a_size_is_read_as_in_a_plain_run(instrument):
    plain = assert_alike(orders_of_all_sizes, market(instruments=[instrument]))
    refused = set(plain.orders["reason"].drop_nulls())
    assert refused == {"off_lot", "below_lot", "quantity_too_large"}
    assert plain.orders.filter(pl.col("reason").is_null()).height > 20


def test_a_difference_that_is_no_quantity_is_refused():
    most = 2**62 - 1

    def orders(ctx):
        if ctx.row == 0:
            ctx.order("A", -most)
            ctx.order_target("A", most)

    plain = assert_alike(orders)
    assert plain.orders["reason"].to_list() == [None, "quantity_too_large"]


DURATIONS = [
    {"duration": "day"}, {"duration": "ioc"}, {"duration": "fok"}, {"at": "open"}, {"at": "close"},
    {"until": "2024-02-01"}, {"tag": "x"}, {"limit": 10}, {"stop": 11}, {"at": "open", "limit": 9},
]  # fmt: skip


@pytest.mark.parametrize("terms", DURATIONS, ids=str)
def test_a_target_counts_what_is_in_flight_as_in_a_plain_run(terms):
    def orders(ctx):
        if ctx.row in (0, 2):
            ctx.order("A", 10, **terms)
            ctx.order_target("A", 10)

    plain = assert_alike(orders)
    first = plain.orders.filter(pl.col("created") == plain.equity["time"][0])
    fills_anyhow = "limit" not in terms and "stop" not in terms
    assert first["quantity"].to_list() == ([10] if fills_anyhow else [10, 10])


def test_a_target_counts_what_a_liquidation_will_close():
    falls = market(close=["10", "10", "6", "6", "6", "6"], open=["10", "10", "6", "6", "6", "6"])

    def orders(ctx):
        if ctx.row == 0:
            ctx.order("A", 190)
        if ctx.row == 2:
            ctx.order_target("A", 100)

    plain = assert_alike(orders, falls, capital=1000, account="portfolio:2:2.5")
    assert plain.orders["quantity"].to_list()[0] == 190
    assert plain.orders.height == 3


WRONG = {
    "an argument too many": lambda ctx: ctx.order("A", 10, 5, None, "gtc", "junk"),
    "a limit given twice": lambda ctx: ctx.order("A", 10, 5, limit=6),
    "no size": lambda ctx: ctx.order("A"),
    "a duration that is none": lambda ctx: ctx.order("A", 10, duration=None),
    "another duration": lambda ctx: ctx.order("A", 10, duration="week"),
    "gtd without a day": lambda ctx: ctx.order("A", 10, duration="gtd"),
    "a word that is none": lambda ctx: ctx.order("A", 10, limt=5),
    "spaces": lambda ctx: ctx.order("A", " 5 "),
    "underscores": lambda ctx: ctx.order("A", "1_0"),
    "other digits": lambda ctx: ctx.order("A", "\u0661\u0660"),
    "a word as size": lambda ctx: ctx.order("A", "much"),
    "a truth": lambda ctx: ctx.order("A", True),
    "none": lambda ctx: ctx.order("A", None),
    "an array": lambda ctx: ctx.order("A", np.array([1.0])),
    "not a number": lambda ctx: ctx.order("A", float("nan")),
    "infinity": lambda ctx: ctx.order_value("A", Decimal("inf")),
    "a limit that is none": lambda ctx: ctx.order("A", 1, limit="x"),
    "no such asset": lambda ctx: ctx.order("C", 1),
    "no such place": lambda ctx: ctx.order(7, 1),
    "a trail and a limit": lambda ctx: ctx.order("A", 1, limit=5, trail=1),
    "targets that are none": lambda ctx: ctx.target_percent("x"),
    "no targets": lambda ctx: ctx.target_percent(None),
    "truths as targets": lambda ctx: ctx.target_shares([True, False]),
    "one target for two": lambda ctx: ctx.target_percent([0.5]),
    "three targets for two": lambda ctx: ctx.target_percent([0.5, 0.1, 0.1]),
    "a table of targets": lambda ctx: ctx.target_percent([[0.5, 0.1], [0.5, 0.1]]),
    "an infinite target": lambda ctx: ctx.target_percent(float("-inf")),
    "a mask that is too short": lambda ctx: ctx.target_percent(0.1, np.array([True])),
    "no money of that kind": lambda ctx: ctx.portfolio.cash_in("EUR"),
}  # fmt: skip


def stopped(strategy):
    """The error of a strategy, and its words up to where it names what was called."""
    with pytest.raises(StrategyError) as caught:
        ft.run(strategy, bars=market())
    cause = caught.value.__cause__
    return type(cause), str(cause)


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_the_error_of_a_plain_run(call):
    plain = stopped(by_row({1: call}))
    alone = stopped(ft.StrategyPortfolio({"a": by_row({1: call})}))
    assert alone[0] is plain[0]
    if plain[0] is not TypeError:  # of Python's own, which names the function
        assert alone == plain


def test_a_mask_is_an_array_of_truths():
    for mask in ([True, False], np.array([1, 0])):
        call = by_row({1: lambda ctx, mask=mask: ctx.target_percent(0.1, mask)})
        assert stopped(call)[0] is stopped(ft.StrategyPortfolio({"a": call}))[0] is TypeError


def test_an_order_is_changed_by_position_as_in_a_plain_run():
    said = []

    def orders(ctx):
        if ctx.row == 0:
            ctx.order("A", 10, 5)
        if ctx.row == 1:
            said.append(
                (ctx.modify(0, 50, 11), ctx.modify(0, None, "10.005"), ctx.modify(0, "1.5"))
            )
        if ctx.row == 3:
            said.append(ctx.modify(0, 60))

    plain = assert_alike(orders)
    assert said[:2] == said[2:] == [(None, "off_tick", "off_lot"), "not_open"]
    assert plain.fills["quantity"].to_list() == [50]


def test_an_account_shows_what_that_of_a_plain_run_shows():
    seen = []

    def looks(ctx):
        if ctx.row == 0:
            ctx.order("A", 100)
        shown = ctx.portfolio
        names = ("cash", "equity", "portfolio_value", "positions_value", "gross", "starting_cash")
        seen.append([getattr(shown, name) for name in (*names, "pnl", "returns")])
        seen[-1].append(shown.cash_in("USD"))

    assert_alike(looks, capital=5000)
    assert seen[:6] == seen[6:]
    assert seen[-1][-3:] == [400.0, 0.08, 4000.0]


def test_money_that_is_shared_anew_is_no_profit():
    seen = {}

    def holds(ctx):
        if ctx.row == 0:
            ctx.order("A", 50)
        seen[ctx.row] = (ctx.portfolio.pnl, ctx.portfolio.returns, ctx.portfolio.equity)

    two = {"holds": holds, "idle": lambda ctx: None}
    ft.run(ft.StrategyPortfolio(two, rebalance="monthly"), bars=market(), capital=2000)
    assert seen[2] == (50.0, 0.05, 1050.0)
    assert seen[3] == (100.0, 0.1, 1050.0)  # of 1,100, of which 50 went to the other one


@pytest.mark.parametrize(
    "text", ["drawdown:1e-9999999", "fixed:1e-9999999", "kelly:1e9999999", "volatility:1e9999999"]
)
def test_numbers_that_can_mean_nothing_are_refused(text):
    with pytest.raises(ConfigurationError, match="38 digits before the point"):
        ft.StrategyPortfolio({"a": orders_of_all_sizes}, allocate=text)
    with pytest.raises(ConfigurationError, match="38 digits before the point"):
        ft.StrategyPortfolio({"a": orders_of_all_sizes}, risk="leverage:1e-9999999:warn")


def test_what_goes_by_the_accounts_position_is_an_error_at_the_call():
    called = []

    def orders(ctx):
        for name, value in {"reduce_only": True, "group": "x", "parent": 0}.items():
            with pytest.raises(OrderError, match=f"an order with {name} is not there"):
                ctx.order("A", 1, **{name: value})
            called.append(name)

    ft.run(ft.StrategyPortfolio({"a": by_row({0: orders})}), bars=market())
    assert called == ["reduce_only", "group", "parent"]
