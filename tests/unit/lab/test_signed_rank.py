"""The signed-rank test, its interval and its estimate: published tables, scipy, enumeration."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from farthing.errors import ConfigurationError
from farthing.lab.statistics.wilcoxon import (
    blocks_needed,
    exact_interval,
    hodges_lehmann,
    null_probabilities,
    signed_rank_p,
    smallest_p,
)

# Hollander and Wolfe (1973), p. 29: a depression scale before and after treatment; the example of
# R's wilcox.test
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
DEPRESSION = [before - after for before, after in zip(BEFORE, AFTER, strict=True)]
# Student's sleep data, R's `sleep`: ties and one zero
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
# largest rank sum that is refused at a two-sided level of 0.05, by number of pairs (McCornack 1965)
CRITICAL = {
    6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 11: 10, 12: 13, 13: 17, 14: 21, 15: 25, 16: 29, 17: 34, 18: 40,
    19: 46, 20: 52, 21: 58, 22: 65, 23: 73, 24: 81, 25: 89, 26: 98, 27: 107, 28: 116, 29: 126,
    30: 137,
}  # fmt: skip

effects = st.lists(st.floats(-0.5, 0.5).map(lambda x: round(x, 3)), min_size=1, max_size=8)
many_effects = st.lists(
    st.integers(-(10**6), 10**6).filter(bool), min_size=6, max_size=24, unique_by=abs
).map(lambda whole: [number / 10**6 for number in whole])


def enumerated_p(values: list[float]) -> float:
    """The two-sided p value from all ways to choose signs."""
    kept = [value for value in values if value != 0]
    if not kept:
        return 1.0
    ranks = stats.rankdata(np.abs(kept))
    observed = sum(rank for rank, value in zip(ranks, kept, strict=True) if value > 0)
    sums = [sum(ranks[list(chosen)]) for chosen in subsets(len(kept))]
    below = sum(total <= observed for total in sums) / len(sums)
    above = sum(total >= observed for total in sums) / len(sums)
    return min(1.0, 2 * min(below, above))


def subsets(count: int) -> list[tuple[int, ...]]:
    """All subsets of the numbers below ``count``."""
    return [
        chosen for size in range(count + 1) for chosen in itertools.combinations(range(count), size)
    ]


def test_the_depression_data_give_r_s_p_value() -> None:
    assert signed_rank_p(DEPRESSION) == 0.0390625  # V = 40
    ranks = stats.rankdata(np.abs(DEPRESSION))
    assert ranks[np.array(DEPRESSION) > 0].sum() == 40


def test_the_depression_data_give_r_s_interval() -> None:
    interval = exact_interval(DEPRESSION)
    assert (interval.low, interval.high) == (pytest.approx(0.010), pytest.approx(0.786))
    assert hodges_lehmann(DEPRESSION) == pytest.approx(0.46)
    assert interval.coverage == 1 - 2 * 10 / 2**9


def test_ties_keep_the_test_exact_and_zeros_are_left_out() -> None:
    assert signed_rank_p(SLEEP) == 2 / 2**9  # nine are positive


def test_equal_effects_share_their_ranks() -> None:
    # |effects| 1, 1, 2: ranks 1.5, 1.5, 3; a sum of positives of 4.5 or more is 3 of 8
    assert signed_rank_p([1.0, -1.0, 2.0]) == 0.75


def test_no_difference_at_all_is_no_evidence() -> None:
    assert signed_rank_p([0.0, 0.0, 0.0]) == 1.0


@pytest.mark.parametrize(("pairs", "critical"), CRITICAL.items())
def test_the_published_critical_values_come_out(pairs: int, critical: int) -> None:
    below = np.cumsum(null_probabilities(range(1, pairs + 1)))
    assert 2 * below[critical] <= 0.05 < 2 * below[critical + 1]


@pytest.mark.parametrize("pairs", range(1, 11))
def test_the_null_distribution_is_that_of_all_signs(pairs: int) -> None:
    sums = [sum(rank + 1 for rank in chosen) for chosen in subsets(pairs)]
    counted = np.bincount(sums) / 2**pairs
    assert null_probabilities(range(1, pairs + 1)).tolist() == counted.tolist()


@pytest.mark.parametrize("pairs", [6, 12, 30, 50])
def test_scipy_has_the_same_p_value(pairs: int) -> None:
    values = np.random.default_rng(pairs).normal(0.1, 0.5, pairs)
    ours = signed_rank_p(values.tolist())
    assert ours == pytest.approx(stats.wilcoxon(values, method="exact").pvalue, rel=1e-12)


def test_scipy_permutes_to_the_same_p_value_with_ties() -> None:
    method = stats.PermutationMethod(n_resamples=np.inf)
    for seed in range(10):
        values = np.random.default_rng(seed).integers(1, 5, 9) * 0.1
        values *= np.random.default_rng(seed + 100).choice([-1, 1, 1], 9)
        theirs = stats.wilcoxon(values, method=method, zero_method="wilcox").pvalue
        assert signed_rank_p(values.tolist()) == pytest.approx(theirs, rel=1e-12)


@settings(max_examples=1000, deadline=None)
@given(effects)
def test_p_values_are_those_of_enumeration(values: list[float]) -> None:
    assert signed_rank_p(values) == pytest.approx(enumerated_p(values), rel=1e-12)


@settings(max_examples=1000, deadline=None)
@given(many_effects, st.sampled_from([0.8, 0.9, 0.95]))
def test_the_interval_excludes_zero_where_the_test_refuses(
    values: list[float], confidence: float
) -> None:
    interval = exact_interval(values, confidence)
    excludes = interval.low > 0 or interval.high < 0
    assert excludes == (signed_rank_p(values) <= 1 - confidence)
    assert interval.low <= hodges_lehmann(values) <= interval.high


@settings(max_examples=1000, deadline=None)
@given(many_effects)
def test_swapped_sides_turn_the_interval_round(values: list[float]) -> None:
    here, there = exact_interval(values), exact_interval([-value for value in values])
    assert (there.low, there.high) == (-here.high, -here.low)
    assert signed_rank_p([-value for value in values]) == signed_rank_p(values)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("blocks", [8, 12, 18, 30])
def test_the_coverage_is_the_next_one_that_is_enough(blocks: int, confidence: float) -> None:
    values = [float(2**power) for power in range(blocks)]
    interval = exact_interval(values, confidence)
    averages = sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(values, 2))
    left_out = averages.index(interval.low) + 1
    below = np.cumsum(null_probabilities(range(1, blocks + 1)))
    assert interval.coverage == pytest.approx(1 - 2 * below[left_out - 1])
    assert 1 - 2 * below[left_out] < confidence <= interval.coverage


def test_simulated_intervals_cover_as_often_as_they_say() -> None:
    random = np.random.default_rng(5)
    covered = 0
    for _ in range(2000):
        interval = exact_interval(random.normal(0.1, 0.027, 8).tolist())
        covered += interval.low <= 0.1 <= interval.high
    expected = 1 - 2 * 5 / 2**8
    assert abs(covered / 2000 - expected) < 4 * math.sqrt(expected * (1 - expected) / 2000)


@pytest.mark.parametrize(("confidence", "blocks"), [(0.5, 2), (0.9, 5), (0.95, 6), (0.99, 8)])
def test_too_few_blocks_are_refused_with_the_number_needed(confidence: float, blocks: int) -> None:
    assert blocks_needed(confidence) == blocks
    assert smallest_p(blocks) <= 1 - confidence < smallest_p(blocks - 1)
    with pytest.raises(ConfigurationError, match=f"at least {blocks} are needed"):
        exact_interval([0.1] * (blocks - 1), confidence)
