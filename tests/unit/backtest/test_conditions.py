"""Carry, margin calls and controls of a run, on both drivers, as users ask for them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import polars as pl
import pytest

import farthing as ft
from farthing import api, costs
from farthing.data.manifest import _instrument, plain
from farthing.errors import ConfigurationError, StrategyError, UnknownSymbol
from farthing.report.beancount import beancount
from farthing.report.run import Run
from farthing.report.sections.costs import costs as costs_section
from farthing.types import Instrument

FIRST = date(2024, 1, 2)
"""A Tuesday."""


def frame(*prices: float, symbol: str = "A", first: date = FIRST) -> pl.DataFrame:
    """One bar a weekday, all of whose prices are the same."""
    days = [first + timedelta(days=n) for n in range(2 * len(prices) + 2)]
    weekdays = [day for day in days if day.weekday() < 5][: len(prices)]
    return pl.DataFrame(
        {
            "date": [str(day) for day in weekdays],
            "symbol": [symbol] * len(prices),
            **{name: list(map(float, prices)) for name in ("open", "high", "low", "close")},
            "volume": [10_000] * len(prices),
        }
    )


def both(orders: dict[int, list[tuple[str, float]]], bars: Any, **settings: Any) -> ft.Result:
    """Market orders by row, on both drivers, which must agree to the last digit."""

    def on_bar(ctx: ft.Context) -> None:
        for symbol, size in orders.get(ctx.row, []):
            ctx.order(symbol, size)

    event = ft.run(on_bar, bars=bars, **settings)
    tape = [
        {"row": row, "asset": symbol, "size": size}
        for row, given in orders.items()
        for symbol, size in given
    ]
    batch = ft.simulate(bars, orders=tape, **settings)
    assert event.digest == batch.digest
    return event


def events(result: ft.Result, kind: str) -> list[Decimal]:
    return result.events.filter(pl.col("kind") == kind).get_column("value").to_list()


def test_a_short_pays_for_the_weekend_and_cash_earns_it():
    # Tuesday to Friday, then Monday; short from Wednesday. 1000.00 * 0.36 / 360 = 1.00 a day.
    bars = frame(10, 10, 10, 10, 10)
    result = both({0: [("A", -100)]}, bars, capital=1000, borrow="0.36", interest="0.036:0")
    assert events(result, "borrow") == [Decimal(-1), Decimal(-1), Decimal(-3)]
    # 1000.00, then 2000.10 - 1.00, 1999.30 - 1.00 and 1998.50 - 3.00, at 0.0001 a day.
    assert events(result, "interest") == list(map(Decimal, ("0.10", "0.20", "0.20", "0.60")))
    balances = {row["account"]: row["amount"] for row in result.balances.iter_rows(named=True)}
    assert (balances["borrow"], balances["interest"]) == (Decimal(5), Decimal("-1.10"))


def test_rates_and_units_by_symbol_go_before_those_of_instruments():
    bars = pl.concat([frame(10, 10, 10), frame(20, 20, 20, symbol="B")])
    orders = {0: [("A", -100), ("B", -50), ("B", -1)]}
    result = both(orders, bars, capital=1000, borrow="0.36,B=0.72,B<=50")
    assert events(result, "borrow") == [Decimal(-1), Decimal(-2)]
    assert result.refusals == {"no_borrow": 1}
    with pytest.raises(UnknownSymbol, match="C"):
        ft.simulate(bars, orders=[], borrow="0.01,C=0.02")


def test_an_account_that_falls_too_far_is_called_and_sold():
    # 190 shares of 10.00 for 1000.00; at 6.00 equity is 240.00 and a quarter of 1140.00 is 285.00.
    bars = frame(10, 10, 6, 5, 5)
    result = both({0: [("A", 190)]}, bars, capital=1000, account="reg-t")
    assert result.margin_calls.get_column("missing").to_list() == [Decimal("45.00")]
    ends = result.orders.select("quantity", "state", "origin").rows()
    assert ends == [(190, "filled", "strategy"), (-190, "filled", "liquidation")]
    assert result.end_equity == Decimal("50.00")
    assert "margin calls" in result._repr_html_()
    later = both({0: [("A", 190)]}, bars, capital=1000, account="reg-t:9")
    assert later.orders.get_column("origin").to_list() == ["strategy"]


def test_controls_refuse_by_name_and_are_counted():
    orders = {0: [("A", -1), ("A", 200), ("A", 5)], 1: [("A", 5)]}
    controls = "long-only,order-units:100,order-count:3,restricted:A:2024-01-03:2024-01-03"
    result = both(orders, frame(10, 10, 10), capital=10_000, controls=controls)
    assert result.refusals == {"long_only": 1, "order_too_large": 1, "restricted": 1}
    assert result.order_states()["refused: restricted"] == 1
    assert result.manifest()["config"]["controls"] == controls.split(",")


@pytest.mark.parametrize(
    ("text", "restricted_rows"),
    [
        ("restricted:A", [0, 1, 2, 3]),
        ("restricted:A:2024-01-03", [1, 2, 3]),
        ("restricted:A::2024-01-03", [0, 1]),
        ("restricted:A:2024-01-06:2024-01-07", []),  # a weekend after the last bar
        ("restricted:A:2024-01-04:2024-01-31", [2, 3]),
    ],
)
def test_a_restriction_is_of_days(text, restricted_rows):
    orders = {row: [("A", 1)] for row in range(4)}
    result = both(orders, frame(10, 10, 10, 10), controls=text)
    reasons = result.orders.get_column("reason").to_list()
    assert [row for row, reason in enumerate(reasons) if reason] == restricted_rows


def test_a_control_of_what_is_not_there_is_refused():
    with pytest.raises(UnknownSymbol, match="B"):
        ft.simulate(frame(10, 10), orders=[], controls="restricted:B")


def test_the_report_and_the_journal_have_what_time_costs():
    bars = frame(10, 10, 10, 10, 10)
    result = both({0: [("A", -100)]}, bars, capital=1000, borrow="0.36", interest="0.036")
    kinds = costs_section(Run.of(result)).kinds
    named = {row[0].words: (row[1].words, row[3].words) for row in kinds.rows}
    assert named["Borrow paid"] == ("5.00", "0.36")
    assert named["Interest earned"] == ("1.10", "0.036:0.036")
    assert "Interest paid" not in named
    journal = beancount(result)
    assert "Expenses:Borrow:AX  5.00" in journal or "Expenses:Borrow:AX  1.00" in journal
    assert "Income:Interest" in journal


def test_slippage_and_commission_of_each_model_reach_both_drivers():
    bars = frame(10, 10.5, 9.5, 10, 10.25, 10.1)
    orders = {row: [("A", 7)] for row in range(5)}
    digests = set()
    for slippage in ("fixed:0.02", "spread:0.06", "volatility:0.5:2", "spread-estimate:2"):
        for commission in ("ibkr-fixed", "ibkr-tiered", "coinbase-advanced", "bps:10:0:0.05"):
            result = both(orders, bars, slippage=slippage, commission=commission)
            digests.add(result.digest)
    # An estimate of bars without a range is nothing: these four runs are those of no slippage.
    assert len(digests) == 16


def test_an_instrument_keeps_its_conditions_in_a_manifest_and_leaves_out_what_it_has_not():
    own = {
        "borrow_rate": "0.02",
        "financing_short": "-0.01",
        "initial_margin": "500",
        "maintenance_margin": "400",
    }
    one = Instrument("A", **{name: Decimal(number) for name, number in own.items()})
    record = plain(one)
    assert {name: record.get(name) for name in own} == own
    assert "borrowable" not in record
    assert _instrument(record) == one
    assert not set(own) & set(plain(Instrument("B")))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"borrow_rate": -1}, "borrow_rate is -1; it must be 0 or more"),
        ({"initial_margin": 5}, "a margin is initial_margin and maintenance_margin: give both"),
        (
            {"initial_margin": Decimal(-5), "maintenance_margin": Decimal(5)},
            "initial_margin is -5; it is money per contract, 0 or more",
        ),
        (
            {"initial_margin": Decimal(5), "maintenance_margin": Decimal(-1)},
            "maintenance_margin is -1; it is money per contract, 0 or more",
        ),
        ({"borrowable": 0.5}, "borrowable 0.5 is no finite Decimal"),
    ],
)
def test_an_instrument_refuses_conditions_that_make_no_sense(numbers, words):
    with pytest.raises(ConfigurationError, match=words):
        Instrument("A", **numbers)


def program(initialize: Any) -> ModuleType:
    """A Zipline program that buys 10 at the first bar and sells 20 at the second."""
    made = ModuleType("controlled")

    def begin(context: Any) -> None:
        context.bar = 0
        initialize(context)

    def handle_data(context: Any, data: Any) -> None:
        context.bar += 1
        if context.bar < 3:
            api.order(api.symbol("A"), {1: 10, 2: -20}[context.bar])

    vars(made).update(initialize=begin, handle_data=handle_data)
    return made


SETTERS = {
    "set_long_only": (lambda _: api.set_long_only(), {"long_only": 1}),
    "set_max_leverage": (lambda _: api.set_max_leverage("0.05"), {"leverage": 2}),
    "set_max_order_count": (lambda _: api.set_max_order_count(0), {"too_many_orders": 2}),
    "set_max_order_size": (
        lambda _: api.set_max_order_size(api.symbol("A"), max_shares=15),
        {"order_too_large": 1},
    ),
    "set_max_position_size": (
        lambda _: api.set_max_position_size(max_notional=99),
        {"position_too_large": 2},
    ),
    "set_do_not_order_list": (
        lambda context: api.set_do_not_order_list(context.assets),
        {"restricted": 2},
    ),
    "set_asset_restrictions": (
        lambda _: api.set_asset_restrictions([costs.restricted("A", date(2024, 1, 3))]),
        {"restricted": 1},
    ),
}


@pytest.mark.parametrize("name", SETTERS)
def test_a_control_of_zipline_refuses_by_name_and_the_run_goes_on(name):
    initialize, refusals = SETTERS[name]
    result = ft.run(program(initialize), bars=frame(10, 10, 10, 10), capital=1000)
    assert result.refusals == refusals
    assert result.error is None
    assert len(result.config.controls) == 1


def test_setters_add_up_and_belong_in_initialize():
    def initialize(context: Any) -> None:
        api.set_long_only()
        api.set_max_order_count(9, on_error="log")

    result = ft.run(program(initialize), bars=frame(10, 10), controls="order-units:9")
    assert list(map(str, result.config.controls)) == ["order-units:9", "long-only", "order-count:9"]
    with pytest.raises(ConfigurationError, match="on_error is 'raise'"):
        ft.run(program(lambda _: api.set_long_only(on_error="raise")), bars=frame(10, 10))


@pytest.mark.parametrize(("grace", "days"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_an_account_that_holds_too_little_ends_the_run_after_the_grace(grace, days):
    """The frame's prices are bought for 100 of 1000 at the second bar; the first day holds none."""
    asked = program(lambda _: api.set_min_leverage("0.1001", timedelta(days=grace)))
    with pytest.raises(StrategyError, match=r"set_min_leverage: .* at least 0.1001") as raised:
        ft.run(asked, bars=frame(10, 10, 10, 10), capital=1000)
    kept = raised.value.result
    assert kept is not None
    assert len(kept.equity) == days


def test_a_leverage_that_is_just_enough_lets_the_run_go_on():
    def run(least: str, grace: timedelta = timedelta(days=1)) -> ft.Result:
        asked = program(lambda _: api.set_min_leverage(least, grace))
        return ft.run(asked, bars=frame(10, 10, 10, 10), capital=1000)

    assert run("0.1").error is None
    with pytest.raises(ConfigurationError, match="the grace period is datetime"):
        run("0.1", timedelta(days=-1))
    with pytest.raises(ConfigurationError):
        run("much")


def test_a_grace_for_calls_that_cannot_come_is_refused():
    """Of a margin account only contracts are called for."""
    words = "account margin:2:3: a grace of 3 is for margin calls, .* leave the grace out, or"
    with pytest.raises(ConfigurationError, match=words):
        ft.run(lambda ctx: None, bars=frame(10, 10), account="margin:2:3")
    margins = {"initial_margin": Decimal(5), "maintenance_margin": Decimal(4)}
    bars = ft.bars_from_frame(
        frame(10, 10), instruments=[Instrument("A", kind="future", **margins)]
    )
    assert ft.run(lambda ctx: None, bars=bars, account="margin:2:3").config.account.grace == 3
