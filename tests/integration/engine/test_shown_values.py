"""Orders, fills, assets and data as strategies see them."""

from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType

import polars as pl
import pytest

import farthing
from farthing.api import order, symbols
from farthing.errors import FarthingError


@pytest.fixture
def bars():
    days = [date(2024, 1, 2) + timedelta(days=day) for day in range(6)]
    frames = [
        pl.DataFrame(
            {"date": days, "symbol": name, "open": 10.0, "high": 12.0, "low": 9.0, "close": 11.0}
        )
        for name in "AB"
    ]
    missing = (pl.col("symbol") == "B") & (pl.col("date") == days[3])
    return pl.concat(frames).with_columns(volume=pl.lit(500)).filter(~missing)


def test_an_order_shows_what_was_asked_and_what_became_of_it(bars):
    shown = []

    def on_bar(ctx):
        a, b = ctx.assets
        assert (str(a), repr(a), a.sid, b.sid) == ("A", "Asset(A)", 0, 1)
        assert a < b
        assert {a: 1}[ctx.asset("A")] == 1
        if ctx.row == 0:
            ctx.order(a, 5)
            ctx.order(b, 3, limit="9.50", duration="day")
            ctx.order(b, -2, stop="9.25")
            ctx.order(b, "0.5")
        if ctx.row == 1:
            market, limit, stop, refused = (ctx.get_order(number) for number in range(4))
            assert (market.type, market.state, market.amount, market.filled) == (
                "market",
                "filled",
                5,
                5,
            )
            assert (market.limit, market.stop, market.reason) == (None, None, None)
            assert (limit.type, limit.limit, limit.duration) == ("limit", Decimal("9.50"), "day")
            assert (stop.type, stop.stop, stop.state) == ("stop", Decimal("9.25"), "filled")
            assert (refused.state, refused.reason) == ("refused", "off_lot")
            assert [order.id for order in ctx.open_orders()] == []
            shown.extend(map(repr, (market, limit, stop)))
            with pytest.raises(IndexError, match="order 99 of 4 orders"):
                ctx.get_order(99)

    class Shown(farthing.Strategy):
        def on_bar(self, ctx):
            on_bar(ctx)

        def on_fill(self, ctx, fill):
            value = fill.price * fill.quantity
            assert fill.value == value
            assert fill.fee == Decimal("1.00")
            assert fill.order in range(3)
            shown.append(repr(fill))

    farthing.run(Shown, bars=bars, commission="per-trade:1")
    assert len(shown) == 6
    assert any(text == "Fill(5 A at 10.00)" for text in shown)


def test_data_gives_single_values_lists_and_fields(bars):
    seen = []

    def handle_data(context, data):
        a, b = pair = list(symbols("A", "B"))
        assert data.current(a, "close") == 11.0
        cross = data.current(pair, "close")
        assert cross[a] == 11.0
        fields = data.current(a, ["open", "volume"])
        assert fields == {"open": 10.0, "volume": 500.0}
        assert data.can_trade(a) is True
        assert next(iter(data.can_trade(pair))) is True
        assert data.is_stale(a) is False
        stale = list(data.is_stale(pair))
        windows = data.history(pair, ["open", "close"], 1, "1d")
        assert windows["close"].to_numpy()[-1, 0] == 11.0
        prices = data.history(b, "price", 2, "1d")
        assert len(prices) == 2
        with pytest.raises(FarthingError, match="bars of 1m are no whole number of bars of 1d"):
            data.history(a, "close", 1, "1m")
        seen.append(stale)
        order(a, 1)

    module = ModuleType("data")
    vars(module).update(initialize=lambda context: None, handle_data=handle_data)
    result = farthing.run(module, bars=bars)
    assert seen == [[False, False]] * 3 + [[False, True]] + [[False, False]] * 2
    assert len(result.fills) == 5
