"""What a strategy sees: windows as the rules have them, whole or in chunks of bars."""

from unittest import mock

import numpy as np
from engine import Market
from engine.window import window
from generated import SEED, few, where_numbers_fit
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import Scene, scenes

import farthing
from farthing.backtest import feed
from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.errors import NotEnoughHistory

FIELDS = ("open", "high", "low", "close", "volume", "price")
INDICATORS = {
    "sma": (2,),
    "ema": (3,),
    "wma": (2,),
    "rolling_min": (2,),
    "rolling_max": (3,),
    "std": (3,),
    "zscore": (3,),
    "returns": (1,),
    "rsi": (2,),
    "atr": (2,),
    "bollinger": (3, 1.5),
    "vwap": (),
    "macd": (1, 3, 2),
    "stochastic": (3, 2, 2),
    "adx": (2,),
    "aroon": (2,),
    "ichimoku": (1, 2, 3, 2),
    "obv": (),
    "keltner": (2, 1.5, 2),
    "donchian": (3,),
}


class Look(farthing.Strategy):
    """Keeps copies of all that it sees: windows of growing length, and each indicator."""

    longest: int = 1

    def on_start(self, ctx: farthing.Context) -> None:
        self.seen = []

    def on_bar(self, ctx: farthing.Context) -> None:
        length = min(1 + ctx.row % self.longest, ctx.bars_known)
        windows = [np.array(ctx.history(field, length)) for field in FIELDS]
        everything = np.array(ctx.history("close", ctx.bars_known))
        said = [getattr(ctx, name)(*arguments) for name, arguments in INDICATORS.items()]
        self.seen.append([ctx.bars_known, *windows, everything, *map(np.array, said)])


def looked(market: Market, longest: int, chunk_rows: int | None = None) -> list[list[np.ndarray]]:
    """What is seen in every bar of the run, with the bars in one piece or in chunks."""
    config = run_config(**market.settings)
    look = Look(longest=longest)
    size = {"whole_bytes": 0, "chunk_bytes": chunk_rows * feed.CELL_BYTES} if chunk_rows else {}
    with mock.patch.object(feed, "OVERLAP_ROWS", 1):
        bars = feed.Feed(market.bars, config.start, config.end, **size)
    run_program(program(look, {}), market.bars, config, feed=bars)
    return look.seen


@seed(SEED)
@few(250)
@given(st.data())
def test_a_window_is_what_the_rules_say_is_known_now(data: st.DataObject):
    scene: Scene = data.draw(scenes())
    market, longest = scene.market, data.draw(st.integers(1, 9))
    with where_numbers_fit():
        for row, (known, *windows) in enumerate(looked(market, longest)):
            now = market.start + row
            assert known == now + 1
            length = min(1 + row % longest, known)
            for field, seen in zip(FIELDS, windows, strict=False):
                np.testing.assert_array_equal(seen, window(market, field, length, now), field)


@seed(SEED)
@few(250)
@given(st.data())
def test_bars_in_chunks_show_the_same_as_bars_in_one_piece(data: st.DataObject):
    scene: Scene = data.draw(scenes())
    longest, chunk_rows = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 6))
    with where_numbers_fit():
        whole, chunked = looked(scene.market, longest), looked(scene.market, longest, chunk_rows)
        assert len(whole) == len(chunked) == scene.rows
        for one, other in zip(whole, chunked, strict=True):
            for seen, seen_in_chunks in zip(one, other, strict=True):
                np.testing.assert_array_equal(seen, seen_in_chunks)


@seed(SEED)
@few(50)
@given(st.data())
def test_a_window_longer_than_what_has_happened_is_an_error(data: st.DataObject):
    scene: Scene = data.draw(scenes())
    more = data.draw(st.integers(1, 5))
    errors = []

    def on_bar(ctx: farthing.Context) -> None:
        try:
            ctx.history("close", ctx.bars_known + more)
        except NotEnoughHistory as error:
            errors.append(str(error))

    farthing.run(on_bar, bars=scene.market.bars, **scene.market.settings)
    assert len(errors) == scene.rows
    known = scene.market.start + 1
    assert f"{known + more} bars at a time when {known} have" in errors[0]
