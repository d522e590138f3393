"""The campaign strategy over made bars, with signals that are told: sizes, heat, exits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import polars as pl
import pytest

import farthing as ft
from farthing import _core
from farthing.errors import ConfigurationError, StrategyError
from farthing.strategies.campaign import WyckoffCampaign, on_tick, reports_of
from farthing.wyckoff import Parameters
from farthing.wyckoff.live import NewSignal

BEGIN = date(2024, 1, 1)
FLAT = [100.0] * 6


def bars(*, splits: Sequence[ft.Split] = (), **closes: list[float]) -> ft.Bars:
    """Bars that open at the close before; those of a market with splits, at their own."""
    before = pl.col("close").shift(0 if splits else 1).fill_null(pl.col("close").first())
    frames = [
        pl.DataFrame({"time": days(len(column)), "symbol": symbol, "close": column}).with_columns(
            open=before, volume=1_000
        )
        for symbol, column in closes.items()
    ]
    whole = pl.concat(frames).with_columns(
        high=pl.max_horizontal("open", "close"), low=pl.min_horizontal("open", "close")
    )
    return ft.bars_from_frame(whole, splits=splits)


def days(count: int) -> list[date]:
    return [BEGIN + timedelta(days=day) for day in range(count)]


class Told(WyckoffCampaign):
    """Follows the signals of a plan: by row, (symbol, event, side, entry, stop, confidence)."""

    plan: ClassVar[dict[int, list[tuple[Any, ...]]]] = {}

    def signals(self, ctx: ft.Context) -> Iterable[NewSignal]:
        for symbol, event, side, entry, stop, confidence in self.plan.get(ctx.row, ()):
            sign = 1 if side == "long" else -1
            targets = tuple(Decimal(entry) + sign * 50 * n for n in (1, 2, 3))
            yield NewSignal(
                ctx.asset(symbol), event, side, "D", 1, Decimal(entry), Decimal(stop), targets,
                4.0, confidence,
            )  # fmt: skip


def played(
    market: ft.Bars, plan: dict[int, list[tuple[Any, ...]]], **parameters: Any
) -> tuple[ft.Result, Told]:
    Told.plan = plan
    strategy = Told(**parameters)
    return ft.run(strategy, bars=market, capital=100_000), strategy


def refused(result: ft.Result) -> list[str]:
    if "refused" not in result.records.columns:
        return []
    return result.records.get_column("refused").drop_nulls().to_list()


SOS = ("A", "SOS", "long", "100", "90", 80.0)
SOW = ("A", "SOW", "short", "100", "110", 80.0)


@pytest.mark.parametrize(("signal", "side"), [(SOS, 1), (SOW, -1)])
def test_a_leg_is_three_brackets_that_risk_its_share_together(
    signal: tuple[Any, ...], side: int
) -> None:
    result, strategy = played(bars(A=FLAT), {1: [signal]})
    # A sign risks 0.6 % of 100,000 over a distance of 10: 60 units.
    entries = result.orders.filter(type="market")
    assert entries.get_column("quantity").to_list() == [20 * side] * 3
    stops = result.orders.filter(type="stop")
    assert set(stops.get_column("stop").to_list()) == {Decimal(signal[4])}
    limits = result.orders.filter(type="limit").get_column("limit").to_list()
    assert limits == ([150, 200, 250] if side > 0 else [50])  # none below nothing
    assert result.records.get_column("heat").to_list() == [0, 0.006, 0.006, 0.006, 0.006, 0.006]
    assert strategy.campaigns[0].state.value == "open"


def test_a_stop_ends_a_campaign_and_its_range_keeps_one_budget() -> None:
    down = [100.0, 100, 100, 89, 100, 100, 100]
    result, strategy = played(bars(A=down), {1: [SOS], 5: [SOS]})
    assert [each.state.value for each in strategy.campaigns] == ["closed"]
    assert refused(result) == ["A SOS: budget"]
    assert result.positions.filter(pl.col("session") > date(2024, 1, 5)).is_empty()


def test_heat_is_of_the_stops_at_the_market_and_splits_do_not_change_it() -> None:
    split = ft.Split("A", BEGIN + timedelta(days=3), new=2, old=1)
    whole = bars(splits=[split], A=[100.0, 100, 100, 50, 50, 50])
    result, _ = played(whole, {1: [SOS]})
    assert set(result.records.get_column("heat").to_list()[1:]) == {0.006}
    assert result.orders.filter(type="stop").get_column("stop").to_list() == [45] * 3


def test_the_better_signal_takes_the_heat_that_is_left() -> None:
    market = bars(A=FLAT, B=FLAT)
    worse, better = ("A", *SOS[1:5], 70.0), ("B", *SOS[1:5], 90.0)
    for plan in ([worse, better], [better, worse]):
        result, _ = played(market, {1: plan}, heat_max="0.0119", correlated_max=1)
        assert refused(result) == ["A SOS: heat"]
    result, _ = played(market, {1: [worse, better]}, heat_max="0.012", correlated_max=1)
    assert refused(result) == []


def test_a_spring_comes_before_a_sign_and_reward_counts_up_to_its_full() -> None:
    market = bars(A=FLAT, B=FLAT)
    spring = ("B", "Spring", *SOS[2:])
    result, _ = played(market, {1: [SOS, spring]}, heat_max="0.006")
    assert refused(result) == ["A SOS: heat"]  # with the spring's 0.5 %
    strategy = WyckoffCampaign()
    signal = NewSignal(None, "SOS", "long", "D", 1, *[Decimal(1)] * 2, (), 5.0, 100.0)  # type: ignore[arg-type]
    assert strategy.priority(signal) == pytest.approx(0.4 + 0.3 + 0.3 * 0.6)


def test_assets_that_move_alike_share_a_limit_and_others_do_not() -> None:
    path = [100 + (day * 7 % 5) for day in range(30)]
    other = [100 + (day * 11 % 7) for day in range(30)]
    market = bars(
        A=[float(x) for x in path], B=[float(x) for x in path], C=[float(x) for x in other]
    )
    plan = {25: [("A", *SOS[1:5], 90.0), ("B", *SOS[1:5], 80.0), ("C", *SOS[1:5], 70.0)]}
    settings = {"correlation_bars": 20, "correlated_max": "0.01"}
    result, _ = played(market, plan, **settings)
    assert refused(result) == ["B SOS: correlated"]
    few, _ = played(market, plan, correlation_bars=60, correlated_max="0.01")
    assert refused(few) == ["B SOS: correlated; C SOS: correlated"]


LARGE = {
    "budget": 1, "share_sign": 1, "risk_sign": "0.1", "trade_max": "0.1", "campaign_max": 1,
    "heat_max": 1, "correlated_max": 1,
}  # fmt: skip
FAR = ("A", "SOS", "long", "100", "80", 80.0)  # 10 % of 100,000 over 20: 500 units


@pytest.mark.parametrize(("close", "leaves"), [(94.01, False), (94.0, True), (93.99, True)])
def test_a_daily_loss_at_its_limit_leaves_all_until_the_next_session(
    close: float, leaves: bool
) -> None:
    market = bars(A=[100.0, 100, 100, close, close, close], B=FLAT)
    plan = {1: [FAR], 3: [("B", *SOS[1:])], 4: [("B", *SOS[1:])]}
    result, strategy = played(market, plan, **LARGE)
    sold = result.fills.filter(symbol="A", price=Decimal(str(close))).get_column("quantity").sum()
    assert sold == (-500 if leaves else 0)
    assert strategy.campaigns[0].reason == ("daily loss" if leaves else None)
    assert refused(result) == (["B SOS: daily loss"] if leaves else [])
    assert any(each.symbol == "B" for each in strategy.campaigns)


@pytest.mark.parametrize(("last", "leaves"), [(82.01, False), (82.0, True), (81.99, True)])
def test_a_drawdown_at_its_limit_leaves_all_for_good(last: float, leaves: bool) -> None:
    path = [100.0, 100, 100, 97, 94, 91, 88, 85, last, last, last]
    plan = {1: [FAR], 9: [("B", *SOS[1:])]}
    market = bars(A=path, B=[100.0] * len(path))
    result, strategy = played(market, plan, **LARGE, daily_loss_max=1, drawdown_max="0.09")
    assert strategy.campaigns[0].reason == ("drawdown" if leaves else None)
    assert refused(result) == (["B SOS: drawdown"] if leaves else [])
    held = result.positions.filter(session=BEGIN + timedelta(days=10), symbol="A")
    assert held.is_empty() == leaves


@pytest.mark.parametrize(("report", "waits"), [(0, False), (1, True), (6, True), (7, False)])
def test_nothing_is_entered_before_a_report(report: int, waits: bool) -> None:
    day = BEGIN + timedelta(days=report)
    result, _ = played(bars(A=FLAT, B=FLAT), {1: [SOS]}, earnings=f"A:{day}, B:2024-01-02")
    assert refused(result) == (["A SOS: earnings"] if waits else [])
    assert result.fills.is_empty() == waits


def test_the_other_side_of_an_asset_waits_until_a_campaign_is_over() -> None:
    result, _ = played(bars(A=FLAT), {1: [SOS], 3: [SOW]})
    assert refused(result) == ["A SOW: opposite campaign"]


def test_an_entry_at_the_signals_price_is_a_limit_that_ends() -> None:
    result, _ = played(bars(A=[101.0] * 12), {1: [SOS]}, entry="signal", signal_days=3)
    entries = result.orders.filter(pl.col("parent").is_null())
    assert set(entries.get_column("limit").to_list()) == {100}
    assert result.fills.is_empty()
    assert result.records.get_column("campaigns").to_list()[-1] == 0


def test_nothing_is_entered_whose_stop_is_refused() -> None:
    below = ("A", "SOS", "long", "100", "-90", 80.0)
    result, strategy = played(bars(A=FLAT), {1: [below]})
    stops = result.orders.filter(type="stop")
    assert set(stops.get_column("state").to_list()) == {"refused"}
    assert result.fills.is_empty()
    assert strategy.campaigns == []


def test_prices_of_orders_are_on_the_tick_and_stops_beyond_what_was_said() -> None:
    prices = [Decimal(text) for text in ("10.005", "9.018", "11.019")]
    (cents,) = _core.make_assets([ft.Instrument("A", price_scale=2, quantity_scale=0)])
    for side, wanted in (("long", "10.00 9.01 11.01"), ("short", "10.01 9.02 11.02")):
        signal = NewSignal(cents, "SOS", side, "D", 1, *prices[:2], (prices[2],), 2.0, 80.0)
        found = on_tick(signal)
        assert [str(each) for each in (found.entry, found.stop, *found.targets)] == wanted.split()


def test_contracts_are_counted_with_their_multiplier_on_their_lot_and_tick() -> None:
    market = bars(A=FLAT)
    future = replace(
        market.instruments[0], kind="future", multiplier=Decimal(50), lot=Decimal(2),
        tick=Decimal("0.25"),
    )  # fmt: skip
    signal = ("A", "SOS", "long", "100", "99.60", 80.0)
    result, _ = played(replace(market, instruments=(future,)), {1: [signal]})
    # 600 of 100,000 over 0.5, which is 25 a contract, in lots of two: 24 contracts.
    entries = result.orders.filter(type="market")
    assert entries.get_column("quantity").to_list() == [8, 8, 8]
    assert set(result.orders.filter(type="stop").get_column("stop")) == {Decimal("99.50")}
    assert result.records.get_column("heat").to_list()[1:] == [0.006] * 5


def test_limits_of_patterns_are_those_of_the_table() -> None:
    table, strategy = Parameters(), WyckoffCampaign()
    told = (strategy.risk_spring, strategy.risk_sign, strategy.risk_last_point)
    names = ("risk_spring", "risk_sos", "risk_lps")
    assert [float(each) for each in told] == [table[name] for name in names]


def test_what_is_no_calendar_and_no_entry_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="earnings has 'A'"):
        reports_of("A")
    with pytest.raises(StrategyError, match="entry is 'close': give open or signal"):
        played(bars(A=FLAT), {}, entry="close")
