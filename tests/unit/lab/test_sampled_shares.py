"""The interval of a difference of shares covers as often as it says."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.errors import ConfigurationError
from farthing.lab.statistics.shares import SampledShare, difference, p_value, wilson

NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
]
"""Table II of Newcombe (1998), method 10: of the first less the second."""
shares = st.builds(SampledShare, st.floats(0, 1), st.integers(1, 5_000), st.floats(1e-3, 1e3))


def binomial(hits: int, samples: int, share: float) -> float:
    """How likely so many hits are."""
    return comb(samples, hits) * share**hits * (1 - share) ** (samples - hits)


@pytest.mark.parametrize(("one", "other", "interval"), NEWCOMBE)
def test_it_is_the_interval_of_the_literature(
    one: tuple[int, int], other: tuple[int, int], interval: tuple[float, float]
) -> None:
    first, second = (SampledShare(hits / samples, samples) for hits, samples in (one, other))
    assert difference(second, first) == pytest.approx(interval, abs=5e-5)


@pytest.mark.parametrize(("before", "after"), [(0.1, 0.1), (0.05, 0.2), (0.5, 0.45), (0.3, 0.25)])
@pytest.mark.parametrize("whole", [1.0, 0.5])
def test_it_covers_the_true_difference_as_often_as_it_says(
    before: float, after: float, whole: float
) -> None:
    """Every pair of counts that can be found, with its probability; the wholes differ too."""
    one, other = 40, 60
    truth = after * whole - before
    covered = 0.0
    for hits in range(one + 1):
        for others in range(other + 1):
            low, high = difference(
                SampledShare(hits / one, one), SampledShare(others / other, other, whole)
            )
            if low <= truth <= high:
                covered += binomial(hits, one, before) * binomial(others, other, after)
    assert 0.94 <= covered <= 0.99


@given(shares, shares)
def test_the_way_back_is_the_same_interval(before: SampledShare, after: SampledShare) -> None:
    low, high = difference(before, after)
    found = after.share * after.whole - before.share * before.whole
    assert low <= found <= high
    assert difference(after, before) == pytest.approx((-high, -low))


def test_more_samples_know_a_share_better() -> None:
    few, many = wilson(0.3, 100), wilson(0.3, 10_000)
    assert few[0] < many[0] < 0.3 < many[1] < few[1]
    assert wilson(0.0, 50)[0] == 0
    assert wilson(1.0, 50)[1] == 1


@given(shares, shares, st.floats(0.5, 0.999))
def test_the_p_value_says_what_the_interval_says(
    before: SampledShare, after: SampledShare, confidence: float
) -> None:
    low, high = difference(before, after, confidence)
    value = p_value(before, after)
    if abs(value - (1 - confidence)) > 1e-6:
        assert (low <= 0 <= high) is (value > 1 - confidence)


def test_no_samples_say_nothing() -> None:
    with pytest.raises(ConfigurationError, match="0 samples"):
        wilson(0.5, 0)
