"""Numbers that an indicator is told: whatever holds them, the digits are those written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing import _core
from farthing.errors import ConfigurationError
from farthing.signals.streams import exact

SCALE = 4
ON_GRID = st.integers(-(10**15), 10**15)
ZEROS = st.integers(0, 3)
"""Zeros behind the last digit, which change how a decimal prints and not what it is."""


@given(st.lists(st.tuples(ON_GRID, ZEROS), min_size=1))
def test_decimals_are_taken_by_their_digits(pairs):
    values = [Decimal(mantissa * 10**zeros).scaleb(-SCALE - zeros) for mantissa, zeros in pairs]
    expected = [mantissa for mantissa, _ in pairs]
    assert exact(values, SCALE).tolist() == expected
    assert exact(tuple(values), SCALE).tolist() == expected
    assert exact(np.array(values, dtype=object), SCALE).tolist() == expected


@pytest.mark.parametrize("text", ["1E+3", "-0", "0E-30", "1.50000000000000000", "+7", ".5"])
def test_a_decimal_may_be_written_in_any_way(text):
    assert exact([Decimal(text)], SCALE).tolist() == [int(Fraction(text) * 10**SCALE)]


def test_kinds_may_be_mixed():
    values = [Decimal("1.5"), 2, 0.25, np.float64(0.125), Fraction(1, 8), np.int64(3)]
    expected = [15_000, 20_000, 2_500, 1_250, 1_250, 30_000]
    assert exact(values, SCALE).tolist() == expected
    assert exact(values[::-1], SCALE).tolist() == expected[::-1]


class Cents(Decimal):
    """A decimal of a kind of its own, which may print as it likes."""

    def __str__(self) -> str:
        return "a hundred"


def test_another_kind_of_decimal_is_not_read_from_what_it_prints():
    assert exact([Decimal(1), Cents("1.25")], SCALE).tolist() == [10_000, 12_500]


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_decimal_is_one_below_the_limit(sign):
    assert exact([Decimal(sign * _core.VALUE_MAX)], 0).tolist() == [sign * _core.VALUE_MAX]
    with pytest.raises(ConfigurationError, match="too large"):
        exact([Decimal(sign * (_core.VALUE_MAX + 1))], 0)
