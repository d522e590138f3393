"""The oracle's own arithmetic, against numbers that are published or seen at once."""

import math
from fractions import Fraction

import pytest
from oracle import Bar
from oracle.latency import delay, mix, row_ends
from oracle.slippage import pair_spread
from oracle.values import root_half_even_to

GOLDEN_GAMMA = 0x9E3779B97F4A7C15
SPLITMIX64_OF_SEED_0 = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)
"""The first numbers of SplitMix64 (Vigna) from seed 0: the finaliser of multiples of its gamma."""


@pytest.mark.parametrize(("place", "number"), list(enumerate(SPLITMIX64_OF_SEED_0, 1)))
def test_the_finaliser_is_that_of_splitmix64(place, number):
    assert mix(place * GOLDEN_GAMMA) == number


@pytest.mark.parametrize("order_id", range(20))
def test_draws_are_within_their_bounds_and_from_the_upper_bits(order_id):
    upper = mix(7 + order_id * 3 + 1) >> 11
    assert 5 <= delay("uniform:5:9", 7, order_id, 1) < 9
    expected = math.floor(-math.log1p(-upper / 2**53) * 1_000)
    assert delay("exponential:1000", 7, order_id, 1) == expected
    assert delay("1500", 7, order_id, 1) == 1_500


def test_a_row_ends_as_many_minutes_after_midnight_as_it_has_in_its_session():
    rows = [(0, 0, {}), (1, 0, {}), (0, 2, {})]
    assert row_ends(rows) == [60 * 10**9, 120 * 10**9, (2 * 86_400 + 60) * 10**9]


@pytest.mark.parametrize(
    ("number", "step", "root"),
    [
        ("4.5", "0.0001", "2.1213"),
        ("9", "0.0001", "3"),
        ("0", "0.0001", "0"),
        ("0.00000025", "0.001", "0"),
        ("0.00000225", "0.001", "0.002"),
    ],
)
def test_a_root_goes_to_the_nearest_step_and_ties_to_the_even_one(number, step, root):
    assert root_half_even_to(Fraction(number), Fraction(step)) == Fraction(root)


def test_two_equal_bars_have_the_spread_of_their_range():
    """Corwin and Schultz: two bars of one high and one low, alpha is ln(high / low)."""
    bar = Bar("101", "102", "100", "101")
    spread = pair_spread((bar.high, bar.low), (bar.high, bar.low))
    assert abs(float(spread) - 2 * 0.02 / 2.02) < 1e-12
