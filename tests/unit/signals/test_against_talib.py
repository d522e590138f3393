"""Indicators against TA-Lib on random walks: the same values, and NaN in the same places.

Seeds are TA-Lib's, so that no place is left out of a comparison: the exponential average begins
with the simple one, RSI and ATR with the plain mean of the first ``n`` changes, which makes ``n``
places of NaN where averages have ``n - 1``. There are two differences on purpose:

- RSI of a price that has not changed at all: TA-Lib says 0, here it is NaN.
- Some functions of TA-Lib refuse windows of one bar; here they are what the definition gives.

- MACD: TA-Lib leaves out the line until the signal is defined; here the line is said before.
- Stochastic: where all prices of a window are one, TA-Lib says 0; here it is NaN.
- ADX: without any range, or before any move, TA-Lib says 0 and counts it; here it is NaN.

TA-Lib takes a deviation from the difference of two means, which cancels where a window is short
and its values lie near each other: relative errors of 1e-7 have been measured for windows of two.
``std`` is therefore compared with numpy, and with TA-Lib for windows from ``LONG`` bars on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import talib
from price_walks import Walk, walk

from farthing import signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Said = Callable[[Walk, int], NDArray[np.float64]]

RELATIVE_MAX = 1e-9
LENGTHS = (1, 2, 13, 60, 1000)
WINDOWS = (2, 3, 5, 14, 60)
LONG = 14

PAIRS: dict[str, tuple[Said, Said]] = {
    "sma": (lambda w, n: signals.sma(w.bars[2], n), lambda w, n: talib.SMA(w.bars[2], n)),
    "ema": (lambda w, n: signals.ema(w.bars[2], n), lambda w, n: talib.EMA(w.bars[2], n)),
    "wma": (lambda w, n: signals.wma(w.bars[2], n), lambda w, n: talib.WMA(w.bars[2], n)),
    "rolling_min": (
        lambda w, n: signals.rolling_min(w.bars[1], n),
        lambda w, n: talib.MIN(w.bars[1], n),
    ),
    "rolling_max": (
        lambda w, n: signals.rolling_max(w.bars[0], n),
        lambda w, n: talib.MAX(w.bars[0], n),
    ),
    "rsi": (lambda w, n: signals.rsi(w.bars[2], n), lambda w, n: talib.RSI(w.bars[2], n)),
    "atr": (lambda w, n: signals.atr(*w.bars, n), lambda w, n: talib.ATR(*w.bars, n)),
    "returns": (lambda w, n: signals.returns(w.bars[2], n), lambda w, n: talib.ROCP(w.bars[2], n)),
}
OF_ONE_BAR = ("sma", "ema", "wma", "atr", "returns")
"""What TA-Lib has for a window of one bar too."""


def assert_same(found: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    """The same places are NaN, and the others differ relatively by no more than the limit."""
    assert found.shape == expected.shape
    assert np.isnan(found).tolist() == np.isnan(expected).tolist()
    defined = ~np.isnan(expected)
    distance = np.abs(found[defined] - expected[defined])
    assert (distance <= RELATIVE_MAX * np.abs(expected[defined])).all(), distance.max()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", PAIRS)
def test_an_indicator_says_what_ta_lib_says(name, window):
    ours, theirs = PAIRS[name]
    for seed, count in enumerate(LENGTHS):
        prices = walk(count, seed)
        assert_same(ours(prices, window), theirs(prices, window))


@pytest.mark.parametrize("name", OF_ONE_BAR)
def test_so_it_does_over_one_bar(name):
    ours, theirs = PAIRS[name]
    prices = walk(200, 7)
    assert_same(ours(prices, 1), theirs(prices, 1))


@pytest.mark.parametrize("name", ["rolling_min", "rolling_max"])
def test_an_extreme_of_one_bar_is_that_bar(name):
    prices = walk(200, 7).bars[2]
    assert getattr(signals, name)(prices, 1).tolist() == prices.tolist()


@pytest.mark.parametrize(("name", "undefined"), [("ema", 13), ("rsi", 14), ("atr", 14)])
def test_a_seed_takes_as_many_bars_as_that_of_ta_lib(name, undefined):
    for said in PAIRS[name]:
        assert np.isnan(said(walk(60, 1), 14)).tolist() == [True] * undefined + [False] * (
            60 - undefined
        )


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("width", [1.0, 2.0, 2.5])
def test_bollinger_bands_are_those_of_ta_lib(window, width):
    for seed, count in enumerate(LENGTHS):
        close = walk(count, seed).bars[2]
        upper, middle, lower = talib.BBANDS(close, window, width, width)
        found = signals.bollinger(close, window, width)
        for ours, theirs in zip(found, (lower, middle, upper), strict=True):
            assert_same(ours, theirs)


@pytest.mark.parametrize("window", [window for window in WINDOWS if window >= LONG])
def test_a_population_deviation_of_a_long_window_is_that_of_ta_lib(window):
    for seed, count in enumerate(LENGTHS):
        close = walk(count, seed).bars[2]
        assert_same(signals.std(close, window, 0), talib.STDDEV(close, window))


@pytest.mark.parametrize("ddof", [0, 1])
@pytest.mark.parametrize("window", WINDOWS)
def test_a_deviation_is_that_of_numpy_in_cents(window, ddof):
    """In cents numpy's sums are exact: what differs is the rounding of its means alone."""
    for seed, count in enumerate(LENGTHS):
        cents = walk(count, seed).close
        expected = np.full(count, np.nan)
        if count >= window:
            windows = np.lib.stride_tricks.sliding_window_view(cents, window)
            expected[window - 1 :] = windows.std(axis=1, ddof=ddof) / 100
        assert_same(signals.std(cents / 100, window, ddof), expected)


def test_a_price_that_has_never_changed_has_no_strength_where_ta_lib_says_0():
    prices = np.array([5.0, 5.0, 5.0, 5.0, 6.0, 5.0])
    ours, theirs = signals.rsi(prices, 2), talib.RSI(prices, 2)
    assert theirs[2:4].tolist() == [0, 0]
    assert np.isnan(ours[:4]).all()
    assert_same(ours[4:], theirs[4:])


def test_prices_that_only_rise_or_only_fall_are_at_the_ends_of_the_scale():
    rising = np.arange(1.0, 40.0)
    for prices, end in ((rising, 100), (rising[::-1].copy(), 0)):
        assert signals.rsi(prices, 14)[14:].tolist() == [end] * 25
        assert_same(signals.rsi(prices, 14), talib.RSI(prices, 14))


SPANS = ((12, 26, 9), (2, 3, 2), (5, 35, 5), (3, 10, 16))


@pytest.mark.parametrize("spans", SPANS)
def test_a_macd_is_that_of_ta_lib_and_its_line_begins_before(spans):
    slow = spans[1]
    for seed, count in enumerate(LENGTHS):
        close = walk(count, seed).bars[2]
        line, average, histogram = signals.macd(close, *spans)
        theirs = talib.MACD(close, *spans)
        # A distance of averages loses digits where they cross: it is held against the price.
        for ours, other in zip((line, average, histogram), theirs, strict=True):
            known = ~np.isnan(other)
            assert (np.abs(ours[known] - other[known]) <= RELATIVE_MAX * close[known]).all()
        assert np.isnan(average).tolist() == np.isnan(theirs[1]).tolist()
        assert np.isnan(histogram).tolist() == np.isnan(theirs[2]).tolist()
        assert np.isnan(line).sum() == min(count, slow - 1)


@pytest.mark.parametrize("windows", [(5, 3, 3), (14, 3, 3), (14, 1, 1), (9, 2, 5)])
def test_a_stochastic_is_that_of_ta_lib(windows):
    length, smoothing, signal = windows
    for seed, count in enumerate(LENGTHS):
        prices = walk(count, seed)
        fast, slow, average = signals.stochastic(*prices.bars, *windows)
        slow_k, slow_d = talib.STOCH(*prices.bars, length, smoothing, 0, signal, 0)
        fast_k, fast_d = talib.STOCHF(*prices.bars, length, smoothing, 0)
        for ours, theirs in ((fast, fast_k), (slow, slow_k), (slow, fast_d), (average, slow_d)):
            known = ~np.isnan(theirs)
            # Shares of a window in per cent; near 0 their relative error says nothing.
            assert (np.abs(ours[known] - theirs[known]) <= 100 * RELATIVE_MAX).all()
        assert np.isnan(average).tolist() == np.isnan(slow_d).tolist()


@pytest.mark.parametrize("window", WINDOWS)
def test_directional_indices_are_those_of_ta_lib(window):
    for seed, count in enumerate(LENGTHS):
        prices = walk(count, seed)
        average, plus, minus = signals.adx(*prices.bars, window)
        assert_same(average, talib.ADX(*prices.bars, window))
        assert_same(plus, talib.PLUS_DI(*prices.bars, window))
        assert_same(minus, talib.MINUS_DI(*prices.bars, window))


def test_a_price_that_has_never_moved_has_no_direction_where_ta_lib_says_0():
    bars = [np.array([5.0] * 8)] * 3
    average, plus, minus = signals.adx(*bars, 2)
    assert talib.ADX(*bars, 2)[3:].tolist() == [0] * 5
    assert np.isnan([average, plus, minus]).all()


def test_a_window_of_one_price_has_no_stochastic_where_ta_lib_says_0():
    bars = [np.array([5.0, 5.0, 5.0, 6.0])] * 3
    fast, slow, _ = signals.stochastic(*bars, 2, 2, 1)
    assert talib.STOCHF(*bars, 2, 1, 0)[0].tolist()[1:] == [0, 0, 100]
    assert np.isnan(fast[:3]).all()
    assert fast[3] == 100
    assert np.isnan(slow).all()


@pytest.mark.parametrize("window", WINDOWS)
def test_aroon_is_that_of_ta_lib(window):
    for seed, count in enumerate(LENGTHS):
        high, low, _ = walk(count, seed).bars
        up, down, oscillator = signals.aroon(high, low, window)
        their_down, their_up = talib.AROON(high, low, window)
        for ours, theirs in (
            (up, their_up), (down, their_down), (oscillator, talib.AROONOSC(high, low, window)),
        ):  # fmt: skip
            assert np.isnan(ours).tolist() == np.isnan(theirs).tolist()
            known = ~np.isnan(theirs)
            assert (np.abs(ours[known] - theirs[known]) <= 100 * RELATIVE_MAX).all()


def test_on_balance_volume_is_that_of_ta_lib():
    for seed, count in enumerate(LENGTHS):
        prices = walk(count, seed)
        volume = prices.volume.astype(np.float64)
        assert_same(signals.obv(prices.bars[2], volume), talib.OBV(prices.bars[2], volume))


@pytest.mark.parametrize("window", WINDOWS)
def test_channels_are_made_of_what_ta_lib_has(window):
    for seed, count in enumerate(LENGTHS):
        bars = walk(count, seed).bars
        high, low, close = bars
        lower, middle, upper = signals.donchian(high, low, window)
        assert_same(lower, talib.MIN(low, window))
        assert_same(upper, talib.MAX(high, window))
        assert_same(middle, (talib.MIN(low, window) + talib.MAX(high, window)) / 2)
        average, width = talib.EMA(close, window), 1.5 * talib.ATR(*bars, window)
        for ours, theirs in zip(
            signals.keltner(*bars, window, 1.5, window),
            (average - width, average + 0 * width, average + width),
            strict=True,
        ):
            assert_same(ours, theirs)


def test_a_cloud_is_made_of_extremes_of_ta_lib_of_some_bars_ago():
    def middle(n):
        return (talib.MAX(high, n) + talib.MIN(low, n)) / 2

    def ago(values):
        return np.concatenate([np.full(26, np.nan), values])[: len(values)]

    for seed, count in enumerate(LENGTHS):
        high, low, _ = walk(count, seed).bars
        expected = (
            middle(9), middle(26), ago((middle(9) + middle(26)) / 2), ago(middle(52)),
        )  # fmt: skip
        for ours, theirs in zip(signals.ichimoku(high, low), expected, strict=True):
            assert_same(ours, theirs)
