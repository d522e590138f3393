"""The functions of ``farthing.api``, each in a program of Zipline's kind."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
import three_months

import farthing as ft
from farthing import api
from farthing.backtest import costs
from farthing.errors import ConfigurationError, StrategyError, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result


def module(**functions: Callable[..., Any]) -> ModuleType:
    """A module with these functions, and an ``initialize`` that counts bars from 0."""
    made = ModuleType("steps")

    def initialize(context):
        context.bar = -1
        if "initialize" in functions:
            functions["initialize"](context)

    vars(made).update({**functions, "initialize": initialize})
    return made


def run(**functions: Callable[..., Any]) -> Result:
    """A run of such a program over the bars of three months."""
    return ft.run(module(**functions), bars=three_months.bars(), capital=1000, fill="close")


def at_first(action: Callable[[Any, Any], Any]) -> Result:
    """A run that does something at its first bar."""

    def handle_data(context, data):
        context.bar += 1
        if context.bar == 0:
            action(context, api.symbol("A"))

    return run(handle_data=handle_data)


ORDERS: dict[str, tuple[Callable[[Any], Any], int]] = {
    "order": (lambda a: api.order(a, 3), 3),
    "order_value": (lambda a: api.order_value(a, 160), 3),
    "order_percent": (lambda a: api.order_percent(a, 0.25), 5),
    "order_target": (lambda a: api.order_target(a, -2), -2),
    "order_target_value": (lambda a: api.order_target_value(a, "100.00"), 2),
    "order_target_percent": (lambda a: api.order_target_percent(a, Decimal("0.5")), 10),
    "a limit": (lambda a: api.order(a, 1, limit_price=50), 1),
    "a limit by style": (lambda a: api.order(a, 1, style=api.LimitOrder(50)), 1),
    "a stop": (lambda a: api.order(a, 1, stop_price="50.00"), 1),
    "a stop by style": (lambda a: api.order(a, 1, style=api.StopOrder(50.0)), 1),
    "the market by style": (lambda a: api.order(a, 1, style=api.MarketOrder()), 1),
}


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_is_for_what_its_name_says(name):
    give, expected = ORDERS[name]
    numbers = []
    result = at_first(lambda context, asset: numbers.append(give(asset)))
    assert numbers == [0]
    assert result.fills.select("quantity", "price").rows() == [(expected, Decimal("50.00"))]


PRICED = {
    "a limit": (lambda a: api.order(a, 1, 49), ("limit", 49, None)),
    "a limit by style": (lambda a: api.order(a, 1, style=api.LimitOrder(49)), ("limit", 49, None)),
    "a stop": (lambda a: api.order(a, 1, None, "60.50"), ("stop", None, Decimal("60.50"))),
    "a stop by style": (lambda a: api.order(a, 1, style=api.StopOrder(60)), ("stop", None, 60)),
    "a style over prices": (
        lambda a: api.order(a, 1, 49, style=api.MarketOrder()),
        ("market", None, None),
    ),
}


@pytest.mark.parametrize("name", PRICED)
def test_prices_and_styles_make_the_type_of_an_order(name):
    give, expected = PRICED[name]
    result = at_first(lambda context, asset: give(asset))
    assert result.orders.select("type", "limit", "stop").rows() == [expected]


def test_an_order_for_nothing_is_none():
    numbers = []
    at_first(lambda context, asset: numbers.append(api.order_target(asset, 0)))
    assert numbers == [None]


def test_orders_that_work_can_be_looked_at_and_taken_back():
    seen: dict[str, Any] = {}

    def handle_data(context, data):
        context.bar += 1
        asset = api.symbol("A")
        if context.bar == 0:
            low = api.order(asset, 2, limit_price=1)
            high = api.order(asset, -2, limit_price=900)
            seen["before"] = [order.id for order in api.get_open_orders(asset)]
            seen["by asset"] = {a.symbol: len(o) for a, o in api.get_open_orders().items()}
            seen["by number"] = api.cancel_order(low)
            seen["by order"] = api.cancel_order(api.get_order(high))
            seen["again"] = api.cancel_order(low)
            seen["after"] = (api.get_open_orders(asset), api.get_open_orders())
            order = api.get_order(low)
            seen["order"] = (order.state, order.amount, order.filled, order.limit, order.stop)

    result = run(handle_data=handle_data)
    assert seen == {
        "before": [0, 1],
        "by asset": {"A": 2},
        "by number": True,
        "by order": True,
        "again": False,
        "after": ([], {}),
        "order": ("cancelled", 2, 0, Decimal("1.00"), None),
    }
    assert result.order_states() == {"cancelled": 2}


def test_symbols_are_assets_and_unknown_ones_are_named():
    seen = []
    at_first(lambda context, asset: seen.append((api.symbols("A", "A"), asset, context.assets)))
    ((pair, asset, assets),) = seen
    assert (pair, tuple(assets)) == ([asset, asset], (asset,))
    with pytest.raises(StrategyError, match="unknown symbol 'B'") as caught:
        at_first(lambda context, asset: api.symbols("A", "B"))
    assert isinstance(caught.value.__cause__, UnknownSymbol)


def test_what_is_recorded_is_in_the_result():
    result = at_first(lambda context, asset: api.record(price=Decimal("1.25"), held=0))
    assert result.records.select("price", "held").rows() == [(Decimal("1.25"), 0)]


def test_the_time_is_that_of_the_bar_in_any_zone():
    seen = []

    def tell(context, data):
        seen.append((api.get_datetime(), str(api.get_datetime("America/New_York"))))

    run(initialize=lambda context: tell(context, None), handle_data=tell)
    assert seen[0][0] == datetime(2023, 12, 28, tzinfo=UTC), "before the run: its first open"
    assert seen[1] == (datetime(2023, 12, 29, tzinfo=UTC), "2023-12-28 19:00:00-05:00")
    assert len(seen) == 7


def test_the_account_speaks_zipline():
    seen = {}

    def handle_data(context, data):
        context.bar += 1
        if context.bar == 0:
            api.order(api.symbol("A"), -10)
        if context.bar == 1:
            account = context.account
            seen.update(
                settled_cash=account.settled_cash,
                net_liquidation=account.net_liquidation,
                total_positions_value=account.total_positions_value,
                total_positions_exposure=account.total_positions_exposure,
                net_leverage=account.net_leverage,
                leverage=account.leverage,
                portfolio=context.portfolio.cash,
            )

    run(handle_data=handle_data)
    assert seen == {
        "settled_cash": 1500.0,
        "net_liquidation": 980.0,
        "total_positions_value": -520.0,
        "total_positions_exposure": -520.0,
        "net_leverage": -520 / 980,
        "leverage": 520 / 980,
        "portfolio": 1500.0,
    }


def test_before_each_session_the_program_is_called_first():
    told = []
    run(
        before_trading_start=lambda context, data: told.append("before"),
        handle_data=lambda context, data: told.append("bar"),
    )
    assert told == ["before", "bar"] * 6


def test_a_program_may_have_no_bars():
    assert run().outcome.bars == 6


# --- settings in initialize


def test_initialize_chooses_costs_and_benchmark():
    def initialize(context):
        api.set_commission(api.commission.PerTrade(1))
        api.set_slippage(us_equities=api.slippage.FixedBasisPointsSlippage(10))
        api.set_benchmark(api.symbol("A"))
        api.set_commission()

    config = run(initialize=initialize).config
    assert config.commission == costs.PerTrade(1)
    assert config.slippage == costs.BpsSlippage(10)
    assert config.benchmark == "A"
    assert config.capital == 1000


MODELS = [
    (api.commission.NoCommission(), costs.NoCommission()),
    (api.commission.PerShare(), costs.PerShare("0.001")),
    (api.commission.PerShare(cost=0.005, min_trade_cost=1), costs.PerShare("0.005", 1)),
    (api.commission.PerTrade(cost=5), costs.PerTrade(5)),
    (api.commission.PerDollar(), costs.Bps(15)),
    (api.commission.PerDollar(cost=0.0001), costs.Bps(1)),
    (api.slippage.NoSlippage(), costs.NoSlippage()),
    (api.slippage.FixedSlippage(), costs.NoSlippage()),
    (api.slippage.FixedSlippage(spread=0.1), costs.SpreadSlippage("0.1")),
    (api.slippage.FixedBasisPointsSlippage().slippage, costs.BpsSlippage(5)),
    (api.slippage.VolumeShareSlippage().slippage, costs.VolumeShare("0.1")),
]


@pytest.mark.parametrize(("model", "expected"), MODELS)
def test_ziplines_models_are_farthings(model, expected):
    assert model == expected


NOT_THERE = {
    "a cost below nothing": (lambda: api.commission.PerDollar(-1), "cost is -1"),
}


@pytest.mark.parametrize("name", NOT_THERE)
def test_a_model_that_is_not_there_is_refused(name):
    make, expected = NOT_THERE[name]
    with pytest.raises(ConfigurationError, match=expected):
        make()


def test_models_of_other_markets_are_refused_where_they_are_some():
    def initialize(context):
        api.set_commission(us_futures=None)
        api.set_slippage(us_futures=api.slippage.NoSlippage())

    with pytest.raises(ConfigurationError, match="set_slippage: models for us_futures are not"):
        run(initialize=initialize)


@pytest.mark.parametrize(
    ("choose", "name"),
    [
        (lambda: api.set_commission(api.commission.PerTrade(1)), "set_commission"),
        (lambda: api.set_slippage(api.slippage.NoSlippage()), "set_slippage"),
        (lambda: api.set_benchmark(api.symbol("A")), "set_benchmark"),
    ],
)
def test_settings_come_too_late_once_the_run_is_under_way(choose, name):
    with pytest.raises(StrategyError, match=rf"{name} belongs in initialize\(\)"):
        at_first(lambda context, asset: choose())


def test_no_order_can_be_given_before_there_are_bars():
    with pytest.raises(ConfigurationError, match=r"no order can be given in initialize\(\)"):
        run(initialize=lambda context: api.order(api.symbol("A"), 1))


@pytest.mark.parametrize(
    "call",
    [
        lambda: api.symbol("A"),
        lambda: api.record(x=1),
        lambda: api.get_datetime(),
        lambda: api.get_open_orders(),
        lambda: api.set_commission(None),
    ],
)
def test_outside_a_run_there_is_no_program(call):
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="inside a running program alone"):
            call()
        run()
