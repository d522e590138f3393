"""Limits of risk in whole runs: nothing that is ordered escapes the measure."""

from datetime import date
from decimal import Decimal

import polars as pl

import farthing as ft

DAYS = [date(2024, 1, day) for day in (29, 30, 31)] + [date(2024, 2, day) for day in (1, 2, 5)]


def market(prices="10 10 10 10 10 10", volume=(9999,) * 6):
    """Bars of one asset whose opens are its closes too."""
    opens = [Decimal(price) for price in prices.split()]
    return pl.DataFrame(
        {"date": DAYS, "open": opens, "close": opens, "volume": list(volume)},
        schema_overrides={"open": pl.Decimal(38, 2), "close": pl.Decimal(38, 2)},
    )


def by_row(calls):
    """A strategy that does one thing at each of these bars."""

    def on_bar(ctx):
        if ctx.row in calls:
            calls[ctx.row](ctx)

    return on_bar


def run(risk, bars=None, capital=2000, **strategies):
    """A run of strategies, each told as calls by bar."""
    calls = {name: by_row(each) for name, each in strategies.items()}
    portfolio = ft.StrategyPortfolio(calls, risk=risk)
    return ft.run(portfolio, bars=market() if bars is None else bars, capital=capital)


def orders(*sizes, **terms):
    def call(ctx):
        for size in sizes:
            ctx.order(0, size, **terms)

    return call


def fills(result):
    return [int(quantity) for quantity in result.strategies.fills["quantity"]]


def test_orders_that_are_given_anew_are_measured():
    """p takes its order back, so that q's part is given anew; p orders as much again."""

    def p(ctx):
        ctx.cancel(0)
        ctx.order(0, 150)

    result = run(
        "leverage:1:reject",
        market(volume=[9, 0, 9999, 9999, 9999, 9999]),
        p={0: orders(50), 1: p},
        q={0: orders(150)},
    )
    assert fills(result) == [150]
    assert result.strategies.risk["orders"].to_list() == [1]


def test_a_change_that_makes_an_order_larger_is_judged():
    said = []
    changed = {1: lambda ctx: said.extend([ctx.modify(0, 5000, 11), ctx.get_order(0).quantity])}
    result = run("leverage:1:reject", a={0: orders(1, limit=5), **changed})
    assert said == ["risk_leverage", 1]
    assert fills(result) == []
    assert result.strategies.risk.select("action", "orders").rows() == [("reject", 1)]


def test_a_change_is_reduced_to_what_there_is_room_for():
    said = []
    changed = {1: lambda ctx: said.extend([ctx.modify(0, 5000, 11), ctx.get_order(0).quantity])}
    result = run("leverage:1:reduce", a={0: orders(1, limit=5), **changed})
    assert said == [None, 200]  # 2,000 dollars are 200 shares, of which 1 was ordered before
    assert fills(result) == [200]


def test_a_change_counts_with_the_orders_of_its_bar():
    both = {1: lambda ctx: (ctx.modify(0, 150, 11), ctx.order(0, 100))}
    result = run("leverage:1:reject", a={0: orders(1, limit=5), **both})
    assert fills(result) == [150]
    after = {1: lambda ctx: (ctx.order(0, 100), ctx.modify(0, 150, 11))}
    result = run("leverage:1:reject", a={0: orders(1, limit=5), **after})
    assert fills(result) == [100]


def test_a_change_that_makes_an_order_smaller_is_never_judged():
    said = []
    calls = {0: orders(1000, limit=5), 1: lambda ctx: said.append(ctx.modify(0, 900, 21))}
    result = run("leverage:5:reject", market("10 20 20 20 20 20"), a=calls)
    assert said == [None]
    assert fills(result) == [900]


def test_orders_that_only_reduce_together_close_no_more_than_is_held():
    result = run("leverage:0.6:reject", a={0: orders(100), 2: orders(*[-100] * 5)})
    assert fills(result) == [100, -100]


def test_what_closes_already_is_closed_once():
    silent = market(volume=[9999, 9999, 9999, 0, 9999, 9999])
    result = run(
        "leverage:0.6:reject", silent, a={0: orders(100), 2: orders(-100), 3: orders(-100, -100)}
    )
    assert fills(result) == [100, -100]


def test_without_equity_only_what_reduces_may_pass():
    """150 shares short at 10 dollars, which are 30 then: 3,000 lost of 2,000."""
    calls = {0: orders(-150), 3: orders(-10), 4: orders(50)}
    bars = market("10 10 30 30 30 30")
    for action in ("reject", "reduce", "halt"):
        result = run(f"leverage:5:{action}", bars, a=calls)
        assert fills(result) == [-150, 50]
        assert result.strategies.risk["measure"].to_list()[0] == float("inf")
    assert fills(run("concentration:5:reject", bars, a=calls)) == [-150, 50]
