"""What an indicator refuses: the message names the value and what is possible."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from farthing import signals
from farthing.errors import ConfigurationError, LedgerOverflow
from farthing.signals.streams import exact

WINDOWS = {
    "no bars": (lambda: signals.Sma(0), "sma over 0 bars: at least 1 is possible"),
    "less than none": (lambda: signals.Rsi(-3), "rsi over -3 bars"),
    "less than a session": (lambda: signals.Vwap(-1), "vwap over -1 bars"),
    "two degrees less": (lambda: signals.Std(5, 2), r"ddof is 2; it is 0 \(population\) or 1"),
    "one degree more": (lambda: signals.ZScore(5, -1), "ddof is -1"),
    "an array of no bars": (lambda: signals.ema([1.0], 0), "ema over 0 bars"),
}
NUMBERS = {
    "NaN": ([1.0, float("nan")], "NaN with 8 digits behind the point is no exact number"),
    "infinity": ([float("inf")], "inf with 8 digits behind the point is no exact number"),
    "a float that is too large": ([1e11], "100000000000 with 8 digits .* is no exact number"),
    "a whole number that is too large": ([2**62], f"{2**62} with 8 digits .* is too large"),
    "a digit too much": ([Decimal("1.123456789")], "1.123456789 has more than 8 digits behind"),
    "NaN among decimals": ([Decimal(1), float("nan")], "NaN with 8 digits"),
    "NaN that is a decimal": ([Decimal("NaN")], "is no number that an indicator can hear"),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_that_cannot_be_is_named(name):
    make, expected = WINDOWS[name]
    with pytest.raises(ConfigurationError, match=expected):
        make()


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_not_exact_is_named(name):
    values, expected = NUMBERS[name]
    with pytest.raises(ConfigurationError, match=expected):
        signals.sma(values, 1)


@pytest.mark.parametrize(("new", "old"), [(0, 1), (1, 0), (-2, 1)])
def test_a_split_into_nothing_is_named(new, old):
    with pytest.raises(ConfigurationError, match=f"a split of {new} for {old}"):
        signals.Sma(3).split(new, old)


@pytest.mark.parametrize(
    "said",
    [
        lambda: signals.atr([1.0, 2.0], [1.0], [1.0, 2.0], 1),
        lambda: signals.vwap([1.0], [1.0], [1.0], [5, 6]),
        lambda: signals.vwap([1.0], [1.0], [1.0], [5], session=[0, 0]),
    ],
)
def test_columns_of_different_length_are_refused(said):
    with pytest.raises(ConfigurationError, match="the columns of the bars differ in length"):
        said()


def test_squares_that_do_not_fit_are_refused_and_not_wrapped():
    large = [1 << 60, -(1 << 60)] * 20
    assert signals.sma(large, 40, scale=0)[-1] == 0
    with pytest.raises(LedgerOverflow, match="is too large for the window"):
        signals.std(large, 40, scale=0)


def test_the_largest_whole_number_is_heard_and_the_next_is_not():
    assert exact([2**62 - 1, 1 - 2**62], 0).tolist() == [2**62 - 1, 1 - 2**62]
    with pytest.raises(ConfigurationError, match="too large"):
        exact([-(2**62)], 0)
    assert exact([46_116_860_184], 8).tolist() == [46_116_860_184 * 10**8]
    with pytest.raises(ConfigurationError, match="46116860185 with 8 digits .* too large"):
        exact([46_116_860_185], 8)


def test_values_of_every_kind_are_whole_numbers_of_the_scale():
    assert exact([], 2).tolist() == []
    assert exact(np.array([3, -4], dtype=np.int16), 2).tolist() == [300, -400]
    assert exact([Decimal("1.50"), Decimal("1.500"), 0.1, 2], 2).tolist() == [150, 150, 10, 200]
    assert exact((0.005, 0.015, -0.005), 2).tolist() == [0, 2, 0]
    assert exact(np.array([1.0, 9.0, 2.5])[::2], 1).tolist() == [10, 25]
