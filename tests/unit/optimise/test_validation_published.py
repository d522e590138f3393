"""Figures that were published, and figures that can be made by hand."""

from __future__ import annotations

from itertools import combinations
from math import e, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from farthing.draw import Draw
from farthing.optimise.validation import (
    Clusters,
    Resamples,
    SharpeEstimate,
    block_lengths,
    clusters_of,
    estimate_of,
    expected_maximum,
    overfitting,
    reality_check,
    resample,
    superior_ability,
    trials_of,
    validate,
)
from farthing.optimise.validation.resampled import deviations

YEAR, MONTHS = 252, 12


@pytest.mark.parametrize(
    ("skewness", "kurtosis", "told"), [(0.0, 3.0, 0.982), (-2.448, 10.164, 0.913)]
)
def test_probabilistic_sharpe_ratio_of_the_hedge_fund_of_the_paper(
    skewness: float, kurtosis: float, told: float
) -> None:
    """Bailey and Lopez de Prado, The Sharpe ratio efficient frontier, 2012, section 5: two years of
    months with a mean of 0.036 and a deviation of 0.079, once as if they were normal.
    """
    estimate = SharpeEstimate(0.458, 24, skewness, kurtosis)
    assert estimate.probability() == pytest.approx(told, abs=0.0006)


@pytest.mark.parametrize(
    ("a_year", "skewness", "kurtosis", "years"),
    [(YEAR, 0.0, 3.0, 2.73), (52, 0.0, 3.0, 2.83), (MONTHS, 0.0, 3.0, 3.24),
     (MONTHS, -0.72, 5.78, 4.99)],
)  # fmt: skip
def test_shortest_record_of_the_paper(
    a_year: int, skewness: float, kurtosis: float, years: float
) -> None:
    """The same paper, section 6: a Sharpe ratio of 2 a year against 1, at 95 %."""
    estimate = SharpeEstimate(2 / sqrt(a_year), 1000, skewness, kurtosis)
    needed = estimate.sessions_needed(1 / sqrt(a_year))
    assert needed is not None
    assert needed / a_year == pytest.approx(years, abs=0.006)


def test_deflated_sharpe_ratio_of_the_paper() -> None:
    """Bailey and Lopez de Prado, The deflated Sharpe ratio, 2014, numerical example: a Sharpe ratio
    of 2.5 a year over five years of 250 days, the best of 100 trials whose ratios have a variance
    of 1/2 a year; 46 trials would do, or 88 with normal returns.
    """
    spread = sqrt(0.5 / 250)
    assert expected_maximum(100, spread) == pytest.approx(0.1132, abs=0.00005)
    wild = SharpeEstimate(2.5 / sqrt(250), 1250, -3, 10)
    assert wild.deflated(100, spread) == pytest.approx(0.9004, abs=0.00005)
    assert wild.deflated(46, spread) == pytest.approx(0.9505, abs=0.0001)
    normal = SharpeEstimate(2.5 / sqrt(250), 1250, 0, 3)
    assert normal.deflated(88, spread) == pytest.approx(0.9505, abs=0.0001)


def test_expected_maximum_is_near_that_of_normal_numbers() -> None:
    """Simulated: the largest of ten normal numbers is 1.539 on average (Harter, 1961)."""
    drawn = Draw(5).normals(200_000).reshape(20_000, 10).max(axis=1).mean()
    assert drawn == pytest.approx(1.539, abs=0.01)
    assert expected_maximum(10, 1.0) == pytest.approx(1.539, abs=0.04)


def test_moments_are_those_of_the_definition() -> None:
    values = Draw(3).normals(40) ** 3 / 100
    found = estimate_of(values)
    centred = [each - sum(values) / 40 for each in values]
    second, third, fourth = (sum(each**power for each in centred) / 40 for power in (2, 3, 4))
    assert found.skewness == pytest.approx(third / second**1.5)
    assert found.kurtosis == pytest.approx(fourth / second**2)


@pytest.mark.parametrize("carried", [0.3, 0.7])
def test_block_length_is_near_the_best_one_of_an_autoregression(carried: float) -> None:
    """Of x' = a x + e it is (2 a / (1 - a^2))^(2/3) n^(1/3): Patton, Politis and White, 2009."""
    sessions, series = 4_000, 40
    noise = Draw(1).normals(sessions * series).reshape(sessions, series)
    for session in range(1, sessions):
        noise[session] += carried * noise[session - 1]
    best = (2 * carried / (1 - carried**2)) ** (2 / 3) * sessions ** (1 / 3)
    assert float(np.median(block_lengths(noise))) == pytest.approx(best, rel=0.15)


@pytest.mark.parametrize(("sessions", "block"), [(200, 8.0), (12, 6.0), (5, 1.0)])
def test_deviations_are_those_of_many_resamples(sessions: int, block: float) -> None:
    """The sum over lags is what drawing would come to in the limit."""
    noise = np.cumsum(Draw(4).normals(2 * sessions).reshape(sessions, 2), axis=0) / 10
    drawn, _ = Resamples(sessions, block, 20_000, 1).moments(noise)
    told = sqrt(sessions) * (drawn - noise.mean(axis=0)).std(axis=0)
    assert deviations(noise, block) == pytest.approx(told, rel=0.02)


def test_p_values_of_independent_trials_are_those_of_the_largest_of_normal_numbers() -> None:
    """With many sessions, chance exceeds t in one of m trials as often as 1 - F(t)^m."""
    returns = Draw(11).normals(20_000).reshape(2_000, 10)
    returns -= returns.mean(axis=0)
    returns += np.linspace(-0.5, 2.5, 10) / sqrt(2_000)
    drawn = resample(returns, block=1.0, resamples=4_000, seed=2)
    superior, check = superior_ability(drawn), reality_check(drawn)
    told = 1 - NormalDist().cdf(superior.statistic) ** 10
    assert superior.upper == pytest.approx(told, abs=0.02)
    assert check.p_value == pytest.approx(told, abs=0.02)


def test_hopeless_trials_blunt_the_reality_check_and_not_the_test_of_hansen() -> None:
    """Hansen, 2005, section 1: the reality check can be made to say nothing by adding wild losers;
    his consistent p-value cannot.
    """
    returns = Draw(6).normals(5_000).reshape(500, 10) / 100
    returns[:, 3] += 0.0022
    losers = Draw(7).normals(50_000).reshape(500, 100) / 12 - 0.05
    alone, among = (
        resample(each, block=1.0, seed=3) for each in (returns, np.hstack([returns, losers]))
    )
    assert reality_check(alone).p_value < 0.01
    assert reality_check(among).p_value > 0.5
    assert superior_ability(among).consistent == superior_ability(alone).consistent < 0.01


def test_a_trial_that_hardly_trades_and_loses_does_not_hide_an_edge() -> None:
    """In some resamples it stands still, and would be beyond all measure in its own deviations."""
    returns = Draw(6).normals(5_000).reshape(500, 10) / 100
    returns[:, 3] += 0.0022
    rare = np.zeros((500, 1))
    rare[[50, 250, 400], 0] = -0.01, -0.012, -0.011
    alone, among = (
        superior_ability(resample(each)) for each in (returns, np.hstack([returns, rare]))
    )
    assert alone.consistent < 0.02
    assert among.consistent == pytest.approx(alone.consistent, abs=0.002)


def plain_overfitting(returns: np.ndarray, blocks: int) -> float:
    """The algorithm of the paper, word by word, in loops."""
    parts = np.array_split(np.arange(len(returns)), blocks)
    logits = []
    for half in combinations(range(blocks), blocks // 2):
        chosen = np.concatenate([parts[each] for each in half])
        others = np.concatenate([parts[each] for each in range(blocks) if each not in half])
        first, second = (
            returns[rows].mean(axis=0) / returns[rows].std(axis=0) for rows in (chosen, others)
        )
        share = ((second < second[first.argmax()]).sum() + 1) / (returns.shape[1] + 1)
        logits.append(log(share / (1 - share)))
    return float(np.mean(np.array(logits) <= 0))


@pytest.mark.parametrize("trials", [7, 8])
@pytest.mark.parametrize("seed", range(5))
def test_overfitting_is_that_of_the_algorithm_of_the_paper(seed: int, trials: int) -> None:
    """Bailey, Borwein, Lopez de Prado and Zhu, 2015, section 2.2; of odd numbers one is middle."""
    returns = Draw(seed).normals(60 * trials).reshape(60, trials)
    returns[:, 2] += 0.2
    assert overfitting(returns, blocks=6).probability == plain_overfitting(returns, 6)


def test_overfitting_is_certain_where_all_trials_have_the_same_mean_of_all_time() -> None:
    """The same paper, section 7, first test case: what gained in one half lost in the other."""
    returns = Draw(1).normals(10_000).reshape(1_000, 10)
    returns = (returns - returns.mean(axis=0)) / returns.std(axis=0)
    found = overfitting(returns, blocks=8)
    assert (found.halvings, found.probability, found.loss) == (70, 1.0, 1.0)
    assert found.slope == pytest.approx(-1.0, abs=0.05)


def test_a_half_without_a_sharpe_ratio_is_no_loss() -> None:
    """Two trials that gain in one half each and do nothing in the other: nothing is ever lost."""
    gains, still = np.array([0.01, 0.03] * 4), np.zeros(8)
    one, other = np.concatenate([gains, still]), np.concatenate([still, gains])
    found = overfitting(np.column_stack([one, other]), blocks=2)
    assert (found.halvings, found.loss, found.slope) == (2, None, None)
    # a third trial is best in the first half; in the second it gains a little, or loses
    for sign, loss in ((1, 0.0), (-1, 1.0)):
        third = np.concatenate([gains + 0.1, sign * (gains - 0.005)])
        assert overfitting(np.column_stack([one, other, third]), blocks=2).loss == loss


def test_overfitting_is_rare_where_one_trial_has_an_edge() -> None:
    """The same section, its last test case: one column with a mean."""
    returns = Draw(1).normals(10_000).reshape(1_000, 10)
    returns[:, 4] += 0.2
    assert overfitting(returns).probability < 0.01


def test_clusters_that_were_planted_are_found() -> None:
    draw = Draw(8)
    common = draw.normals(5 * 500).reshape(500, 5)
    own = draw.normals(30 * 500).reshape(500, 30)
    found = clusters_of(2 * common[:, np.arange(30) % 5] + own)
    assert found.labels == tuple(np.arange(30) % 5)


def test_independent_trials_stand_each_for_itself_and_equal_ones_are_one() -> None:
    draw = Draw(9)
    noise = draw.normals(20 * 500).reshape(500, 20)
    assert clusters_of(noise).count == 20
    assert clusters_of(noise * 0.3 + draw.normals(500)[:, None]).count == 1


def test_luck_of_clusters_is_that_of_their_number_and_of_their_spread() -> None:
    """Of 40 trials of one idea and 2 of another all ratios have a spread of 0.030, the two ideas
    one of 0.103: two ideas have 0.057 by luck, and 0.07 is hardly more.
    """
    draw = Draw(1)
    ideas = draw.normals(2 * 1_000).reshape(1_000, 2)
    returns = ideas[:, [0] * 40 + [1] * 2] + draw.normals(42 * 1_000).reshape(1_000, 42) / 3
    returns = (returns - returns.mean(axis=0)) / returns.std(axis=0, ddof=1)
    returns += np.array([0.07] * 40 + [-0.07] * 2)
    means = [returns[:, :40].mean(axis=1), returns[:, 40:].mean(axis=1)]
    first, second = (each.mean() / each.std(ddof=1) for each in means)
    spread = (first - second) / sqrt(2)
    assert spread == pytest.approx(0.103, abs=0.0005)
    # the mean of the larger of two normal numbers, as the paper estimates it
    luck = spread * 0.5772156649 * NormalDist().inv_cdf(1 - 1 / (2 * e))
    told = NormalDist().cdf((0.07 - luck) * sqrt(999) / sqrt(1 + 0.07**2 / 2))
    found = validate(returns, resamples=100)
    assert found.clusters == 2
    assert found.deflated_clusters == pytest.approx(told, abs=0.002)
    assert told == pytest.approx(0.698, abs=0.001)


def test_clusters_of_single_trials_have_the_spread_of_the_trials() -> None:
    returns = trials_of(Draw(9).normals(20 * 500).reshape(500, 20))
    spread = returns.sharpes.std(ddof=1)
    assert Clusters(tuple(range(20)), None).deviation(returns) == pytest.approx(spread)


def test_a_cluster_that_does_not_move_leaves_the_spread_undefined() -> None:
    one, other = Draw(9).normals(2 * 500).reshape(2, 500)
    returns = trials_of(np.column_stack([one, -one, other]))
    assert Clusters((0, 0, 1), None).deviation(returns) is None
    assert Clusters((0, 0, 0), None).deviation(returns) is None


def test_silhouettes_are_those_of_the_definition() -> None:
    """Rousseeuw, Silhouettes, 1987: asked of each pair of trials."""
    draw = Draw(12)
    common = draw.normals(3 * 300).reshape(300, 3)
    returns = 1.5 * common[:, np.arange(12) % 3] + draw.normals(12 * 300).reshape(300, 12)
    found = clusters_of(returns)
    far = np.sqrt((1 - np.corrcoef(returns, rowvar=False)) / 2)
    shapes = []
    for trial, own in enumerate(found.labels):
        means = {
            label: np.mean([far[trial, each] for each in range(12)
                            if found.labels[each] == label and each != trial])
            for label in set(found.labels)
        }  # fmt: skip
        within = means.pop(own)
        nearest = min(means.values())
        shapes.append((nearest - within) / max(within, nearest))
    assert found.count == 3
    assert found.silhouette == pytest.approx(np.mean(shapes))
