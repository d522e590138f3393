"""``ctx.universe``: the mask of the session that a strategy is in, and the engine's own words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from universes import plain

import farthing as ft
from farthing import universe
from farthing.errors import ConfigurationError, StrategyError

INDICATORS = {
    "sma": (universe.sma(3), lambda ctx: ctx.sma(3)),
    "returns": (universe.returns(2), lambda ctx: ctx.returns(2)),
    "lowest": (
        universe.indicator("rolling_min", 4, field="low"),
        lambda ctx: ctx.rolling_min(4),
    ),
    "vwap": (universe.vwap(3), lambda ctx: ctx.vwap(3)),
    "aroon": (universe.indicator("aroon", 3, output=1), lambda ctx: ctx.aroon(3)[1]),
    "stochastic": (
        universe.indicator("stochastic", 3, 2, 2),
        lambda ctx: ctx.stochastic(3, 2, 2)[0],
    ),
}
"""Each is a quotient of whole numbers, rounded once, whatever digits these have."""

SMOOTHED = {
    "ema": (universe.ema(3), lambda ctx: ctx.ema(3)),
    "rsi": (universe.rsi(3), lambda ctx: ctx.rsi(3)),
    "atr": (universe.atr(2), lambda ctx: ctx.atr(2)),
    "std": (universe.std(4, ddof=0), lambda ctx: ctx.std(4, ddof=0)),
}


def said_by_the_engine(market: plain.Plain, ask) -> np.ndarray:
    """What an indicator says at each session's close; of one without bars, what it said before."""
    said = {}
    ft.run(
        lambda ctx: said.__setitem__(ctx.session_index, np.array(ask(ctx))),
        bars=market.for_farthing(),
    )
    rows = [said[0]]
    for session in range(1, len(plain.DAYS)):
        rows.append(said.get(session, rows[-1]))
    return np.array(rows)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", [*INDICATORS, *SMOOTHED])
def test_an_indicator_says_what_the_engine_said_at_the_close_before(name: str, seed: int):
    market = plain.made(seed)
    factor, ask = (INDICATORS | SMOOTHED)[name]
    found, said = factor.over(market.for_farthing()).values, said_by_the_engine(market, ask)
    assert np.isnan(found[0]).all()
    for session in range(1, len(plain.DAYS)):
        expected = np.where(plain.listed(market, session), said[session - 1], np.nan)
        if name in INDICATORS:
            np.testing.assert_array_equal(found[session], expected, str(session))
        else:
            np.testing.assert_allclose(found[session], expected, rtol=1e-12)


class Liquid(ft.Strategy):
    """Keeps the masks that it is shown."""

    count: int = 2

    @property
    def universe(self):
        return universe.top(universe.dollar_volume(3), self.count)

    def on_start(self, ctx):
        self.seen = {}
        self.first = ctx.universe.copy()

    def on_bar(self, ctx):
        self.seen[ctx.session_index] = ctx.universe
        ctx.target_percent(ctx.universe / 10, where=ctx.universe, otherwise=0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_mask_is_that_of_the_present_session(count: int):
    market = plain.made(5)
    strategy = Liquid(count=count)
    result = ft.run(strategy, bars=market.for_farthing())
    for session, mask in strategy.seen.items():
        volumes = plain.dollar_volume(market, session, 3)
        assert mask.tolist() == plain.top(volumes, count), session
        assert not mask.flags.writeable
    assert not strategy.first.any()
    assert len(result.orders)


def test_a_run_that_begins_later_knows_the_sessions_before_it():
    market = plain.made(5)
    whole, part = Liquid(), Liquid()
    ft.run(whole, bars=market.for_farthing())
    ft.run(part, bars=market.for_farthing(), start=plain.DAYS[10])
    assert min(part.seen) == 10
    for session, mask in part.seen.items():
        assert (mask == whole.seen[session]).all()


def test_a_strategy_without_a_universe_is_told_how_to_have_one():
    with pytest.raises(StrategyError, match="give its class an attribute universe"):
        ft.run(lambda ctx: ctx.universe, bars=plain.made(0).for_farthing())


def test_a_universe_is_a_filter():
    class Wrong(ft.Strategy):
        universe = ft.universe.price()

    with pytest.raises(ConfigurationError, match="universe is .* which is no filter"):
        ft.run(Wrong, bars=plain.made(0).for_farthing())


def test_a_universe_that_nothing_is_ever_in_is_noted():
    class Nothing(ft.Strategy):
        universe = ft.universe.price() > 10**9

    result = ft.run(Nothing, bars=plain.made(0).for_farthing())
    assert "the universe has no asset in any session" in result.notes


def hours() -> ft.Bars:
    """Two days of hours of one share; the first of each overlaps the open."""
    opens = datetime(2024, 1, 2, 14, tzinfo=UTC)
    rows = [
        (day, hour, 100 + 10 * day + hour, 10 * (hour + 1)) for day in range(2) for hour in range(7)
    ]
    return ft.bars_from_frame(
        pl.DataFrame(
            {
                "time": [opens + timedelta(days=day, hours=hour) for day, hour, _, _ in rows],
                "symbol": "H",
                "open": [price for _, _, price, _ in rows],
                "high": [price + 2 for _, _, price, _ in rows],
                "low": [price - 3 for _, _, price, _ in rows],
                "close": [price + 1 for _, _, price, _ in rows],
                "volume": [volume for _, _, _, volume in rows],
            }
        ),
        label="start",
        calendar="XNYS",
        tz="UTC",
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [("open", 100.0), ("high", 108.0), ("low", 97.0), ("close", 107.0), ("volume", 280.0)],
)
def test_a_day_of_hours_is_made_of_those_in_its_session(field: str, expected: float):
    grid = universe.latest(field).over(hours())
    assert np.isnan(grid.values[0, 0])
    assert grid.values[1, 0] == expected
