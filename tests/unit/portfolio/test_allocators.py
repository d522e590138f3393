"""Shares of strategies by hand; each allocator refuses what is none."""

import numpy as np
import pytest

from farthing.errors import ConfigurationError
from farthing.portfolio import Allocator, Drawdown, Equal, Fixed, Kelly, RiskParity, Volatility
from farthing.portfolio.allocators.allocator import WHOLE, parts
from farthing.portfolio.allocators.named import allocator

RETURNS = [[0.01, 0.04], [-0.02, 0.01], [0.03, -0.03], [0.0, 0.02]]


def shares(one, returns, count):
    return [share / WHOLE for share in one.shares(returns, count)]


def test_equal_shares_leave_the_last_part_in_reserve():
    assert Equal().shares([], 3) == [333_333_333] * 3


def test_until_there_are_enough_sessions_shares_are_equal():
    assert shares(Volatility(5), RETURNS, 2) == [0.5, 0.5]
    assert shares(Kelly("1", 5), RETURNS, 2) == [0.5, 0.5]


def test_only_the_last_sessions_count():
    wild = [[9.0, -0.5], [-0.9, 3.0]]
    assert Volatility(4).shares(wild + RETURNS, 2) == Volatility(4).shares(RETURNS, 2)


def test_volatility_is_the_inverse_of_the_deviation():
    deviations = np.std(RETURNS, axis=0, ddof=1)
    expected = (1 / deviations) / (1 / deviations).sum()
    assert shares(Volatility(4), RETURNS, 2) == pytest.approx(expected, abs=2e-9)


def test_who_never_moves_gets_nothing_unless_nobody_does():
    assert shares(Volatility(2), [[0.0, 0.01], [0.0, -0.01]], 2) == [0.0, 1.0]
    assert shares(RiskParity(2), [[0.0, 0.01], [0.0, -0.01]], 2) == [0.0, 1.0]
    assert shares(Volatility(2), [[0.0, 0.0], [0.0, 0.0]], 2) == [0.5, 0.5]


@pytest.mark.parametrize("one", [Volatility(3), RiskParity(3), Kelly("0.5", 3)], ids=str)
def test_where_nobody_moves_shares_are_equal(one):
    assert shares(one, [[0.0, 0.0]] * 3, 2) == [0.5, 0.5]
    assert shares(one, [[0.1, 0.3]] * 3, 2) == [0.5, 0.5]


def test_equal_returns_do_not_vary_by_their_rounding():
    returns = [[0.1, 0.01], [0.1, -0.01], [0.1, 0.02]]
    assert Volatility(3).shares(returns, 2) == [0, 10**9]
    assert RiskParity(3).shares(returns, 2) == [0, 10**9]
    assert Kelly("0.01", 3).shares(returns, 2)[0] == 0


def test_risk_parity_contributes_the_same_risk():
    returns = np.random.default_rng(3).normal(0, [0.01, 0.02, 0.05], (50, 3)) + 0.001
    returns[:, 1] += returns[:, 0]
    weights = np.array(shares(RiskParity(50), returns.tolist(), 3))
    contributions = weights * (np.cov(returns, rowvar=False) @ weights)
    assert contributions == pytest.approx([contributions[0]] * 3, rel=1e-6)
    assert weights.sum() == pytest.approx(1, abs=3e-9)


def test_kelly_is_a_part_of_mean_over_variance():
    returns = [[0.10], [-0.09], [0.06], [-0.05]]
    wanted = 0.5 * np.mean(returns) / np.var(returns, ddof=1)
    assert wanted < 1
    assert shares(Kelly("0.5", 4), returns, 1) == pytest.approx([wanted], abs=2e-9)


def test_kelly_bets_nothing_on_who_loses_and_no_more_than_all():
    assert shares(Kelly("0.5", 2), [[-0.02], [-0.01]], 1) == [0.0]
    assert shares(Kelly("1", 3), [[0.02, 0.01], [0.01, 0.02], [0.02, 0.02]], 2) == pytest.approx(
        [0.5, 0.5], abs=2e-9
    )


def test_kelly_leaves_out_who_is_made_of_others():
    twice = [[0.02, 0.02], [-0.01, -0.01], [0.0, 0.0]]
    alone = shares(Kelly("0.01", 3), [[each] for each, _ in twice], 1)
    assert shares(Kelly("0.01", 3), twice, 2) == [*alone, 0.0]


def test_drawdown_takes_away_in_proportion_to_the_loss():
    assert shares(Drawdown("0.2"), [], 2) == [0.5, 0.5]
    lost = shares(Drawdown("0.2"), [[0.1, 0.0], [-0.1, -0.5]], 2)
    assert lost == pytest.approx([0.25, 0.0], abs=2e-9)


def test_one_of_your_own_is_asked_with_all_returns():
    class Latest(Allocator):
        def weights(self, returns):
            assert returns.shape == (4, 2)
            return [0.75, "0.25"]

    assert shares(Latest(), RETURNS, 2) == [0.75, 0.25]


def test_a_float_means_the_decimal_that_it_prints():
    assert parts([0.1 + 0.2, 0.1]) == [300_000_000, 100_000_000]
    assert parts([0.29, 0.71]) == [290_000_000, 710_000_000]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([0.6, 0.5], "more than 1 in all"),
        ([-0.1], "0 or more"),
        ([float("nan")], "0 or more"),
        ([float("inf")], "0 or more"),
    ],
)
def test_weights_that_are_no_shares_are_refused(weights, said):
    with pytest.raises(ConfigurationError, match=said):
        parts(weights)


@pytest.mark.parametrize(
    "text",
    ["equal", "fixed:0.6,0.4", "volatility:20", "risk-parity:60", "kelly:0.5:60", "drawdown:0.2"],
)
def test_an_allocator_prints_as_it_is_written(text):
    assert str(allocator(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("markowitz", "it is one of equal, fixed"),
        (7, "it is one of equal, fixed"),
        ("fixed", "too many or too few"),
        ("fixed:0.6,x", "no number"),
        ("fixed:0.6,0.6", "more than 1"),
        ("volatility:1", "2 or more"),
        ("volatility:20:3", "too many or too few"),
        ("kelly:-1", "0 or more"),
        ("drawdown:0", "above 0"),
        ("drawdown:1.5", "1 at most"),
    ],
)
def test_what_is_no_allocator_is_refused_by_name(text, said):
    with pytest.raises(ConfigurationError, match=said):
        allocator(text)


def test_fixed_shares_are_for_as_many_strategies():
    with pytest.raises(ConfigurationError, match="2 shares for 3 strategies"):
        Fixed("0.5", "0.5").shares([], 3)
