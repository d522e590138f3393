"""Indicators against fractions: what is one division is the float next to the true quotient."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from price_walks import Walk, walk

from farthing import signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COUNT = 300
WINDOWS = (1, 2, 3, 7, 60)
PRECISE = 50
"""Digits of a root that is taken as the true one."""


@pytest.fixture(scope="module")
def prices() -> Walk:
    return walk(COUNT, 11)


def windows(values: NDArray[np.int64], length: int) -> list[list[int]]:
    """The windows of a series, each as whole numbers; the first of them is of its first bars."""
    return np.lib.stride_tricks.sliding_window_view(values, length).tolist()


def same_bits(found: NDArray[np.float64], expected: Sequence[Fraction | None]) -> bool:
    """Whether every value is the float next to a fraction; None is NaN."""
    floats = [math.nan if value is None else float(value) for value in expected]
    return np.array_equal(found.view(np.int64), np.array(floats).view(np.int64))


@pytest.mark.parametrize("length", WINDOWS)
def test_a_mean_is_one_division(prices, length):
    expected = [Fraction(sum(window), 100 * length) for window in windows(prices.close, length)]
    found = signals.sma(prices.bars[2], length)
    assert same_bits(found, [None] * (length - 1) + expected)


@pytest.mark.parametrize("length", WINDOWS)
def test_a_weighted_mean_is_one_division(prices, length):
    weights = range(1, length + 1)
    expected = [
        Fraction(sum(weight * value for weight, value in zip(weights, window, strict=True)))
        / (100 * sum(weights))
        for window in windows(prices.close, length)
    ]
    found = signals.wma(prices.bars[2], length)
    assert same_bits(found, [None] * (length - 1) + expected)


@pytest.mark.parametrize("length", WINDOWS)
def test_a_return_is_one_division(prices, length):
    close = prices.close.tolist()
    expected = [
        Fraction(after - before, before)
        for before, after in zip(close[:-length], close[length:], strict=True)
    ]
    assert same_bits(signals.returns(prices.bars[2], length), [None] * length + expected)


def test_a_return_on_nothing_is_not_defined():
    found = signals.returns([0, 5, 10, 0, 0])
    assert same_bits(found, [None, None, Fraction(1), Fraction(-1), None])


def turnover(prices: Walk) -> list[tuple[Fraction, int]]:
    """Typical price times volume, and the volume, of each bar."""
    typical = (prices.high + prices.low + prices.close).tolist()
    pairs = zip(typical, prices.volume.tolist(), strict=True)
    return [(Fraction(price * units, 300), units) for price, units in pairs]


def weighted(bars: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """The mean price of some bars; None where nothing was traded."""
    volume = sum(units for _, units in bars)
    return sum(money for money, _ in bars) / volume if volume else None


@pytest.mark.parametrize("length", WINDOWS)
def test_a_volume_weighted_price_of_some_bars_is_one_division(prices, length):
    bars = turnover(prices)
    expected = [weighted(bars[end - length : end]) for end in range(length, COUNT + 1)]
    assert None in expected or length > 2, "bars without volume are part of this test"
    found = signals.vwap(*prices.bars, prices.volume, length, prices.session)
    assert same_bits(found, [None] * (length - 1) + expected)


def test_a_volume_weighted_price_of_a_session_begins_with_it(prices):
    bars, session = turnover(prices), prices.session.tolist()
    expected = [weighted(bars[session.index(session[place]) : place + 1]) for place in range(COUNT)]
    assert same_bits(signals.vwap(*prices.bars, prices.volume, None, prices.session), expected)
    of_one_session = [weighted(bars[: place + 1]) for place in range(COUNT)]
    assert same_bits(signals.vwap(*prices.bars, prices.volume), of_one_session)


def score(window: Sequence[int], ddof: int) -> float:
    """How many deviations the newest value is from the mean, to more digits than a float has."""
    length = len(window)
    mean = Fraction(sum(window), length)
    squares = sum((value - mean) ** 2 for value in window)
    if length == ddof or squares == 0:
        return math.nan
    variance, distance = squares / (length - ddof), window[-1] - mean
    with localcontext() as context:
        context.prec = PRECISE
        deviation = (Decimal(variance.numerator) / variance.denominator).sqrt()
        return float(Decimal(distance.numerator) / distance.denominator / deviation)


@pytest.mark.parametrize("ddof", [0, 1])
@pytest.mark.parametrize("length", WINDOWS)
def test_a_score_is_near_the_true_one(prices, length, ddof):
    """Three roundings after exact sums: less than three units of the last digit in all."""
    found = signals.zscore(prices.bars[2], length, ddof)
    true = [score(window, ddof) for window in windows(prices.close, length)]
    expected = np.array([math.nan] * (length - 1) + true)
    assert np.isnan(found).tolist() == np.isnan(expected).tolist()
    defined = ~np.isnan(expected)
    steps = np.abs(found[defined] - expected[defined]) / np.spacing(np.abs(expected[defined]))
    assert (steps <= 3).all(), steps.max()
