"""What a strategy sees of its account and of windows in Zipline's manner, against plain NumPy."""

from datetime import date, timedelta
from types import ModuleType

import numpy as np
import polars as pl
import pytest

import farthing
from farthing.api import order, symbols


@pytest.fixture
def bars():
    days = [date(2024, 1, 2) + timedelta(days=day) for day in range(12)]
    close = {"A": [10.0 + day for day in range(12)], "B": [40.0 - day for day in range(12)]}
    frames = [
        pl.DataFrame(
            {"date": days, "symbol": name, "open": c, "high": 60.0, "low": 1.0, "close": c}
        )
        for name, c in close.items()
    ]
    return pl.concat(frames)


def test_the_portfolio_is_a_mapping_of_what_is_held(bars):
    seen = []

    def on_bar(ctx):
        a, b = ctx.assets
        if ctx.row == 0:
            ctx.order(a, 5)
            ctx.order(b, -2)
        if ctx.row == 2:
            portfolio, positions = ctx.portfolio, ctx.portfolio.positions
            assert list(positions) == positions.keys() == [a, b]
            assert [p.asset for p in positions.values()] == [a, b]
            assert dict(positions.items())[a].amount == 5
            assert len(positions) == 2
            assert a in positions
            assert positions.get(b).amount == -2
            assert positions[a].cost_basis == 11.0
            assert positions[a].last_sale_price == 12.0
            assert portfolio.starting_cash == 1_000.0
            assert portfolio.gross == 5 * 12 + 2 * 38
            assert portfolio.positions_value == 5 * 12 - 2 * 38
            assert portfolio.portfolio_value == portfolio.equity
            assert portfolio.equity == portfolio.cash + portfolio.positions_value
            assert portfolio.pnl == portfolio.equity - 1_000
            assert portfolio.returns == portfolio.pnl / 1_000
            seen.append(repr(positions[a]))
        if ctx.row == 0:
            assert len(ctx.portfolio.positions) == 0
            assert ctx.portfolio.positions.get("A") is None

    farthing.run(on_bar, bars=bars, capital=1_000)
    assert len(seen) == 1


def test_a_window_computes_as_numpy_does(bars):
    seen = []

    def handle_data(context, data):
        a, b = symbols("A", "B")
        if not data.can_trade(a) or len(seen) or data.current(a, "close") < 16:
            return
        one, both = data.history(a, "close", 5, "1d"), data.history([a, b], "close", 5, "1d")
        values = np.array([12.0, 13.0, 14.0, 15.0, 16.0])
        assert np.array_equal(one.to_numpy(), values)
        assert np.array_equal(np.asarray(one), one.values)
        assert list(one) == list(values)
        assert (len(one), one[-1], one.iloc[0]) == (5, 16.0, 12.0)
        pairs = [
            (one.mean(), values.mean()), (one.std(), values.std(ddof=1)), (one.sum(), values.sum()),
            (one.min(), 12.0), (one.max(), 16.0), (one.std(ddof=0), values.std()),
        ]  # fmt: skip
        for found, expected in pairs:
            assert found == pytest.approx(expected, rel=1e-15)
        for found, expected in [
            (one + 1, values + 1), (1 + one, values + 1), (one - 1, values - 1),
            (1 - one, 1 - values),
            (one * 2, values * 2), (2 * one, values * 2), (one / 2, values / 2),
            (2 / one, 2 / values),
            (one < 14, values < 14), (one <= 14, values <= 14), (one > 14, values > 14),
            (one >= 14, values >= 14),
        ]:  # fmt: skip
            assert np.array_equal(found, expected)
        assert np.array_equal(both.to_numpy()[:, 0], values)
        assert both.mean()[a] == values.mean()
        assert one.to_pandas().tolist() == values.tolist()
        assert both.to_pandas().shape == (5, 2)
        order(a, 1)
        seen.append(True)

    module = ModuleType("windows")
    vars(module).update(initialize=lambda context: None, handle_data=handle_data)
    result = farthing.run(module, bars=bars)
    assert seen == [True]
    assert len(result.fills) == 1
