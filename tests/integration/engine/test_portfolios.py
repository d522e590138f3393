"""Strategies beside each other in whole runs: their books are those of the account."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.data import find_source, ingest
from farthing.errors import ConfigurationError, OrderError, StrategyError
from farthing.report import save

DAYS = [date(2024, 1, day) for day in (29, 30, 31)] + [date(2024, 2, day) for day in (1, 2, 5)]


def market(**columns):
    """Bars of one asset, ten dollars at all times unless said otherwise."""
    frame = {"date": DAYS, "open": ["10.00"] * 6, "close": ["10.00"] * 6, "volume": [1000] * 6}
    return pl.DataFrame({**frame, **columns}).with_columns(
        pl.col("open", "close").cast(pl.Decimal(38, 2))
    )


def at(row, act):
    """A strategy that does one thing at one bar."""
    return lambda ctx: act(ctx) if ctx.row == row else None


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(years=2), "demo", home=home).bundle.bars()


class Trend(ft.Strategy):
    """Holds what rises."""

    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx):
        up = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(up / len(ctx.assets))


class Against(ft.Strategy):
    """Sells what rises, short too, and rebalances at every bar."""

    def on_bar(self, ctx):
        up = ctx.sma(5) > ctx.sma(20)
        ctx.target_percent(np.where(up, -1, 0.5) / len(ctx.assets), rebalance=True)


class Mixed(ft.Strategy):
    """Gives orders of many kinds, wrong ones too."""

    def on_bar(self, ctx):
        if ctx.row % 5:
            return
        price = ctx.history("price", 1)[0]
        for place, asset in enumerate(ctx.assets):
            if np.isnan(price[place]):
                continue
            ctx.order(asset, 7, limit=float(price[place]) * 0.99, duration="day")
            ctx.order_value(asset, -800)
            ctx.order(asset, "1.5")
            ctx.order_target_percent(asset, 0.05 * (ctx.row % 3))
            ctx.order(asset, -3, at="open")
            ctx.order(asset, 5, stop=float(price[place]) * 1.01)


COSTS = {"commission": "per-share:0.01:1", "slippage": "bps:5", "volume_limit": "0.01"}
MARGIN = {**COSTS, "account": "portfolio:2:2.5", "borrow": "0.03", "interest": "0.02:0.06"}


@pytest.mark.parametrize("strategy", [Trend, Against, Mixed])
@pytest.mark.parametrize("more", [{}, COSTS, MARGIN, {"fill": "next-close"}])
def test_a_strategy_alone_with_all_the_money_has_the_digest_of_its_plain_run(demo, strategy, more):
    plain = ft.run(strategy, bars=demo, **more)
    portfolio = ft.StrategyPortfolio({"alone": strategy}, allocate="fixed:1", rebalance="monthly")
    alone = ft.run(portfolio, bars=demo, **more)
    assert len(plain.fills) > 20
    assert alone.trades.equals(plain.trades)
    assert alone.fills.equals(plain.fills)
    assert alone.digest == plain.digest
    own = alone.strategies.equity.filter(pl.col("strategy") == "alone")
    assert own["equity"].to_list() == plain.equity["equity"].to_list()


RULES = [
    ("fixed:0.5,0.3,0.1", "monthly"),
    ("equal", "never"),
    ("volatility:20", "weekly"),
    ("risk-parity:20", "drift:0.02"),
    ("kelly:0.5:20", "quarterly"),
    ("drawdown:0.1", "daily"),
]


@pytest.mark.parametrize(("allocate", "rebalance"), RULES)
@pytest.mark.parametrize("more", [COSTS, MARGIN])
def test_books_add_up_to_the_account_at_every_bar(demo, allocate, rebalance, more):
    strategies = {"trend": Trend, "against": Against, "mixed": Mixed}
    portfolio = ft.StrategyPortfolio(strategies, allocate=allocate, rebalance=rebalance)
    result = ft.run(portfolio, bars=demo, **more)
    own = result.strategies
    sums = own.equity.group_by("time", maintain_order=True).agg(pl.col("equity", "cash").sum())
    assert sums["equity"].to_list() == result.equity["equity"].to_list()
    assert sums["cash"].to_list() == result.equity["cash"].to_list()
    held = own.positions.group_by("session", "symbol").agg(pl.col("quantity", "value").sum())
    held = held.filter(pl.col("quantity") != 0).sort("session", "symbol")
    account = result.positions.select("session", "symbol", "quantity", "value")
    assert held.rows() == account.sort("session", "symbol").rows()
    profit = result.end_equity - result.config.capital
    for by in ("strategy", "symbol", "sector", "cost"):
        assert own.attribution(by)["profit"].sum() == profit
    fees = -own.attribution("cost").filter(pl.col("cost") == "fees")["profit"].item()
    assert fees == result.fills["fee"].sum()
    assert {"dividend", "split"} <= set(own.journal["kind"])


def test_orders_are_netted_and_their_fill_is_allotted():
    both = {"a": at(0, lambda ctx: ctx.order(0, 10)), "b": at(0, lambda ctx: ctx.order(0, -4))}
    result = ft.run(ft.StrategyPortfolio(both), bars=market(), commission="per-trade:1")
    assert result.orders["quantity"].to_list() == [6]
    assert result.strategies.fills.select("strategy", "quantity", "value", "fee").rows() == [
        ("a", Decimal(10), Decimal("100.00"), Decimal("0.71")),
        ("b", Decimal(-4), Decimal("-40.00"), Decimal("0.29")),
    ]


def test_a_common_order_that_a_split_enlarges_fills_for_each():
    bars = ft.bars_from_frame(market(volume=[9, 9, 9, 9, 9, 9]))
    bars = replace(bars, splits=(ft.Split("ASSET", DAYS[1], 4, 1),))
    both = {"a": at(0, lambda ctx: ctx.order(0, 2)), "b": at(0, lambda ctx: ctx.order(0, 1))}
    result = ft.run(ft.StrategyPortfolio(both), bars=bars)
    assert result.fills["quantity"].to_list() == [12]
    assert result.strategies.fills.select("strategy", "quantity").rows() == [("a", 8), ("b", 4)]


def test_what_nets_to_nothing_crosses_at_the_next_bar_with_volume_and_costs_nothing():
    both = {"a": at(0, lambda ctx: ctx.order(0, 5)), "b": at(0, lambda ctx: ctx.order(0, -5))}
    bars = market(
        open=["10", "11", "12", "13", "14", "15"], close=["10.5"] * 6, volume=[9, 0, 9, 9, 9, 9]
    )
    result = ft.run(
        ft.StrategyPortfolio(both), bars=bars, commission="per-trade:1", slippage="bps:50"
    )
    assert result.orders.is_empty()
    fills = result.strategies.fills
    assert fills.select("strategy", "kind", "quantity", "price", "fee").rows() == [
        ("a", "crossing", Decimal(5), Decimal("12.0"), Decimal(0)),
        ("b", "crossing", Decimal(-5), Decimal("12.0"), Decimal(0)),
    ]
    assert fills["time"].to_list() == [result.equity["time"][2]] * 2


def test_what_nets_to_nothing_crosses_at_once_where_the_data_has_no_volumes():
    both = {"a": at(0, lambda ctx: ctx.order(0, 5)), "b": at(0, lambda ctx: ctx.order(0, -5))}
    result = ft.run(ft.StrategyPortfolio(both), bars=market().drop("volume"))
    assert result.strategies.fills["time"].to_list() == [result.equity["time"][1]] * 2


def test_a_fill_in_parts_is_allotted_part_by_part():
    both = {"a": at(0, lambda ctx: ctx.order(0, 20)), "b": at(0, lambda ctx: ctx.order(0, 10))}
    result = ft.run(ft.StrategyPortfolio(both), bars=market(volume=[100] * 6), volume_limit="0.1")
    parts = result.strategies.fills["quantity"].to_list()
    assert parts == [7, 3, 7, 3, 6, 4]  # 10 of 20 and 10, of 13 and 7, of 6 and 4


def test_who_is_against_the_common_order_has_filled_with_its_first_part():
    seen = {}

    def sells(ctx):
        if ctx.row == 0:
            ctx.order(0, -5)
        shown = ctx.get_order(0)
        seen[ctx.row] = (int(shown.filled), shown.state)

    both = {"buys": at(0, lambda ctx: ctx.order(0, 20)), "sells": sells}
    result = ft.run(ft.StrategyPortfolio(both), bars=market(volume=[100] * 6), volume_limit="0.1")
    assert [seen[0], seen[1]] == [(0, "open"), (-5, "filled")]
    assert result.strategies.fills["quantity"].to_list() == [15, -5, 5]


def test_who_takes_his_order_back_leaves_those_of_others():
    def a(ctx):
        if ctx.row == 0:
            ctx.order(0, 10)
        elif ctx.row == 1:
            assert ctx.get_order(0).state == "open"
            assert ctx.cancel(0)
            assert not ctx.cancel(0)
            assert ctx.open_orders() == []

    both = {"a": a, "b": at(0, lambda ctx: ctx.order(0, 5))}
    result = ft.run(ft.StrategyPortfolio(both), bars=market(volume=[9, 0, 9, 9, 9, 9]))
    assert result.orders.select("quantity", "state").rows() == [(15, "cancelled"), (5, "filled")]
    assert result.strategies.fills.select("strategy", "quantity").rows() == [("b", 5)]


def test_an_order_that_works_by_itself_can_be_changed():
    seen = []

    def a(ctx):
        if ctx.row == 0:
            ctx.order(0, 10, limit=5)
            with pytest.raises(OrderError, match="ordered anew"):
                ctx.modify(0, limit=6)
        elif ctx.row == 1:
            seen.extend([ctx.modify(0, amount=4, limit=11), ctx.get_order(0).limit])
        elif ctx.row == 3:
            seen.extend([ctx.modify(0, limit=6), ctx.get_order(0).state])

    result = ft.run(ft.StrategyPortfolio({"a": a, "b": lambda ctx: None}), bars=market())
    assert seen == [None, Decimal(11), "not_open", "filled"]
    assert result.strategies.fills["quantity"].to_list() == [4]


def test_the_summary_and_the_manifest_have_the_profit_of_each():
    rising = market(close=["10", "10", "10", "10", "10", "11"])
    both = {"a": at(0, lambda ctx: ctx.order(0, 10)), "b": lambda ctx: None}
    result = ft.run(ft.StrategyPortfolio(both), bars=rising)
    assert "profit of a        10.00 USD" in str(result)
    profit = result.manifest()["portfolio"]["profit"]
    assert {name: Decimal(each) for name, each in profit.items()} == {"a": 10, "b": 0, "reserve": 0}


def test_a_refusal_of_the_common_order_is_that_of_each():
    seen = {}

    def a(ctx):
        if ctx.row == 0:
            ctx.order(0, 10_000)
        seen[ctx.row] = (ctx.get_order(0).state, ctx.get_order(0).reason)

    both = {"a": a, "b": at(0, lambda ctx: ctx.order(0, 5_000))}
    result = ft.run(ft.StrategyPortfolio(both), bars=market(), account="cash")
    assert seen[1] == ("refused", "insufficient_cash")
    assert result.strategies.fills.is_empty()


def test_each_sees_its_own_account_orders_and_fills():
    seen = []

    class Sees(ft.Strategy):
        def on_bar(self, ctx):
            if ctx.row == 0:
                ctx.order(0, 100)
            if ctx.row == 1:
                position = ctx.portfolio.positions["ASSET"]
                seen.append((ctx.portfolio.cash, ctx.portfolio.equity, position.amount))
                seen.append((ctx.positions.tolist(), len(ctx.portfolio.positions)))

        def on_fill(self, ctx, fill):
            seen.append((fill.quantity, fill.price, fill.value, fill.fee, fill.order))

    both = {"sees": Sees, "other": at(0, lambda ctx: ctx.order(0, -30))}
    ft.run(
        ft.StrategyPortfolio(both, allocate="fixed:0.25,0.75"), bars=market(), commission="bps:10"
    )
    fill = (Decimal(100), Decimal("10.00"), Decimal("1000.00"), Decimal("0.54"), 0)
    assert seen == [fill, (23_999.46, 24_999.46, 100), ([100.0], 1)]


def test_a_rebalance_moves_money_and_makes_targets_unknown():
    half = {"a": lambda ctx: ctx.target_percent(1), "b": lambda ctx: None}
    bars = market(open=["10.00"] * 6, close=["10.00", "10.00", "12.00", *["12.00"] * 3])
    portfolio = ft.StrategyPortfolio(half, allocate="fixed:0.5,0.5", rebalance="monthly")
    result = ft.run(portfolio, bars=bars, capital=2000)
    moved = result.strategies.allocations.filter(pl.col("strategy") == "a")["moved"].to_list()
    assert moved == [Decimal(1000), Decimal(-100)]
    assert result.fills["quantity"].to_list() == [100, -9]  # 1,100 dollars are 91 shares at 12


def test_limits_of_risk_reduce_reject_halt_and_warn():
    def buys(ctx):
        ctx.order(0, 100)

    def held(risk):
        portfolio = ft.StrategyPortfolio({"a": buys, "b": buys}, risk=risk)
        result = ft.run(portfolio, bars=market(), capital=2000)
        return result.fills["quantity"].to_list(), result.strategies.risk["action"].to_list()

    assert held("leverage:1.5:warn") == ([200] * 5, ["warn"] * 5)
    assert held("leverage:1.5:reduce")[0] == [200, 100]
    assert held("concentration:1.5:reject") == ([200], ["reject"] * 5)
    assert held("leverage:1.5:halt") == ([200], ["halt"])


def test_a_limit_never_keeps_a_strategy_from_getting_out():
    def in_and_out(ctx):
        ctx.order(0, 100 if ctx.row < 3 else -50)

    portfolio = ft.StrategyPortfolio({"a": in_and_out}, risk="leverage:0.5:halt")
    result = ft.run(portfolio, bars=market(), capital=2000)
    assert result.fills["quantity"].to_list() == [100, -50, -50]


def test_records_and_parameters_carry_the_name_of_their_strategy():
    class Notes(ft.Strategy):
        length: int = 3

        def on_bar(self, ctx):
            ctx.record(length=self.length)

    result = ft.run(
        ft.StrategyPortfolio({"x": Notes, "y": Notes}), bars=market(), parameters={"y.length": 5}
    )
    assert result.records.select("x.length", "y.length").row(0) == (3, 5)
    assert result.parameters == {"x.length": 3, "y.length": 5}
    assert result.manifest()["portfolio"]["allocate"] == "equal"


def test_each_strategy_sees_its_own_universe_and_what_is_said_of_it_has_its_name():
    class Cheap(ft.Strategy):
        universe = ft.universe.price() < 11

        def on_bar(self, ctx):
            ctx.record(is_in=bool(ctx.universe[0]))

    class Dear(Cheap):
        universe = ft.universe.price() > 11

    closes = ["10.00", "12.00", "12.00", "10.00", "10.00", "10.00"]
    result = ft.run(ft.StrategyPortfolio({"x": Cheap, "y": Dear}), bars=market(close=closes))
    assert result.records["x.is_in"].to_list() == [0, 1, 0, 0, 1, 1]
    assert result.records["y.is_in"].to_list() == [0, 0, 1, 1, 0, 0]

    Dear.universe = ft.universe.price() > 99
    result = ft.run(ft.StrategyPortfolio({"x": Cheap, "y": Dear}), bars=market(close=closes))
    assert "y: the universe has no asset in any session" in result.notes


def test_a_strategy_without_a_universe_is_told_so():
    reads = {"x": lambda ctx: ctx.universe}
    with pytest.raises(StrategyError, match="the strategy has none"):
        ft.run(ft.StrategyPortfolio(reads), bars=market())


def test_strategies_see_longer_bars_too():
    def watches(ctx):
        ctx.record(week=ctx.sma(1, frequency="1w")[0])

    closes = ["10.00", "12.00", "12.00", "12.00", "13.00", "10.00"]
    bars = ft.bars_from_frame(market(close=closes), calendar="XNYS")
    result = ft.run(ft.StrategyPortfolio({"x": watches}), bars=bars)
    weeks = result.records["x.week"]
    assert weeks[:4].is_nan().all()
    assert weeks[4:].to_list() == [13, 13]


def test_a_portfolio_is_saved_with_the_tables_of_its_strategies(tmp_path):
    portfolio = ft.StrategyPortfolio({"a": at(0, lambda ctx: ctx.order(0, 5))})
    folder = save(ft.run(portfolio, bars=market()), tmp_path / "run")
    assert pl.read_parquet(folder / "strategies_fills.parquet")["quantity"].to_list() == [5]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"fill": "close"}, "next-open"),
        ({"latency": "1ms"}, "without latency"),
    ],
)
def test_runs_that_books_cannot_follow_are_refused(more, said):
    with pytest.raises(ConfigurationError, match=said):
        ft.run(ft.StrategyPortfolio({"a": lambda ctx: None}), bars=market(), **more)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (lambda ctx: ctx.order(0, 5, reduce_only=True), "reduce_only"),
        (lambda ctx: ctx.order(0, 5, schedule="twap:2"), "schedule"),
        (lambda ctx: ctx.bracket(0, 5, stop_loss=9), "bracket"),
        (lambda ctx: ctx.order(0, float("nan")), "finite"),
        (lambda ctx: ctx.order(0, True), "size True is no number"),
        (lambda ctx: ctx.get_order(3), "that has 0 so far"),
    ],
)
def test_orders_that_go_by_the_accounts_position_are_refused(order, said):
    with pytest.raises(StrategyError, match=said):
        ft.run(ft.StrategyPortfolio({"a": at(0, order)}), bars=market())


@pytest.mark.parametrize(
    ("strategies", "more", "said"),
    [
        ({}, {}, "by name"),
        ([Trend], {}, "by name"),
        ({"reserve": Trend}, {}, "choose another name"),
        ({"a.b": Trend}, {}, "choose another name"),
        ({"a": Trend}, {"allocate": "fixed:0.5,0.5"}, "2 shares for 1"),
        ({"a": Trend}, {"risk": "leverage"}, "no limit of risk"),
        ({"a": Trend}, {"risk": "leverage:0:warn"}, "more than 0"),
        ({"a": Trend}, {"risk": "var:0.1:stop"}, "no limit of risk"),
    ],
)
def test_a_portfolio_that_is_none_is_refused(strategies, more, said):
    with pytest.raises(ConfigurationError, match=said):
        ft.StrategyPortfolio(strategies, **more)


def test_a_parameter_of_no_strategy_is_refused():
    with pytest.raises(ConfigurationError, match="did you mean trend"):
        ft.run(ft.StrategyPortfolio({"trend": Trend}), bars=market(), parameters={"trned.fast": 3})


def test_a_run_that_stops_has_books_that_add_up():
    def raises(ctx):
        ctx.order(0, 10)
        if ctx.row == 2:
            raise ValueError("enough")

    rising = market(close=["10", "11", "12", "13", "14", "15"])
    with pytest.raises(StrategyError, match="enough") as caught:
        ft.run(ft.StrategyPortfolio({"a": raises, "b": raises}), bars=rising)
    result = caught.value.result
    profit = result.strategies.attribution("strategy")["profit"].sum()
    assert profit == result.end_equity - result.config.capital > 0


def test_an_order_that_is_none_says_so():
    with pytest.raises(StrategyError) as caught:
        ft.run(ft.StrategyPortfolio({"a": lambda ctx: ctx.order(0, "much")}), bars=market())
    assert isinstance(caught.value.__cause__, OrderError)
    assert caught.value.result.strategies is not None
