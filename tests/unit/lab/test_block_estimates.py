"""From blocks to ratios: effects, estimates, the bootstrap, q values, summaries and growth."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from farthing.errors import ConfigurationError
from farthing.lab.results.comparison import Estimate
from farthing.lab.statistics.bootstrap import bca_interval
from farthing.lab.statistics.effects import block_effect
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.fit import PowerLaw, fit_power_law
from farthing.lab.statistics.multiple import q_values
from farthing.lab.statistics.summary import summarise
from farthing.lab.statistics.wilcoxon import hodges_lehmann

seconds = st.floats(1e-6, 1e4)
blocks = st.lists(st.tuples(seconds, seconds), min_size=1, max_size=4)
effects = st.lists(
    st.integers(-(10**6), 10**6).filter(bool), min_size=6, max_size=18, unique_by=abs
).map(lambda whole: [number / 10**6 for number in whole])
# R's `sleep`: t.test(extra ~ group, paired = TRUE) gives 1.58, 0.7001142 to 2.4598858
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]


def test_an_effect_is_the_log_ratio_of_geometric_means() -> None:
    found = block_effect([0.1, 0.4], [0.3, 0.3])
    assert found == pytest.approx(math.log(0.3 / stats.gmean([0.1, 0.4])))


def test_a_drift_that_is_linear_in_logarithms_falls_out_of_abba() -> None:
    assert block_effect([1.0, 1.03**3], [1.03, 1.03**2]) == pytest.approx(0, abs=1e-15)


@settings(max_examples=1000, deadline=None)
@given(blocks, st.floats(1e-3, 1e3))
def test_units_drop_out_and_swapping_turns_the_sign(
    pairs: list[tuple[float, float]], unit: float
) -> None:
    base, head = zip(*pairs, strict=True)
    effect = block_effect(base, head)
    assert block_effect(head, base) == -effect
    in_units = block_effect([b * unit for b in base], [h * unit for h in head])
    assert in_units == pytest.approx(effect, abs=1e-9)


@pytest.mark.parametrize(
    ("base", "head", "words"),
    [
        ([], [], "a block of 0 base and 0 head"),
        ([0.1], [0.1, 0.1], "a block of 1 base and 2 head"),
        ([0.0], [0.1], "0.0 seconds is no time"),
        ([0.1], [math.nan], "nan seconds is no time"),
        ([math.inf], [0.1], "inf seconds is no time"),
    ],
)
def test_a_block_that_is_none_is_refused(base: list[float], head: list[float], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        block_effect(base, head)


@settings(max_examples=1000, deadline=None)
@given(effects)
def test_swapping_the_sides_inverts_the_ratio(values: list[float]) -> None:
    here = estimate(values, resamples=0)
    there = estimate([-value for value in values], resamples=0)
    assert there.ratio == pytest.approx(1 / here.ratio, rel=1e-12)
    assert there.low == pytest.approx(1 / here.high, rel=1e-12)
    assert there.high == pytest.approx(1 / here.low, rel=1e-12)
    assert there.p_value == here.p_value
    assert there.standard_error == pytest.approx(here.standard_error)


def test_the_standard_error_is_near_that_of_the_mean_on_normal_noise() -> None:
    random = np.random.default_rng(11)
    ratios = []
    for _ in range(400):
        values = random.normal(0.1, 0.027, 18)
        ratios.append(estimate(values.tolist(), resamples=0).standard_error / stats.sem(values))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.05)


def test_one_wild_block_does_not_drive_the_standard_error() -> None:
    values = np.random.default_rng(12).normal(0.1, 0.01, 18).tolist()
    wild = [*values[:-1], 2.0]
    assert estimate(wild, resamples=0).standard_error < 0.01 < stats.sem(wild)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_an_effect_that_is_no_number_is_refused(wrong: float) -> None:
    with pytest.raises(ConfigurationError, match="must be a finite number"):
        estimate([0.1] * 6 + [wrong])


def test_an_estimate_outside_of_its_interval_is_refused() -> None:
    found = estimate([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    with pytest.raises(ValidationError, match="is outside of its interval"):
        Estimate(**{**found.model_dump(), "ratio": found.high * 1.01})


def bca_by_hand(values: np.ndarray, centres: list[float], confidence: float) -> list[float]:
    """Efron and Tibshirani's formulas 14.10, 14.14 and 14.15 on given resampled estimates."""
    observed = hodges_lehmann(values.tolist())
    below = np.mean([(centre < observed) + 0.5 * (centre == observed) for centre in centres])
    bias = stats.norm.ppf(below)
    left_out = [hodges_lehmann(np.delete(values, i).tolist()) for i in range(len(values))]
    away = np.mean(left_out) - left_out
    acceleration = (away**3).sum() / (6 * (away**2).sum() ** 1.5)
    ends = []
    for share in ((1 - confidence) / 2, (1 + confidence) / 2):
        moved = bias + stats.norm.ppf(share)
        ends.append(stats.norm.cdf(bias + moved / (1 - acceleration * moved)))
    return [float(end) for end in np.quantile(centres, ends)]


def test_the_bootstrap_is_that_of_all_resamples() -> None:
    values = np.array([0.02, 0.05, 0.11, 0.13, 0.30])
    centres = [hodges_lehmann(list(drawn)) for drawn in itertools.product(values, repeat=5)]
    exact = bca_by_hand(values, centres, 0.9)
    assert bca_interval(values.tolist(), 0.9, 20_000) == pytest.approx(exact, abs=0.006)


def test_the_bootstrap_is_the_same_on_every_run_and_near_the_exact_interval() -> None:
    values = np.random.default_rng(3).normal(0.1, 0.027, 30).tolist()
    found = estimate(values)
    assert found == estimate(values)
    assert found.bca_low == pytest.approx(found.low, abs=0.005)
    assert found.bca_high == pytest.approx(found.high, abs=0.005)


def test_equal_effects_have_a_point_for_an_interval() -> None:
    found = estimate([0.25] * 6)
    assert found.low == found.ratio == found.high == found.bca_low == found.bca_high
    assert found.standard_error == 0


def test_a_bootstrap_that_is_not_defined_says_nothing() -> None:
    assert bca_interval([0.1]) is None
    assert bca_interval([0.0] * 11 + [1.0]) is None  # leaving one out never moves the median
    found = estimate([0.0] * 11 + [1.0])
    assert (found.bca_low, found.bca_high) == (None, None)


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        ([], []),
        ([0.2], [0.2]),
        ([0.01, 0.02, 0.03, 0.04, 0.05], [0.05] * 5),
        ([0.05, 0.01, 0.04], [0.05, 0.03, 0.05]),  # 0.04 * 3 / 2 is above 0.05
        ([0.001, 0.5, 0.5, 1.0], [0.004, 2 / 3, 2 / 3, 1.0]),
        # Benjamini and Hochberg (1995), table in section 4.1: the fourth is the last below 0.05
        (
            [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
             0.4262, 0.5719, 0.6528, 0.7590, 1.0],
            [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765, 0.486,
             0.581182, 0.714875, 0.753231, 0.813214, 1.0],
        ),
    ],
)  # fmt: skip
def test_q_values_are_benjamini_and_hochberg_s(
    p_values: list[float], expected: list[float]
) -> None:
    assert q_values(p_values) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_refuse_what_the_step_up_procedure_refuses(p_values: list[float]) -> None:
    adjusted = q_values(p_values)
    ordered = sorted(p_values)
    limit = max(
        (p for rank, p in enumerate(ordered, 1) if p <= 0.05 * rank / len(ordered)), default=-1.0
    )
    for p, q in zip(p_values, adjusted, strict=True):
        assert q >= p
        assert abs(q - 0.05) < 1e-12 or (q <= 0.05) == (p <= limit)


def test_a_summary_has_r_s_t_interval() -> None:
    found = summarise(SLEEP)
    assert found.mean == pytest.approx(1.58)
    assert (found.low, found.high) == (pytest.approx(0.7001142), pytest.approx(2.4598858))
    assert found.standard_deviation == pytest.approx(1.229995, abs=1e-6)
    assert (found.count, found.median, found.minimum, found.maximum) == (10, 1.3, 0.0, 4.6)


@settings(max_examples=1000, deadline=None)
@given(st.lists(seconds, min_size=2, max_size=30), st.floats(0.5, 0.999))
def test_a_summary_is_scipy_s(values: list[float], confidence: float) -> None:
    found = summarise(values, confidence)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.median == pytest.approx(np.median(values))
    deviation = float(np.std(values, ddof=1))
    assert found.standard_deviation == pytest.approx(deviation, abs=1e-9)
    half = stats.t.ppf((1 + confidence) / 2, len(values) - 1) * deviation / len(values) ** 0.5
    assert found.high is not None
    assert found.low is not None
    assert found.high - found.mean == pytest.approx(half, abs=1e-7)
    assert found.mean - found.low == pytest.approx(half, abs=1e-7)


def test_a_single_value_has_no_spread() -> None:
    found = summarise([0.2])
    assert (found.standard_deviation, found.low, found.high) == (None, None, None)


def test_nothing_cannot_be_summarised() -> None:
    with pytest.raises(ConfigurationError, match="no values"):
        summarise([])


@settings(max_examples=1000, deadline=None)
@given(
    st.floats(-3, 3),
    st.floats(1e-3, 1e3),
    st.lists(st.integers(1, 10**6), min_size=3, max_size=9, unique=True),
)
def test_an_exact_power_law_is_found(exponent: float, factor: float, sizes: list[int]) -> None:
    # sizes that are all within a few percent of each other leave no digits for an exponent
    sizes = [1, 10**6, *sizes]
    found = fit_power_law(sizes, [factor * size**exponent for size in sizes])
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.low <= found.exponent <= found.high
    assert found.factor == pytest.approx(factor, rel=1e-6)


def test_what_does_not_grow_has_the_exponent_zero() -> None:
    found = fit_power_law([1, 10, 100], [0.5, 0.5, 0.5])
    assert (found.low, found.exponent, found.high, found.factor) == (0, 0, 0, 0.5)
    assert not found.is_worse_than_linear


def test_a_noisy_growth_has_the_t_interval_of_least_squares() -> None:
    sizes = np.array([10, 20, 50, 100, 200, 500])
    noise = np.random.default_rng(4).normal(0, 0.05, len(sizes))
    values = 3 * sizes**1.2 * np.exp(noise)
    found = fit_power_law(sizes.tolist(), values.tolist())
    design = np.column_stack([np.ones(len(sizes)), np.log(sizes)])
    solution, residual, *_ = np.linalg.lstsq(design, np.log(values), rcond=None)
    variance = residual[0] / 4 * np.linalg.inv(design.T @ design)[1, 1]
    half = 2.776445 * math.sqrt(variance)  # t of 4 degrees, 0.975
    assert found.exponent == pytest.approx(solution[1])
    assert found.low == pytest.approx(solution[1] - half, abs=1e-6)
    assert found.high == pytest.approx(solution[1] + half, abs=1e-6)
    assert found.is_worse_than_linear
    assert found.explained > 0.99
    assert PowerLaw.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("sizes", "values", "words"),
    [
        ([1, 2, 3], [1, 2], "3 sizes and 2 values"),
        ([1, 2, 2, 1], [1, 2, 2, 1], "2 different sizes"),
        ([1, 2, 0], [1, 2, 3], "0 has no logarithm"),
        ([1, 2, 3], [1, -2, 3], "-2 has no logarithm"),
    ],
)
def test_what_has_no_growth_is_refused(sizes: list[float], values: list[float], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        fit_power_law(sizes, values)
