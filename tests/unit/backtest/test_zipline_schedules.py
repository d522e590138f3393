"""Scheduled functions, cancel policies and the rest of ``farthing.api``, each in a program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import polars as pl
import pytest

import farthing as ft
from farthing import api
from farthing.backtest import costs
from farthing.errors import ConfigurationError, StrategyError, UnknownSymbol
from farthing.types import Instrument

WEDNESDAY, FRIDAY = date(2019, 11, 27), date(2019, 11, 29)


def module(**functions) -> ModuleType:
    made = ModuleType("steps")
    vars(made).update({"initialize": lambda context: None, **functions})
    return made


def minutes(days=(WEDNESDAY, FRIDAY)) -> ft.Bars:
    """Every minute of some sessions; that of Friday closes at 18:00 UTC."""
    stamps = []
    for day in days:
        begin = datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)
        count = 210 if day == FRIDAY else 390
        stamps += [begin + timedelta(minutes=minute + 1) for minute in range(count)]
    prices = [100 + place % 7 for place in range(len(stamps))]
    frame = pl.DataFrame({"time": stamps, "open": prices, "close": prices})
    return ft.bars_from_frame(frame, symbol="A", calendar="XNYS", label="end")


def days(count=6, **more) -> ft.Bars:
    frame = pl.DataFrame({"date": [date(2024, 1, 2) + timedelta(days=n) for n in range(count)]})
    return ft.bars_from_frame(frame.with_columns(open=10.0, close=10.0), symbol="A", **more)


def test_scheduled_functions_come_after_handle_data_in_their_order():
    told = []

    def initialize(context):
        last = api.time_rules.market_close()
        api.schedule_function(lambda c, d: told.append("b"), api.date_rules.every_day(), last)
        api.schedule_function(lambda c, d: told.append("a"))

    ft.run(
        module(
            initialize=initialize,
            before_trading_start=lambda context, data: told.append("before"),
            handle_data=lambda context, data: told.append("bar"),
        ),
        bars=days(2),
    )
    assert told == ["before", "bar", "b", "a"] * 2


def test_a_program_may_have_nothing_but_a_schedule():
    def initialize(context):
        api.schedule_function(lambda context, data: api.order(api.symbol("A"), 1))

    assert len(ft.run(module(initialize=initialize), bars=days()).orders) == 6


def test_times_are_those_of_each_session_on_minutes():
    told = []

    def at(name):
        return lambda context, data: told.append((name, api.get_datetime("America/New_York")))

    def initialize(context):
        every_day, rules = api.date_rules.every_day(), api.time_rules
        api.schedule_function(at("open"), every_day, rules.market_open(minutes=30))
        api.schedule_function(at("close"), every_day, rules.market_close(hours=1))
        api.schedule_function(at("whole"), every_day, rules.market_close(), half_days=False)
        api.schedule_function(at("time alone"), rules.market_open())

    ft.run(module(initialize=initialize), bars=minutes())
    clock = [(name, f"{stamp:%d %H:%M}") for name, stamp in told]
    assert clock == [
        ("time alone", "27 09:31"), ("open", "27 10:00"), ("close", "27 15:00"),
        ("whole", "27 15:59"),
        ("time alone", "29 09:31"), ("open", "29 10:00"), ("close", "29 12:00"),
    ]  # fmt: skip


WRONG = {
    "no date rule": (lambda: api.schedule_function(print, "daily"), "'daily' is no date rule"),
    "no time rule": (lambda: api.schedule_function(print, None, 930), "930 is no time rule"),
    "no function": (lambda: api.schedule_function("go"), "'go' is no function"),
    "no policy": (lambda: api.set_cancel_policy("soon"), "'soon' is no cancel policy"),
    "a class of one's own": (lambda: api.set_commission(object()), "is no commission of farthing"),
    "half a pair": (lambda: api.record("x"), "'x' has no value behind it"),
    "no such field": (lambda: api.get_environment("cpu"), "no field 'cpu'"),
    "no future": (lambda: api.future_symbol("A"), "A is of kind equity"),
    "a calendar": (
        lambda: api.schedule_function(print, calendar="XXXX"),
        "no calendar 'XXXX'",
    ),
}
MISSING = {
    "fetch_csv": ("a.csv",),
    "set_symbol_lookup_date": (date(2020, 1, 1),),
    "continuous_future": ("ES",),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_refused(name):
    call, message = WRONG[name]
    with pytest.raises(ConfigurationError, match=message):
        ft.run(module(initialize=lambda context: call()), bars=days())


@pytest.mark.parametrize("name", MISSING)
def test_what_is_not_there_says_so(name):
    with pytest.raises(ConfigurationError, match=f"{name}.* is not there"):
        getattr(api, name)(*MISSING[name])


MODELS = {
    "by root symbol": (lambda: api.commission.PerContract({"ES": 1}), "PerContract by root symbol"),
    "a fee beside": (lambda: api.commission.PerContract(1, exchange_fee=1), "with an exchange_fee"),
    "volatility": (lambda: api.slippage.VolatilityVolumeShare(0.1), "VolatilitySlippage"),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_cannot_be_said_is_refused(name):
    make, message = MODELS[name]
    with pytest.raises(ConfigurationError, match=message):
        make()


def test_a_schedule_belongs_in_initialize():
    run = module(handle_data=lambda context, data: api.schedule_function(print))
    with pytest.raises(StrategyError, match=r"schedule_function belongs in initialize\(\)"):
        ft.run(run, bars=days())


@pytest.mark.parametrize(
    ("policy", "state"),
    [(api.cancel_policy.EODCancel(), "expired"), (api.cancel_policy.NeverCancel(), "open")],
)
def test_a_cancel_policy_says_how_long_orders_work(policy, state):
    def handle_data(context, data):
        if not api.get_open_orders() and not context.ordered:
            api.order(api.symbol("A"), 1, limit_price=1)
            context.ordered = True

    def initialize(context):
        context.ordered = False
        api.set_cancel_policy(policy)

    result = ft.run(module(initialize=initialize, handle_data=handle_data), bars=days())
    assert result.order_states() == {state: 1}


def test_futures_have_their_own_models_in_a_run_of_futures():
    future = Instrument("A", kind="future")

    def initialize(context):
        assert api.future_symbol("A") == api.symbol("A")
        api.set_commission(us_futures=api.commission.PerContract(0.85, min_trade_cost=2))
        api.set_slippage(us_futures=api.slippage.FixedSlippage(0.02))

    config = ft.run(module(initialize=initialize), bars=days(instruments=[future])).config
    assert config.commission == costs.PerShare("0.85", 2)
    assert config.slippage == costs.SpreadSlippage("0.02")


def test_names_and_values_can_be_recorded_in_turn():
    run = module(handle_data=lambda context, data: api.record("x", 1, "y", 2, z=3))
    assert ft.run(run, bars=days(1)).records.select("x", "y", "z").rows() == [(1, 2, 3)]


def test_assets_have_places_and_the_run_a_place_too():
    told = []

    def initialize(context):
        told.append((api.sid(0), api.get_environment(), api.get_environment("*")))
        told.append(api.get_datetime(ZoneInfo("Asia/Tokyo")).utcoffset())

    ft.run(module(initialize=initialize), bars=days(), capital=5000)
    (asset, platform, fields), offset = told
    assert (asset.symbol, platform, offset) == ("A", "farthing", timedelta(hours=9))
    assert fields == {
        "arena": "backtest", "data_frequency": "daily", "start": date(2024, 1, 2),
        "end": date(2024, 1, 7), "capital_base": 5000.0, "platform": "farthing",
    }  # fmt: skip
    with pytest.raises(UnknownSymbol, match="sid 1"):
        ft.run(module(initialize=lambda context: api.sid(1)), bars=days())


def test_many_orders_are_given_one_by_one():
    ids = []

    def handle_data(context, data):
        ids.append(api.batch_market_order({api.symbol("A"): 3}))
        ids.append(api.batch_market_order({api.symbol("A"): 0}))

    ft.run(module(handle_data=handle_data), bars=days(2))
    assert ids == [[0], [], [1], []]
