"""Indicators: the stream is the array, in whatever pieces, and what a context says of its bars."""

import math
from decimal import Decimal

import numpy as np
import oracle
from engine import Market
from engine.market import decimal
from generated import SEED, few, where_numbers_fit
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import Scene, scenes

import farthing
from farthing import signals

STREAMS = {
    "sma": signals.Sma,
    "ema": signals.Ema,
    "wma": signals.Wma,
    "rolling_min": signals.RollingMin,
    "rolling_max": signals.RollingMax,
    "std": signals.Std,
    "zscore": signals.ZScore,
    "returns": signals.Returns,
    "rsi": signals.Rsi,
    "bollinger": signals.Bollinger,
}
cents = st.integers(-100_000, 100_000).map(lambda number: number / 100)
exact_numbers = st.integers(1, 10**9).map(lambda number: Decimal(number).scaleb(-6))
series = st.one_of(st.lists(cents, max_size=40), st.lists(exact_numbers, max_size=40))
bars = st.lists(st.tuples(*[st.integers(1, 10_000)] * 4), max_size=40)


def said(value) -> list[bytes]:
    """What an indicator says, bit for bit; an indicator of three bands says three values."""
    return [np.float64(part).tobytes() for part in np.atleast_1d(value)]


@seed(SEED)
@few(300)
@given(st.sampled_from(sorted(STREAMS)), series, st.integers(1, 12), st.data())
def test_a_stream_told_one_by_one_or_in_pieces_is_the_array(name, values, length, data):
    make = STREAMS[name]
    whole = np.atleast_2d(getattr(signals, name)(values, length))
    one_by_one, in_pieces = make(length), make(length)
    streamed = [said(one_by_one.update(value)) for value in values]
    cut = data.draw(st.integers(0, len(values)))
    pieces = (np.atleast_2d(in_pieces.extend(part)) for part in (values[:cut], values[cut:]))
    array = [said(column) for column in whole.T]
    assert streamed == array
    assert [said(column) for column in np.hstack(list(pieces)).T] == array


@seed(SEED)
@few(100)
@given(bars, st.integers(1, 9), st.integers(0, 3))
def test_atr_and_vwap_told_one_by_one_are_their_arrays(rows, length, session_length):
    high, low, close, volume = (
        (list(column) for column in zip(*rows, strict=True)) if rows else [[]] * 4
    )
    session = [index // (session_length + 1) for index in range(len(rows))]
    atr, rolling, of_session = signals.Atr(length), signals.Vwap(length), signals.Vwap()
    told = list(zip(high, low, close, volume, session, strict=True))
    assert [said(atr.update(*bar[:3])) for bar in told] == [
        said(value) for value in signals.atr(high, low, close, length)
    ]
    assert [said(rolling.update(*bar)) for bar in told] == [
        said(value) for value in signals.vwap(high, low, close, volume, length, session)
    ]
    assert [said(of_session.update(*bar)) for bar in told] == [
        said(value) for value in signals.vwap(high, low, close, volume, None, session)
    ]


OF_BARS = {
    "macd": ("close",),
    "stochastic": ("high", "low", "close"),
    "adx": ("high", "low", "close"),
    "aroon": ("high", "low"),
    "ichimoku": ("high", "low"),
    "obv": ("close", "volume"),
    "keltner": ("high", "low", "close"),
    "donchian": ("high", "low"),
}
"""What an indicator of several averages, or of whole bars, is told."""


SEVERAL = {getattr(signals, name.capitalize()) for name in OF_BARS if name != "obv"}


def windows_of(name: str, length: int) -> tuple[float, ...]:
    """Parameters of such an indicator, made of one length."""
    return {
        "macd": (length, length + 2, 3),
        "stochastic": (length, 2, 3),
        "ichimoku": (length, length + 1, length + 3, 2),
        "obv": (),
        "keltner": (length, 1.5, 2),
    }.get(name, (length,))


@seed(SEED)
@few(300)
@given(st.sampled_from(sorted(OF_BARS)), bars, st.integers(1, 9), st.data())
def test_a_stream_of_bars_told_one_by_one_or_in_pieces_is_the_array(name, rows, length, data):
    by_name = dict(
        zip(("high", "low", "close", "volume"), zip(*rows, strict=True), strict=True)
    ) if rows else {}  # fmt: skip
    told = [list(by_name.get(field, ())) for field in OF_BARS[name]]
    parameters, make = windows_of(name, length), getattr(signals, name.capitalize())
    whole = np.atleast_2d(getattr(signals, name)(*told, *parameters))
    one_by_one, in_pieces = make(*parameters), make(*parameters)
    array = [said(column) for column in whole.T]
    assert [said(one_by_one.update(*bar)) for bar in zip(*told, strict=True)] == array
    cut = data.draw(st.integers(0, len(rows)))
    pieces = [
        np.atleast_2d(in_pieces.extend(*(column[part] for column in told)))
        for part in (slice(cut), slice(cut, None))
    ]
    assert [said(column) for column in np.hstack(pieces).T] == array


@seed(SEED)
@few(200)
@given(st.data())
def test_a_context_says_what_a_stream_says_that_hears_bars_and_splits(data: st.DataObject):
    scene: Scene = data.draw(scenes())
    name, length = data.draw(st.sampled_from(sorted(STREAMS))), data.draw(st.integers(1, 6))
    seen = []

    def on_bar(ctx: farthing.Context) -> None:
        seen.append(np.transpose(getattr(ctx, name)(length, field="close")))

    with where_numbers_fit():
        farthing.run(on_bar, bars=scene.market.bars, **scene.market.settings)
        for column, instrument in enumerate(scene.market.setup["instruments"]):
            expected = heard(scene, instrument, STREAMS[name], (length,))
            assert [said(row[column]) for row in seen] == expected[scene.market.start :]


@seed(SEED)
@few(200)
@given(st.data())
def test_a_context_says_what_a_stream_of_bars_says(data: st.DataObject):
    scene: Scene = data.draw(scenes())
    name = data.draw(st.sampled_from(sorted(OF_BARS.keys() - {"obv"})))
    length = data.draw(st.integers(1, 4))
    parameters, make = windows_of(name, length), getattr(signals, name.capitalize())
    seen = []

    def on_bar(ctx: farthing.Context) -> None:
        seen.append(np.transpose(getattr(ctx, name)(*parameters)))

    with where_numbers_fit():
        farthing.run(on_bar, bars=scene.market.bars, **scene.market.settings)
        for column, instrument in enumerate(scene.market.setup["instruments"]):
            expected = heard(scene, instrument, make, parameters, OF_BARS[name])
            assert [said(row[column]) for row in seen] == expected[scene.market.start :]


def splits_in(market: Market, symbol: str) -> list[oracle.Split]:
    """The splits of an instrument in the sessions of a run, in their order."""
    last = market.rows[-1][1]
    mine = (split for split in market.splits if split.symbol == symbol and split.session <= last)
    return sorted(mine, key=lambda split: split.session)


def heard(
    scene: Scene, instrument, make, parameters: tuple[float, ...], fields=("close",)
) -> list[list[bytes]]:
    """What a stream says after each row when it is told the bars and splits of an instrument."""
    market, symbol = scene.market, instrument.symbol
    splits = splits_in(market, symbol)
    # From its first split on it has four digits more, as windows have; no split to come is seen.
    own, finer = (make(*parameters, scale=instrument.price_scale + more) for more in (0, 4))
    stream = own
    outputs = {signals.Ichimoku: 4, signals.Bollinger: 3}.get(make, 3 if make in SEVERAL else 1)
    last = (math.nan,) * outputs
    lines = []
    for _, session, row in market.rows:
        while splits and splits[0].session <= session:
            split = splits.pop(0)
            stream = finer
            finer.split(split.new, split.old)
        if symbol in row:
            bar = [decimal(getattr(row[symbol], field)) for field in fields]
            told = {id(each): each.update(*bar) for each in (own, finer)}
            last = told[id(stream)]
        lines.append(said(last))
    return lines
