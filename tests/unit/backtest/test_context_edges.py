"""The edges of a context: fills at the close, windows of no size, what comes after the end."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

import farthing
from farthing.errors import ConfigurationError, FarthingError, OrderError, StrategyError
from farthing.types import Split


@pytest.fixture
def bars():
    days = [date(2024, 1, 2) + timedelta(days=day) for day in range(6)]
    return pl.DataFrame({"date": days, "open": 10.0, "high": 12.0, "low": 9.0, "close": 11.0})


@pytest.mark.parametrize("fill", ["next-open", "close"])
def test_each_fill_is_told_once_and_in_its_order(bars, fill):
    class Told(farthing.Strategy):
        def on_start(self, ctx):
            self.told = []

        def on_bar(self, ctx):
            ctx.order(ctx.assets[0], 1)

        def on_fill(self, ctx, fill):
            self.told.append((fill.order, ctx.row))

    strategy = Told()
    result = farthing.run(strategy, bars=bars, fill=fill)
    assert len(result.fills) == {"next-open": 5, "close": 6}[fill]
    late = {"next-open": 1, "close": 0}[fill]
    assert strategy.told == [(order, order + late) for order in result.fills["order"]]


@pytest.mark.parametrize("name", ["sma", "wma", "std", "rolling_min", "returns", "rsi", "vwap"])
@pytest.mark.parametrize("length", [0, -1, 2**31 + 1, 2**62, 2**70])
def test_a_window_of_no_possible_size_is_refused_in_words(bars, name, length):
    with pytest.raises(StrategyError, match=f"a window of {length} bars: it may have 1 to") as told:
        farthing.run(lambda ctx: getattr(ctx, name)(length), bars=bars)
    assert isinstance(told.value.__cause__, ConfigurationError)


def test_a_context_that_was_kept_has_nothing_to_say_after_the_run(bars):
    kept = []
    farthing.run(kept.append, bars=bars)
    calls = [
        lambda ctx: ctx.order(ctx.assets[0], 1), lambda ctx: ctx.target_percent(1.0),
        lambda ctx: ctx.history("close", 1), lambda ctx: ctx.sma(1), lambda ctx: ctx.cancel(0),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(OrderError, match="the run is over"):
            call(kept[-1])


def test_a_context_has_no_handle_of_the_driver(bars):
    names = []
    farthing.run(lambda ctx: names.extend(dir(ctx)), bars=bars)
    assert not {"load", "finish", "step", "end"} & set(names)


def test_it_tells_the_time_and_the_day(bars):
    seen = []
    farthing.run(lambda ctx: seen.append((ctx.time, ctx.session)), bars=bars)
    assert seen[0] == (datetime(2024, 1, 3, tzinfo=UTC), date(2024, 1, 2))
    assert [day for _, day in seen] == bars["date"].to_list()


def test_an_order_can_be_cancelled_as_such(bars):
    def on_bar(ctx):
        if ctx.row == 0:
            ctx.order(ctx.assets[0], 1, limit=1.0)
        for order in ctx.open_orders():
            assert ctx.cancel(order) is (ctx.row == 0)

    assert farthing.run(on_bar, bars=bars).orders["state"].to_list() == ["cancelled"]


def test_prices_to_come_do_not_refuse_an_indicator_now():
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(40)]
    price = [Decimal(100)] * 39 + [Decimal(250_000)]
    columns = dict.fromkeys(("open", "high", "low", "close"), price)
    frame = pl.DataFrame(
        {"date": days, **columns}, schema_overrides=dict.fromkeys(columns, pl.Decimal(30, 8))
    )
    splits = [Split("ASSET", days[39], 1, 1_000)]
    refused = []

    def on_bar(ctx):
        try:
            ctx.sma(20)
        except FarthingError as error:
            refused.append((ctx.row, str(error)))

    farthing.run(on_bar, bars=farthing.bars_from_frame(frame, price_scale=8, splits=splits))
    assert [row for row, _ in refused] == [39]
    assert "too large for the window" in refused[0][1]
