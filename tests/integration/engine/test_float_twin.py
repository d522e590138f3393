"""The float twin replays exact runs: near them, and not equal; nobody else can reach it."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

import farthing
from farthing import _core
from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared
from farthing.types import Dividend, Split


@pytest.fixture(scope="module")
def bars():
    generator = np.random.default_rng(7)
    days = [date(2024, 1, 2) + timedelta(days=day) for day in range(60)]
    frames = []
    for symbol in "AB":
        close = np.round(50 * np.exp(np.cumsum(generator.normal(0, 0.02, len(days)))), 2)
        columns = {"open": close, "high": close + 1, "low": close - 1, "close": close}
        frames.append(pl.DataFrame({"date": days, "symbol": symbol, **columns}))
    actions = {
        "splits": [Split("A", days[30], 3, 2)],
        "dividends": [Dividend("B", days[20], Decimal("0.37"), days[25])],
    }
    return farthing.bars_from_frame(pl.concat(frames), **actions)


SETTINGS = [
    {"commission": "bps:10", "account": "margin:2"},
    {"commission": "per-share:0.005:1", "slippage": "bps:5", "account": "cash"},
    {"commission": "per-trade:4.95", "fill": "close"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: settings["commission"])
def test_the_twin_is_near_the_account(bars, settings):
    prepared = Prepared(bars, run_config(capital=10_000, **settings))
    generator = np.random.default_rng(8)
    weights = np.where(
        generator.random(prepared.shape) < 0.2, generator.random(prepared.shape) / 2, np.nan
    )
    exact = prepared.targets(weights)
    panel = prepared.panel.twin(list(bars.instruments))
    tape = _core.OrderTape.of(exact.outcome)
    assert len(tape) == len(exact.orders.filter(pl.col("quantity") != 0))
    for kernel in ("narrow", "wide"):
        replayed = _core.simulate_tape(prepared.setup, prepared.panel, prepared.start, tape, kernel)
        assert replayed.end_equity == exact.end_equity
    twin = _core.twin_tape(prepared.setup, panel, prepared.start, tape)
    assert twin.end_equity == pytest.approx(float(exact.end_equity), abs=0.05)
    assert abs(twin.fills - len(exact.fills)) <= 1
    total = twin.summary(prepared.days, 252)
    assert total == pytest.approx(exact.statistics.total_return, abs=1e-4)
    free = _core.twin_targets(prepared.setup, panel, prepared.start, weights, False)
    assert free.end_equity == pytest.approx(float(exact.end_equity), rel=0.01)


def test_no_public_name_leads_to_the_twin():
    assert not any("twin" in name for name in farthing.__all__)
