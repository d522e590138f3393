"""``run_algorithm``: Zipline's arguments, shapes and columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import farthing as ft
from farthing import api
from farthing.errors import ConfigurationError, NotEnoughHistory, StrategyError
from farthing.types import Dividend, Instrument, Split
from farthing.zipline import run_algorithm, zipline_config
from farthing.zipline.functions import functions
from farthing.zipline.risk import against, risk

DAYS = [date(2024, 1, day) for day in (2, 3, 4, 5, 8)]
CLOSES = {"A": [10.0, 11.0, 12.0, 11.0, 13.0], "B": [20.0, 20.0, 21.0, 22.0, 20.0]}


def bars(**more):
    """Five days of two shares, on the calendar of their exchange."""
    frames = [
        pl.DataFrame(
            {"date": DAYS, "symbol": symbol, "open": closes, "close": closes}
        ).with_columns(volume=pl.lit(10_000))
        for symbol, closes in CLOSES.items()
    ]
    return ft.bars_from_frame(pl.concat(frames), calendar="XNYS", **more)


def run(handle_data=None, initialize=lambda context: None, bundle=None, **more):
    """A run of these functions, without costs."""

    def begin(context):
        api.set_commission(api.commission.NoCommission())
        api.set_slippage(api.slippage.NoSlippage())
        initialize(context)

    given = {"start": "2024-01-02", "end": "2024-01-08", "capital_base": 1000} | more
    return run_algorithm(
        initialize=begin, handle_data=handle_data, bundle=bundle or bars(), **given
    )


def seen(look, **more):
    """What a function sees at the third bar."""
    found = []

    def handle_data(context, data):
        if data.current_session == pd.Timestamp("2024-01-04"):
            found.append(look(context, data, *api.symbols("A", "B")))

    run(handle_data, **more)
    return found[0]


def once(order):
    """Orders at the first bar."""

    def handle_data(context, data):
        if data.current_session == pd.Timestamp("2024-01-02"):
            order(*api.symbols("A", "B"))

    return handle_data


COLUMNS = (
    "period_open", "period_close", "orders", "transactions", "positions", "starting_exposure",
    "ending_exposure", "starting_value", "ending_value", "starting_cash", "ending_cash", "returns",
    "portfolio_value", "longs_count", "shorts_count", "long_value", "short_value", "long_exposure",
    "pnl", "short_exposure", "gross_leverage", "net_leverage", "capital_used", "sharpe", "sortino",
    "max_drawdown", "max_leverage", "excess_return", "treasury_period_return", "trading_days",
    "period_label", "benchmark_period_return", "benchmark_volatility", "algorithm_period_return",
    "algo_volatility", "alpha", "beta",
)  # fmt: skip


def test_the_answer_has_ziplines_columns_day_by_day():
    days = run(once(lambda a, b: (api.order(a, 20), api.order(b, -10))))
    assert set(days.columns) == set(COLUMNS)
    assert str(days.index[0]) == "2024-01-02 21:00:00+00:00"
    second = days.iloc[1]
    assert second["portfolio_value"] == 1000
    assert second["ending_cash"] == 1000 - 220 + 200
    assert (second["long_value"], second["short_value"]) == (220, -200)
    assert (second["longs_count"], second["shorts_count"]) == (1, 1)
    assert second["ending_value"] == 20
    assert second["gross_leverage"] == 0.42
    assert days["pnl"].to_list() == [0, 0, 10, -30, 60]
    assert days["starting_cash"].to_list() == [1000, 1000, 980, 980, 980]
    assert str(second["period_open"]) == "2024-01-03 14:31:00+00:00"
    assert days["trading_days"].to_list() == [1, 2, 3, 4, 5]


def test_orders_transactions_and_positions_are_lists_of_dictionaries():
    days = run(once(lambda a, b: api.order(a, 20)))
    assert [len(each) for each in days["transactions"]] == [0, 1, 0, 0, 0]
    (filled,) = days["transactions"].iloc[1]
    assert (filled["amount"], filled["price"], filled["sid"].symbol) == (20, 11.0, "A")
    (order,) = days["orders"].iloc[1]
    assert (order["status"].name, order["filled"], order["id"]) == ("FILLED", 20, "0")
    (held,) = days["positions"].iloc[4]
    assert (held["amount"], held["cost_basis"], held["last_sale_price"]) == (20, 11.0, 13.0)


def test_a_value_is_a_scalar_a_series_or_a_frame():
    price, by_asset, by_field, table = seen(
        lambda context, data, a, b: (
            data.current(a, "close"),
            data.current([a, b], "close"),
            data.current(a, ["close", "volume"]),
            data.current([a, b], ["close", "volume"]),
        )
    )
    assert price == 12.0
    assert isinstance(price, float)
    assert ([str(asset) for asset in by_asset.index], by_asset.to_list()) == (["A", "B"], [12, 21])
    assert by_field.to_dict() == {"close": 12.0, "volume": 10_000.0}
    assert table.shape == (2, 2)
    assert table["volume"].to_list() == [10_000.0, 10_000.0]


def test_history_has_the_shapes_of_zipline():
    series, by_asset, by_field, pairs = seen(
        lambda context, data, a, b: (
            data.history(a, "close", 2, "1d"),
            data.history([b, a], "close", 2, "1d"),
            data.history(a, ["close", "volume"], 2, "1d"),
            data.history([a, b], ["close", "open"], 2, "1d"),
        )
    )
    labels = [pd.Timestamp("2024-01-03"), pd.Timestamp("2024-01-04")]
    assert series.to_dict() == dict(zip(labels, [11.0, 12.0], strict=True))
    assert [str(asset) for asset in by_asset.columns] == ["B", "A"]
    assert by_asset.to_numpy().tolist() == [[20.0, 11.0], [21.0, 12.0]]
    assert list(by_field.columns) == ["close", "volume"]
    assert [(day, str(asset)) for day, asset in pairs.index] == [
        (day, symbol) for day in labels for symbol in "AB"
    ]
    assert pairs["close"].to_list() == [11.0, 20.0, 12.0, 21.0]


def test_history_is_adjusted_for_splits_and_dividends():
    split = Split("A", date(2024, 1, 4), 2, 1)
    dividend = Dividend("B", date(2024, 1, 4), Decimal("2.00"))
    found = seen(
        lambda context, data, a, b: data.history([a, b], "close", 2, "1d"),
        bundle=bars(splits=[split], dividends=[dividend]),
    )
    assert found.iloc[0].to_list() == pytest.approx([5.5, 20 * 0.9])
    assert found.iloc[1].to_list() == [12.0, 21.0]


def test_more_history_than_there_is_raises_as_in_zipline():
    with pytest.raises(StrategyError, match="history of 4 bars: the data has 3") as told:
        seen(lambda context, data, a, b: data.history(a, "close", 4, "1d"))
    assert isinstance(told.value.__cause__, NotEnoughHistory)


def test_the_portfolio_knows_its_weights():
    weights = []

    def handle_data(context, data):
        if not context.portfolio.positions and not api.get_open_orders():
            api.order(api.symbol("A"), 50)
        weights.append(context.portfolio.current_portfolio_weights.to_dict())

    run(handle_data)
    (weight,) = weights[1].values()
    assert weights[0] == {}
    assert weight == 550 / 1000


SIZES = {
    "order": (lambda f, a: f["order"](a, 2.7), 2),
    "a whole number nearly": (lambda f, a: f["order"](a, 2.99995), 3),
    "order_value": (lambda f, a: f["order_value"](a, 108), 9),
    "order_percent": (lambda f, a: f["order_percent"](a, 0.4), 33),
    "order_target": (lambda f, a: f["order_target"](a, 3), -7),
    "order_target_value": (lambda f, a: f["order_target_value"](a, 115), 0),
    "order_target_percent": (lambda f, a: f["order_target_percent"](a, 0.5), 32),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_size_is_what_zipline_makes_of_it(name):
    # Ten shares are held at 12.00 and the account is worth 1,010 at the bar of the order.
    give, amount = SIZES[name]
    given = functions()
    amounts = []

    def handle_data(context, data):
        share, day = api.symbol("A"), data.current_session.day
        if day == 2:
            given["order"](share, 10)
        if day == 4:
            number = give(given, share)
            assert number is None or number == "1"
            amounts.extend(order.amount for order in given["get_open_orders"](share))

    run(handle_data)
    assert amounts == ([amount] if amount else [])


def test_targets_do_not_look_at_open_orders():
    given = functions()
    days = run(once(lambda a, b: (given["order_target"](a, 5), given["order_target"](a, 5))))
    assert days["positions"].iloc[-1][0]["amount"] == 10


def test_orders_are_looked_at_by_their_text():
    given, found = functions(), {}

    def look(a, b):
        number = given["order"](a, 10, limit_price=1)
        order = given["get_order"](number)
        found.update(id=order.id, limit=order.limit, status=order.status.name, sid=str(order.sid))
        found.update(open=order.open_amount, by=list(map(str, given["get_open_orders"]())))
        given["cancel_order"](order)
        found["after"] = given["get_order"](number).status.name

    run(once(look))
    assert found == {
        "id": "0", "limit": 1.0, "status": "OPEN", "sid": "A", "open": 10, "by": ["A"],
        "after": "CANCELLED",
    }  # fmt: skip


def test_many_market_orders_are_given_at_once():
    given, ids = functions(), []
    counts = {}

    def look(a, b):
        counts.update({a: 3, b: 0.2})
        ids.append(given["batch_market_order"](pd.Series(counts)))

    days = run(once(look))
    assert list(ids[0]) == ["0"]
    assert len(days["orders"].iloc[1]) == 1


def test_numbers_of_numpy_can_be_recorded():
    days = run(lambda context, data: functions()["record"]("x", np.float64(1.5), y=np.int64(2)))
    assert days["x"].to_list() == [1.5] * 5
    assert days["y"].to_list() == [2] * 5


def test_the_environment_is_ziplines():
    told = []
    run(initialize=lambda context: told.append(functions()["get_environment"]("*")))
    assert told[0]["platform"] == "zipline"
    assert told[0]["data_frequency"] == "daily"
    assert told[0]["start"] == pd.Timestamp("2024-01-02")


def test_figures_of_risk_by_hand():
    returns = np.array([0.01, -0.02, 0.03])
    found = risk(returns, np.array([0.5, 0.2, 0.7]))
    assert found["algorithm_period_return"][-1] == pytest.approx(1.01 * 0.98 * 1.03 - 1)
    assert found["max_drawdown"].tolist() == pytest.approx([0, -0.02, -0.02])
    assert found["max_leverage"].tolist() == [0.5, 0.5, 0.7]
    assert found["sharpe"][-1] == pytest.approx(returns.mean() / returns.std(ddof=1) * 252**0.5)
    downside = (0.02**2 / 3) ** 0.5
    assert found["sortino"][-1] == pytest.approx(returns.mean() / downside * 252**0.5)


def test_a_benchmark_of_the_same_returns_has_beta_one():
    days = pd.DatetimeIndex(["2024-01-02", "2024-01-03", "2024-01-04"])
    returns = np.array([0.01, -0.02, 0.03])
    found = against(returns, pd.Series(returns, index=days.tz_localize("UTC")), days)
    assert found["beta"][-1] == pytest.approx(1)
    assert found["alpha"][-1] == pytest.approx(0)
    assert np.isnan(against(returns, None, days)["beta"])


REFUSED = {
    "another calendar": ({"trading_calendar": "XLON"}, "trading_calendar='XLON' is not there"),
    "another blotter": ({"blotter": "mine"}, "blotter='mine' is not there"),
    "no such argument": ({"speed": 1}, "no argument 'speed'"),
    "a frequency": ({"data_frequency": "hourly"}, "it is daily or minute"),
    "bars of another length": ({"data_frequency": "minute"}, "needs bars of 1m; these are 1d"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_argument_that_asks_for_what_is_not_there_is_refused(name):
    more, message = REFUSED[name]
    with pytest.raises(ConfigurationError, match=message):
        run(**more)


def test_the_defaults_are_ziplines():
    config = zipline_config()
    chosen = str(config.commission), str(config.slippage), str(config.volume_limit), config.fill
    assert chosen == ("per-share:0.001:0", "bps:5", "0.1", "next-close")


def test_slippage_without_a_volume_limit_has_none():
    days = run(once(lambda a, b: api.order(a, 9_000)))
    assert days["transactions"].iloc[1][0]["amount"] == 9_000


def test_contracts_weigh_what_they_are_worth_and_not_what_is_due():
    points = Instrument("A", kind="future", multiplier=Decimal(5))
    given = bars(instruments=[points, Instrument("B")])

    def look(context, data, a, b):
        portfolio, account = context.portfolio, context.account
        return (
            portfolio.current_portfolio_weights.to_dict(),
            portfolio.positions[a].value,
            portfolio.positions_exposure,
            account.total_positions_exposure,
            account.net_leverage * portfolio.portfolio_value,
            account.leverage * portfolio.portfolio_value,
        )

    def handle_data(context, data):
        a, b = api.symbols("A", "B")
        if data.current_session == pd.Timestamp("2024-01-02"):
            api.order(a, 2)
            api.order(b, -3)
        if data.current_session == pd.Timestamp("2024-01-04"):
            found.append(look(context, data, a, b))

    found = []
    run(handle_data, bundle=given, capital_base=10_000)
    [(weights, value, *worth)] = found
    equity = 10_000 + 2 * 5 * (12 - 11) - 3 * (21 - 20)
    assert value == 2 * 5 * 12
    assert {asset.symbol: weight for asset, weight in weights.items()} == {
        "A": 120 / equity, "B": -63 / equity,
    }  # fmt: skip
    assert worth == pytest.approx([57, 57, 57, 183])


def test_a_coin_is_shown_in_fractions_and_a_share_is_whole():
    coins = bars(instruments=[Instrument("A", quantity_scale=8), Instrument("B")])
    found = []

    def handle_data(context, data):
        a, b = api.symbols("A", "B")
        if data.current_session == pd.Timestamp("2024-01-02"):
            first = api.order(a, 0.5, style=api.LimitOrder(1.0)), api.order(b, 2)
            found.extend(api.get_order(each) for each in first)

    perf = run(handle_data, bundle=coins)
    assert [(each.amount, each.filled, each.open_amount) for each in found] == [
        (0.5, 0.0, 0.5), (2, 0, 2),
    ]  # fmt: skip
    assert [type(each.amount) for each in found] == [float, int]
    assert [each["amount"] for day in perf["orders"] for each in day] == [0.5, 2]
    assert [each["amount"] for day in perf["transactions"] for each in day] == [2]
