"""A universe that is told session by session says what one says that has all bars, to the bit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from universes import plain

from farthing import universe
from farthing.errors import ConfigurationError, UnknownSymbol
from farthing.types import Instrument, Split

TERMS = {
    "price": universe.price(),
    "latest": universe.latest("high"),
    "sma": universe.sma(4),
    "ema": universe.ema(3),
    "rsi": universe.rsi(3),
    "std": universe.std(3),
    "vwap": universe.vwap(3),
    "atr": universe.atr(2),
    "macd": universe.indicator("macd", 2, 4, 2, output=1),
    "lowest": universe.indicator("rolling_min", 3, field="low"),
    "dollar_volume": universe.dollar_volume(3),
    "traded": universe.traded(4),
    "zscore": universe.returns(2).zscore(),
    "winsorized": universe.price().winsorize(0.2, 0.8),
    "quantiles": universe.sma(2).quantiles(3),
    "listed": universe.listed(),
    "screen": universe.top(universe.dollar_volume(3), 2, within=universe.price() > 3)
    | universe.price().percentile_between(40, 60),
    "members": universe.members([("A", "2024-01-05", "2024-01-12"), ("C", "2024-01-09")]),
}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", TERMS)
def test_a_stream_says_the_rows_of_the_grid(name: str, seed: int):
    market = plain.made(seed)
    bars = market.for_farthing()
    grid = TERMS[name].over(bars)
    stream = universe.Stream(TERMS[name], bars.instruments, bars.ends)
    for session, day in enumerate(plain.DAYS):
        said = stream.begin(day, [each for each in bars.splits if each.date == day])
        assert said.tobytes() == grid.values[session].tobytes(), (session, said)
        stream.end(
            {
                symbol: told(market.bars[symbol][session])
                for symbol in market.symbols
                if session in market.bars[symbol]
            }
        )


def told(bar: plain.Bar) -> tuple[Decimal, ...]:
    """A bar as a stream takes it."""
    prices = (bar.open, bar.high, bar.low, bar.close)
    return (*(Decimal(price).scaleb(-2) for price in prices), Decimal(bar.volume))


def stream() -> universe.Stream:
    """One of two assets that knows no session."""
    return universe.Stream(universe.price(), [Instrument("A"), Instrument("B")])


def test_more_sessions_than_a_market_has_room_for_at_first():
    one = stream()
    days = [plain.date(2020 + at // 300, 1 + at % 300 // 25, 1 + at % 25) for at in range(900)]
    for at, day in enumerate(days):
        said = one.begin(day)
        assert at == 0 or said[0] == at
        one.end({"A": (at + 1, at + 1, at + 1, at + 1, 5)})


def test_sessions_begin_and_end_in_turn():
    one = stream()
    with pytest.raises(ConfigurationError, match=r"begin\(day\) before end"):
        one.end({})
    one.begin(plain.DAYS[1])
    with pytest.raises(ConfigurationError, match="2024-01-03 has not ended"):
        one.begin(plain.DAYS[2])
    one.end({})
    with pytest.raises(ConfigurationError, match="2024-01-02 cannot come after"):
        one.begin(plain.DAYS[0])


def test_an_action_is_of_the_session_that_begins():
    one = stream()
    one.begin(plain.DAYS[2])
    one.end({})
    for at in (2, 4):
        with pytest.raises(ConfigurationError, match=f"{plain.DAYS[at]} does not act with"):
            one.begin(plain.DAYS[3], [Split("A", plain.DAYS[at], 2, 1)])


def test_a_bar_is_of_a_known_asset_and_has_five_numbers():
    one = stream()
    one.begin(plain.DAYS[0])
    with pytest.raises(UnknownSymbol, match="unknown symbol 'Z'"):
        one.end({"Z": (1, 1, 1, 1, 1)})
    with pytest.raises(ConfigurationError, match="the bar of A has 2 numbers"):
        one.end({"A": (1, 1)})
