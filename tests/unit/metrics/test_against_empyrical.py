"""Statistics of returns against empyrical: the same numbers, and None where it has none.

What is undefined is None here; empyrical answers NaN, or an infinity. ``UNDEFINED`` lists every
such case. Where one of the two is defined and the other is not, or where they differ, is apart:

- constant returns have a volatility of exactly 0; empyrical keeps the noise of the last digits;
- one that owes more than it had has no annual return; empyrical raises its negative wealth to a
  power, which is a number where the power happens to be whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import empyrical
import numpy as np
import pytest

from farthing import metrics

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Statistic = Callable[[NDArray[np.float64]], float | None]

RELATIVE_MAX = 1e-10


def normal(seed: int, count: int, mean: float = 0.0005) -> NDArray[np.float64]:
    """Returns of a percent or so."""
    return np.random.default_rng(seed).normal(mean, 0.01, count)


RETURNS = {
    "normal": normal(1, 756),
    "falling": normal(2, 504, -0.001),
    "fat-tailed": np.random.default_rng(3).standard_t(3, 756) * 0.008,
    "constant": np.full(50, 0.01),
    "constant loss": np.full(50, -0.003),
    "nothing": np.zeros(50),
    "positive": np.abs(normal(4, 100)) + 1e-4,
    "negative": -np.abs(normal(5, 100)) - 1e-4,
    "five": normal(6, 5),
    "two": np.array([0.02, -0.01]),
    "one": np.array([0.02]),
    "none": np.array([]),
    "ruin": np.array([0.1, -1.0, 0.2, -0.1]),
}

SCALED = ("annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio", "omega_ratio")
"""Statistics that know how many periods a year has."""

STATISTICS: dict[str, tuple[Statistic, Statistic]] = {
    "total_return": (metrics.total_return, empyrical.cum_returns_final),
    "annual_return": (metrics.annual_return, empyrical.annual_return),
    "annual_volatility": (metrics.annual_volatility, empyrical.annual_volatility),
    "sharpe_ratio": (metrics.sharpe_ratio, empyrical.sharpe_ratio),
    "sharpe_ratio above a rate": (
        lambda r: metrics.sharpe_ratio(r, risk_free=0.0001),
        lambda r: empyrical.sharpe_ratio(r, risk_free=0.0001),
    ),
    "sortino_ratio": (metrics.sortino_ratio, empyrical.sortino_ratio),
    "sortino_ratio above a return": (
        lambda r: metrics.sortino_ratio(r, required_return=0.001),
        lambda r: empyrical.sortino_ratio(r, required_return=0.001),
    ),
    "omega_ratio": (metrics.omega_ratio, empyrical.omega_ratio),
    "omega_ratio above a return": (
        lambda r: metrics.omega_ratio(r, risk_free=0.0001, required_return=0.05),
        lambda r: empyrical.omega_ratio(r, risk_free=0.0001, required_return=0.05),
    ),
    "tail_ratio": (metrics.tail_ratio, empyrical.tail_ratio),
    "value_at_risk": (metrics.value_at_risk, empyrical.value_at_risk),
    "value_at_risk of three tenths": (
        lambda r: metrics.value_at_risk(r, 0.3),
        lambda r: empyrical.value_at_risk(r, 0.3),
    ),
    "conditional_value_at_risk": (
        metrics.conditional_value_at_risk,
        empyrical.conditional_value_at_risk,
    ),
    "conditional_value_at_risk of three tenths": (
        lambda r: metrics.conditional_value_at_risk(r, 0.3),
        lambda r: empyrical.conditional_value_at_risk(r, 0.3),
    ),
}

NAN, PLUS, MINUS = math.nan, math.inf, -math.inf
UNDEFINED: dict[str, dict[str, float]] = {
    "constant": {
        "sharpe_ratio": PLUS,
        "sharpe_ratio above a rate": PLUS,
        "sortino_ratio": PLUS,
        "sortino_ratio above a return": PLUS,
        "omega_ratio": NAN,
        "omega_ratio above a return": NAN,
    },
    "constant loss": {"sharpe_ratio": MINUS, "sharpe_ratio above a rate": MINUS},
    "nothing": {
        "sharpe_ratio": NAN,
        "sharpe_ratio above a rate": MINUS,
        "sortino_ratio": NAN,
        "omega_ratio": NAN,
        "tail_ratio": NAN,
    },
    "positive": {"sortino_ratio": PLUS, "omega_ratio": NAN},
    "one": dict.fromkeys(
        (
            "annual_volatility",
            "sharpe_ratio",
            "sharpe_ratio above a rate",
            "sortino_ratio",
            "sortino_ratio above a return",
            "omega_ratio",
            "omega_ratio above a return",
        ),
        NAN,
    ),
    "none": dict.fromkeys(STATISTICS, NAN),
}
"""What is None here, with what empyrical answers."""

CONSTANT = {("constant", "annual_volatility"), ("constant loss", "annual_volatility")}


def asked(statistic: Statistic, returns: NDArray[np.float64]) -> float:
    """What empyrical answers; that it divides by nothing is known."""
    with np.errstate(all="ignore"):
        return float(statistic(returns))  # type: ignore[arg-type]


def assert_near(found: float | None, expected: float) -> None:
    """The same number, up to the limit."""
    assert found is not None
    assert abs(found - expected) <= RELATIVE_MAX * abs(expected), (found, expected)


@pytest.mark.parametrize("case", RETURNS)
@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_is_that_of_empyrical_or_none(name, case):
    ours, theirs = STATISTICS[name]
    found, expected = ours(RETURNS[case]), asked(theirs, RETURNS[case])
    if name in UNDEFINED.get(case, {}):
        assert found is None
        assert np.array_equal(expected, UNDEFINED[case][name], equal_nan=True)
    elif (case, name) in CONSTANT:
        assert found == 0
        assert 0 < expected < 1e-15
    else:
        assert math.isfinite(expected), "a case that UNDEFINED does not list"
        assert_near(found, expected)


@pytest.mark.parametrize("periods", [1, 12, 52, 365])
@pytest.mark.parametrize("name", SCALED)
def test_a_year_may_have_any_number_of_periods(name, periods):
    for case in ("normal", "falling", "fat-tailed", "five"):
        returns = RETURNS[case]
        expected = asked(lambda r: getattr(empyrical, name)(r, annualization=periods), returns)
        assert_near(getattr(metrics, name)(returns, periods_per_year=periods), expected)


@pytest.mark.parametrize("name", ["annual_volatility", "sharpe_ratio"])
def test_a_population_has_one_degree_of_freedom_more(name):
    count = len(RETURNS["normal"])
    factor = math.sqrt((count - 1) / count)
    sample = asked(STATISTICS[name][1], RETURNS["normal"])
    expected = sample * factor if name == "annual_volatility" else sample / factor
    assert_near(getattr(metrics, name)(RETURNS["normal"], ddof=0), expected)


@pytest.mark.parametrize("cutoff", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_every_cutoff_of_the_returns_is_that_of_empyrical(cutoff):
    for case in ("normal", "fat-tailed", "five", "two", "one"):
        returns = RETURNS[case]
        for name in ("value_at_risk", "conditional_value_at_risk"):
            expected = asked(lambda r, name=name: getattr(empyrical, name)(r, cutoff), returns)
            assert_near(getattr(metrics, name)(returns, cutoff), expected)


@pytest.mark.parametrize("required", [-1, -1.5])
def test_a_year_that_has_to_lose_everything_has_no_omega(required):
    returns = RETURNS["normal"]
    assert math.isnan(empyrical.omega_ratio(returns, required_return=required))
    assert metrics.omega_ratio(returns, required_return=required) is None
    assert_near(
        metrics.omega_ratio(returns, required_return=required / 1000, periods_per_year=1),
        empyrical.omega_ratio(returns, required_return=required / 1000, annualization=1),
    )


def test_a_debt_has_no_annual_return():
    debt = np.array([0.1, -1.5, 0.2, 0.1])
    assert_near(metrics.total_return(debt), asked(empyrical.cum_returns_final, debt))
    assert asked(empyrical.annual_return, debt) < -1
    assert metrics.annual_return(debt) is None
    assert math.isnan(asked(lambda r: empyrical.annual_return(r, annualization=6), debt))


def test_ruin_is_a_return_of_minus_one():
    assert metrics.total_return(RETURNS["ruin"]) == -1
    assert metrics.annual_return(RETURNS["ruin"]) == -1


@pytest.mark.parametrize("name", ["total_return", "sharpe_ratio", "value_at_risk"])
def test_returns_may_come_as_lists_and_as_every_other_value_of_an_array(name):
    statistic = getattr(metrics, name)
    returns = RETURNS["normal"]
    assert statistic(returns[::2]) == statistic(returns[::2].tolist())
    assert statistic(np.array([1, -1, 2])) == statistic([1.0, -1.0, 2.0])
