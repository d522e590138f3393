"""What is said of a value among others: by hand, with ties, equal values and infinities."""

from __future__ import annotations

import math

import numpy as np
import pytest

from farthing.universe import across

NAN, INF = math.nan, math.inf
TEN = [float(number) for number in range(1, 11)]


@pytest.mark.parametrize(
    ("values", "bounds", "expected"),
    [
        (TEN, (0.1, 0.9), [2, 2, 3, 4, 5, 6, 7, 8, 9, 9]),
        (TEN[::-1], (0.1, 0.9), [9, 9, 8, 7, 6, 5, 4, 3, 2, 2]),
        (TEN, (0.0, 0.85), [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]),
        (TEN, (0.25, 1.0), [3, 3, 3, 4, 5, 6, 7, 8, 9, 10]),
        (TEN[:5], (0.3, 0.7), [2, 2, 3, 4, 4]),
        ([NAN, -INF, 1.0, 2.0, INF], (0.25, 0.75), [NAN, 1, 1, 2, 2]),
        ([NAN, NAN], (0.25, 0.75), [NAN, NAN]),
    ],
)
def test_the_lowest_and_the_highest_shares_are_drawn_in(values, bounds, expected):
    found = across.winsorised(np.array(values), *bounds)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("value", [0.1, 0.7, 1e-300, -3.3])
@pytest.mark.parametrize("count", [1, 3, 6, 7])
def test_equal_values_do_not_vary(value, count):
    values = np.array([value] * count + [NAN])
    np.testing.assert_array_equal(across.standardised(values), [NAN] * (count + 1))
    np.testing.assert_array_equal(across.demeaned(values), [0.0] * count + [NAN])
    assert across.deviation(values[:-1]) == 0


def test_values_that_differ_in_their_last_bit_vary():
    values = np.array([4.0, np.nextafter(4.0, 5.0), 4.0, np.nextafter(4.0, 5.0)])
    assert across.deviation(values) > 0
    assert np.isfinite(across.standardised(values)).all()


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([1.0, 1.0, 1.0, 5.0], 10, 1),
        ([1.0, 1.0, 1.0, 5.0], 50, 1),
        ([5.0, 1.0, 2.0], 25, 1.5),
        ([5.0, 1.0, NAN, 2.0], 100, 5),
        ([3.0], 40, 3),
    ],
)
def test_a_percentile_lies_on_the_line_between_two_values(values, share, expected):
    found = across.percentile(np.array(values), share)
    np.testing.assert_array_equal(found, [NAN if value != value else expected for value in values])


def test_infinities_are_no_candidates_of_a_mean():
    np.testing.assert_array_equal(across.demeaned(np.array([1.0, INF, 3.0])), [-1.0, NAN, 1.0])
