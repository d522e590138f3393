"""Statistics of trials, for any returns: what must not change them does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.optimise.validation import (
    SharpeEstimate,
    Verdict,
    clusters_of,
    expected_maximum,
    noisy_bars,
    overfitting,
    reality_check,
    resample,
    superior_ability,
    validate,
)

FEW = settings(max_examples=25, deadline=None)


@st.composite
def returns(draw, sessions_least=60):
    sessions, trials = draw(st.integers(sessions_least, 120)), draw(st.integers(2, 6))
    chance = Draw(draw(st.integers(0, 2**32)))
    noise = chance.normals(sessions * trials).reshape(sessions, trials)
    edge = draw(st.lists(st.integers(-40, 40), min_size=trials, max_size=trials))
    return noise / 100 + np.array(edge) / 10_000


def both(values, **told):
    drawn = resample(values, resamples=99, **told)
    return reality_check(drawn), superior_ability(drawn)


@FEW
@given(returns(), st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_order_of_trials_changes_no_p_value(values, seed, chance):
    order = list(range(values.shape[1]))
    chance.shuffle(order)
    one, other = (both(each, seed=seed) for each in (values, values[:, order]))
    assert order[other[1].best] == one[1].best
    assert other[0].p_value == one[0].p_value
    names = ("lower", "consistent", "upper")
    assert [getattr(other[1], each) for each in names] == [getattr(one[1], each) for each in names]


@FEW
@given(returns(), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_the_size_of_a_trial_changes_neither_hansens_test_nor_overfitting(values, powers):
    """Twice the stake is the same strategy; powers of two leave every digit as it was."""
    scaled = values * 2.0 ** np.array(powers[: values.shape[1]])
    block = 3.0
    one, other = (both(each, block=block)[1] for each in (values, scaled))
    assert (one.best, one.consistent) == (other.best, other.consistent)
    assert overfitting(values, blocks=6) == overfitting(scaled, blocks=6)
    assert clusters_of(values) == clusters_of(scaled)


@FEW
@given(returns())
def test_a_trial_that_is_there_twice_counts_once_in_both_tests(values):
    twice = np.hstack([values, values[:, :1]])
    for one, other in zip(both(values), both(twice), strict=True):
        name = "p_value" if hasattr(one, "p_value") else "consistent"
        assert getattr(one, name) == getattr(other, name)


@FEW
@given(returns(), st.floats(1.0, 20.0))
def test_p_values_are_in_their_order_and_never_nothing(values, block):
    check, superior = both(values, block=block)
    assert 0.01 <= superior.lower <= superior.consistent <= superior.upper <= 1.0
    assert 0.01 <= check.p_value <= 1.0


@FEW
@given(returns(), st.integers(1, 50))
def test_more_trials_never_make_a_deflated_ratio_surer(values, more):
    spread = float(np.std(values.mean(axis=0) / values.std(axis=0)))
    estimate = SharpeEstimate(0.1, len(values))
    trials = values.shape[1]
    assert expected_maximum(trials + more, spread) >= expected_maximum(trials, spread)
    assert estimate.deflated(trials + more, spread) <= estimate.deflated(trials, spread)


@FEW
@given(returns(), st.integers(0, 5), st.booleans())
def test_a_verdict_is_the_same_after_json(values, missing, is_idle):
    if is_idle:
        values = np.hstack([values, np.zeros((len(values), 1))])
    verdict = validate(values, resamples=99, tried=values.shape[1] + missing)
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert (verdict.missing, verdict.idle) == (missing, int(is_idle))
    assert verdict.outcome != "edge" or not missing


@FEW
@given(st.integers(0, 2**31), st.integers(0, 99), st.integers(20, 60))
def test_noisy_bars_are_bars_for_any_noise(seed, share, count):
    import polars as pl

    import farthing as ft

    closes = np.maximum(np.exp(np.cumsum(Draw(seed).normals(count)) / 3).round(2), 0.01)
    frame = pl.DataFrame(
        {
            "date": np.datetime64("2024-01-01") + np.arange(count),
            "open": closes, "close": np.roll(closes, 1), "high": np.maximum(closes, 1) * 2,
            "low": np.minimum(closes, np.roll(closes, 1)),
        }
    ).with_columns(pl.col("high").round(2))  # fmt: skip
    frame = frame.with_columns(high=pl.max_horizontal("open", "close", "high"))
    bars = ft.bars_from_frame(frame, symbol="A", price_scale=2)
    rows = noisy_bars(bars, share=share / 100, seed=seed).tables["A"].collect()
    low, high = rows["low"], rows["high"]
    assert bool((low > 0).all())
    for name in ("open", "close"):
        assert bool(((low <= rows[name]) & (rows[name] <= high)).all())
    assert rows.schema == bars.tables["A"].collect_schema()


def test_a_level_that_so_few_resamples_cannot_reach_is_refused():
    """With 18 resamples no p-value is below 1 / 19."""
    values = Draw(1).normals(600).reshape(100, 6)
    with pytest.raises(ConfigurationError, match=r"18 resamples .* 0\.05: take at least 19"):
        superior_ability(resample(values, resamples=18))
    drawn = resample(values + 0.01 * np.eye(6)[0] * 99, resamples=19)
    assert superior_ability(drawn).consistent == 0.05
