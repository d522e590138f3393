"""Streams in pieces of all sizes are the array, to the bit, across splits and in every unit.

That one value at a time, and two pieces, are the array of any input is a property of its own;
here long walks go by in pieces of many sizes, with parameters, splits, and numbers of every kind.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from price_walks import Walk, walk

from farthing import signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    Make = Callable[[], signals.streams.Stream]

COUNT = 211
PIECES = (1, 0, 2, 30, 1, 1, 64, 7)
"""Sizes of pieces, over and over."""

OF_VALUES: dict[str, Make] = {
    "sma": lambda: signals.Sma(9),
    "ema": lambda: signals.Ema(9),
    "wma": lambda: signals.Wma(9),
    "rolling_min": lambda: signals.RollingMin(9),
    "rolling_max": lambda: signals.RollingMax(9),
    "std": lambda: signals.Std(9),
    "std of a population": lambda: signals.Std(9, ddof=0),
    "zscore": lambda: signals.ZScore(9),
    "zscore in a population": lambda: signals.ZScore(9, ddof=0),
    "returns": lambda: signals.Returns(9),
    "rsi": lambda: signals.Rsi(9),
    "bollinger": lambda: signals.Bollinger(9),
    "wide bollinger": lambda: signals.Bollinger(9, 3.5),
    "macd": lambda: signals.Macd(4, 9, 3),
}
OF_BARS: dict[str, Make] = {
    "atr": lambda: signals.Atr(9),
    "vwap": lambda: signals.Vwap(9),
    "vwap of a session": lambda: signals.Vwap(),
    "stochastic": lambda: signals.Stochastic(9, 3, 2),
    "adx": lambda: signals.Adx(9),
    "aroon": lambda: signals.Aroon(9),
    "ichimoku": lambda: signals.Ichimoku(4, 9, 14, 7),
    "obv": lambda: signals.Obv(),
    "keltner": lambda: signals.Keltner(9, 1.5, 4),
    "donchian": lambda: signals.Donchian(9),
}
STREAMS = {**OF_VALUES, **OF_BARS}
ARRAYS: dict[str, Callable[[Walk], object]] = {
    "sma": lambda w: signals.sma(w.bars[2], 9),
    "ema": lambda w: signals.ema(w.bars[2], 9),
    "wma": lambda w: signals.wma(w.bars[2], 9),
    "rolling_min": lambda w: signals.rolling_min(w.bars[2], 9),
    "rolling_max": lambda w: signals.rolling_max(w.bars[2], 9),
    "std": lambda w: signals.std(w.bars[2], 9),
    "std of a population": lambda w: signals.std(w.bars[2], 9, ddof=0),
    "zscore": lambda w: signals.zscore(w.bars[2], 9),
    "zscore in a population": lambda w: signals.zscore(w.bars[2], 9, ddof=0),
    "returns": lambda w: signals.returns(w.bars[2], 9),
    "rsi": lambda w: signals.rsi(w.bars[2], 9),
    "bollinger": lambda w: signals.bollinger(w.bars[2], 9),
    "wide bollinger": lambda w: signals.bollinger(w.bars[2], 9, 3.5),
    "atr": lambda w: signals.atr(*w.bars, 9),
    "vwap": lambda w: signals.vwap(*w.bars, w.volume, 9),
    "vwap of a session": lambda w: signals.vwap(*w.bars, w.volume, None, w.session),
    "macd": lambda w: signals.macd(w.bars[2], 4, 9, 3),
    "stochastic": lambda w: signals.stochastic(*w.bars, 9, 3, 2),
    "adx": lambda w: signals.adx(*w.bars, 9),
    "aroon": lambda w: signals.aroon(*w.bars[:2], 9),
    "ichimoku": lambda w: signals.ichimoku(*w.bars[:2], 4, 9, 14, 7),
    "obv": lambda w: signals.obv(w.bars[2], w.volume),
    "keltner": lambda w: signals.keltner(*w.bars, 9, 1.5, 4),
    "donchian": lambda w: signals.donchian(*w.bars[:2], 9),
}

TAIL = 60
"""Bars that are compared after the last split."""


def columns(name: str, bars: Walk) -> tuple[NDArray[np.generic], ...]:
    """What the stream of that name is told of bars."""
    if name.startswith("vwap"):
        return *bars.bars, bars.volume, bars.session
    if name == "obv":
        return bars.bars[2], bars.volume
    if name in ("aroon", "ichimoku", "donchian"):
        return bars.bars[:2]
    return (bars.bars[2],) if name in OF_VALUES else bars.bars


def rows(said: object) -> NDArray[np.int64]:
    """What was said as bits, one row a bar."""
    return np.atleast_2d(np.array(said, dtype=np.float64)).T.copy().view(np.int64)


def edges(count: int) -> list[int]:
    """Where pieces end; the last one ends with the bars."""
    found = [0]
    while found[-1] < count:
        found.append(min(count, found[-1] + PIECES[len(found) % len(PIECES)]))
    return found


def in_pieces(stream, told: tuple[NDArray[np.generic], ...], ends: list[int]) -> list[object]:
    """What a stream says when bars come in pieces."""
    return [
        rows(stream.extend(*(column[begin:end] for column in told)))
        for begin, end in pairwise(ends)
    ]


def one_by_one(stream, told: tuple[NDArray[np.generic], ...]) -> NDArray[np.int64]:
    """What a stream says when bars come one by one."""
    return np.vstack(
        [rows(np.atleast_2d(stream.update(*bar)).T) for bar in zip(*told, strict=True)]
    )


@pytest.mark.parametrize("name", STREAMS)
def test_any_pieces_are_the_array(name):
    bars = walk(COUNT, 21)
    told, array = columns(name, bars), rows(ARRAYS[name](bars))
    assert np.array_equal(one_by_one(STREAMS[name](), told), array)
    assert np.array_equal(np.vstack(in_pieces(STREAMS[name](), told, edges(COUNT))), array)


@pytest.mark.parametrize("name", STREAMS)
def test_single_bars_and_pieces_may_alternate(name):
    bars = walk(COUNT, 22)
    told, stream = columns(name, bars), STREAMS[name]()
    first = one_by_one(stream, tuple(column[:50] for column in told))
    piece = rows(stream.extend(*(column[50:120] for column in told)))
    rest = one_by_one(stream, tuple(column[120:] for column in told))
    assert np.array_equal(np.vstack([first, piece, rest]), rows(ARRAYS[name](bars)))


@pytest.mark.parametrize("name", STREAMS)
def test_a_piece_of_nothing_says_nothing(name):
    none = tuple(column[:0] for column in columns(name, walk(3, 1)))
    assert rows(STREAMS[name]().extend(*none)).size == 0


# --- splits


def split_walk(new: int, old: int) -> Iterable[tuple[int, int, int]]:
    """Splits, each by the bar before which it is."""
    return (4, new, old), (40, old, new), (COUNT - TAIL, new, old)


@pytest.mark.parametrize("ratio", [(7, 1), (3, 2), (1, 10)])
@pytest.mark.parametrize("name", STREAMS)
def test_pieces_between_splits_say_what_single_bars_say(name, ratio):
    told = columns(name, walk(COUNT, 23))
    single, pieces = STREAMS[name](), STREAMS[name]()
    begin = 0
    for at, new, old in (*split_walk(*ratio), (COUNT, 1, 1)):
        part = tuple(column[begin:at] for column in told)
        assert np.array_equal(
            one_by_one(single, part), np.vstack(in_pieces(pieces, part, edges(at - begin)))
        )
        for stream in (single, pieces):
            stream.split(new, old)
        begin = at


@pytest.mark.parametrize("name", STREAMS)
def test_after_a_split_nothing_shows_that_prices_were_others(name):
    """A split of four for one: quarters of cents and of averages are exact in 8 digits and bits."""
    bars = walk(COUNT, 24)
    quarters = Walk(bars.high / 4, bars.low / 4, bars.close / 4, bars.volume * 4, bars.session)
    at = COUNT - TAIL
    stream = STREAMS[name]()
    stream.extend(*(column[:at] for column in columns(name, bars)))
    stream.split(4, 1)
    found = rows(stream.extend(*(column[at:] for column in columns(name, quarters))))
    assert np.array_equal(found, rows(ARRAYS[name](quarters))[at:])


@pytest.mark.parametrize("name", STREAMS)
def test_a_split_before_the_first_bar_is_nothing(name):
    bars = walk(60, 25)
    stream = STREAMS[name]()
    stream.split(7, 2)
    found = rows(stream.extend(*columns(name, bars)))
    assert np.array_equal(found, rows(ARRAYS[name](bars)))


# --- numbers of every kind


@pytest.mark.parametrize("name", OF_VALUES)
def test_the_kind_of_number_does_not_count(name):
    cents = walk(80, 26).close
    make = OF_VALUES[name]
    floats = rows(make().extend(cents / 100))
    assert np.array_equal(floats, rows(make().extend((cents / 100).tolist())))
    decimals = [Decimal(int(number)).scaleb(-2) for number in cents]
    assert np.array_equal(floats, rows(make().extend(decimals)))
    mixed = [each if place % 2 else float(each) for place, each in enumerate(decimals)]
    assert np.array_equal(floats, rows(make().extend(mixed)))
    whole = cents // 100
    as_decimals = [Decimal(int(number)) for number in whole]
    expected = rows(make().extend(as_decimals))
    for kind in (np.int64, np.int32, np.uint16, np.float64, np.float32):
        assert np.array_equal(rows(make().extend(whole.astype(kind))), expected)


@pytest.mark.parametrize("scale", [2, 4, 8])
def test_digits_that_are_not_needed_change_nothing(scale):
    """Means of exact sums are one division, whatever the unit; so are their extremes."""
    close = walk(120, 27).bars[2]
    for array in (signals.sma, signals.wma, signals.rolling_min, signals.rolling_max):
        assert np.array_equal(rows(array(close, 9, scale=scale)), rows(array(close, 9)))


def test_a_float_with_more_digits_is_rounded_half_even_to_the_scale():
    assert signals.sma([0.125, 0.135, 0.1349], 1, scale=2).tolist() == [0.12, 0.14, 0.13]
