"""Statistics beside a benchmark against empyrical: the same numbers, and None where it has none.

The information ratio is empyrical's ``excess_sharpe``, scaled to a year; it has no tracking error,
which is therefore its volatility of the differences. What it takes for a number and is None here:

- a constant benchmark that is no power of two, whose variance is the noise of its last digits;
- captures of returns in which the benchmark never rose, or never fell, are NaN there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import empyrical
import numpy as np
import pytest

from farthing import metrics
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Series = NDArray[np.float64]

RELATIVE_MAX = 1e-10


def pair(seed: int, count: int, slope: float = 0.8) -> tuple[Series, Series]:
    """Returns that follow a benchmark, more or less."""
    generator = np.random.default_rng(seed)
    market = generator.normal(0.0004, 0.01, count)
    return slope * market + generator.normal(0.0002, 0.004, count), market


PAIRS = {
    "normal": pair(1, 756),
    "against": pair(2, 504, -1.3),
    "unmoved": pair(3, 252, 0.0),
    "ten": pair(4, 10),
    "two": (np.array([0.02, -0.01]), np.array([0.01, -0.03])),
    "the same": (pair(5, 100)[1],) * 2,
}
STATISTICS: dict[str, tuple[Callable[..., float | None], Callable[..., float]]] = {
    "beta": (metrics.beta, empyrical.beta),
    "alpha": (metrics.alpha, empyrical.alpha),
    "alpha above a rate": (
        lambda r, b: metrics.alpha(r, b, risk_free=0.0001),
        lambda r, b: empyrical.alpha(r, b, risk_free=0.0001),
    ),
    "alpha of 365": (
        lambda r, b: metrics.alpha(r, b, periods_per_year=365),
        lambda r, b: empyrical.alpha(r, b, annualization=365),
    ),
    "information_ratio": (
        metrics.information_ratio,
        lambda r, b: empyrical.excess_sharpe(r, b) * math.sqrt(252),
    ),
    "tracking_error": (
        metrics.tracking_error,
        lambda r, b: empyrical.annual_volatility(r - b),
    ),
    "up_capture": (metrics.up_capture, empyrical.up_capture),
    "down_capture": (metrics.down_capture, empyrical.down_capture),
}


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("series", PAIRS)
def test_a_statistic_is_that_of_empyrical(series, name):
    ours, theirs = STATISTICS[name]
    returns, benchmark = PAIRS[series]
    found = ours(returns, benchmark)
    with np.errstate(all="ignore"):
        expected = float(theirs(returns, benchmark))
    if math.isnan(expected):
        assert found is None
        return
    assert found is not None
    # An alpha of nothing is left over from sums that differ in their last digits.
    assert abs(found - expected) <= RELATIVE_MAX * max(abs(expected), 1e-4), (found, expected)


def test_what_follows_itself_has_a_beta_of_one_and_no_information():
    returns = PAIRS["the same"][0]
    assert metrics.beta(returns, returns) == 1
    assert metrics.tracking_error(returns, returns) == 0
    assert metrics.information_ratio(returns, returns) is None
    assert metrics.up_capture(returns, returns) == metrics.down_capture(returns, returns) == 1


@pytest.mark.parametrize("name", ["beta", "alpha"])
def test_a_benchmark_that_stands_still_explains_nothing(name):
    returns = PAIRS["ten"][0]
    for constant in (0.0, 0.01):
        assert getattr(metrics, name)(returns, np.full(10, constant)) is None


@pytest.mark.parametrize("name", ["beta", "alpha", "information_ratio", "tracking_error"])
def test_one_period_or_none_has_no_statistic(name):
    for count in (0, 1):
        assert getattr(metrics, name)([0.01] * count, [0.02] * count) is None


def test_a_capture_needs_a_period_of_its_kind():
    assert metrics.up_capture([0.1, 0.2], [-0.1, 0.0]) is None
    assert metrics.down_capture([0.1, 0.2], [0.1, 0.0]) is None


@pytest.mark.parametrize(
    "name",
    ["alpha", "beta", "information_ratio", "tracking_error", "up_capture", "down_capture"],
)
def test_series_of_other_lengths_are_refused(name):
    with pytest.raises(ConfigurationError, match="3 returns and 2 of the benchmark: give both"):
        getattr(metrics, name)([0.1, 0.2, 0.3], [0.1, 0.2])
