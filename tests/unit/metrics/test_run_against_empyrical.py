"""Statistics of a run against empyrical on the returns of its sessions."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import empyrical
import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing import metrics

if TYPE_CHECKING:
    from farthing.backtest.result import Result

RELATIVE_MAX = 1e-10
CAPITAL = Decimal(10_000)
SHARES = 90
FIRST = date(2023, 1, 2)


def weekdays(count: int) -> list[date]:
    """Days from Monday to Friday: a year of them has 252 sessions."""
    return [FIRST + timedelta(days=7 * (place // 5) + place % 5) for place in range(count)]


def walk(seed: int, count: int, cents: int) -> list[int]:
    """Closes in cents, steps of up to so many."""
    steps = np.random.default_rng(seed).integers(-cents, cents + 1, count)
    return (10_000 + np.cumsum(steps)).tolist()


CLOSES = {
    "walk": walk(1, 504, 150),
    "wild walk": walk(2, 252, 600),
    "rising": [10_000 + 7 * place for place in range(60)],
    "falling": [10_000 - 7 * place for place in range(60)],
    "still": [10_000] * 30,
    "five sessions": walk(3, 5, 150),
    "two sessions": [10_000, 10_100],
    "one session": [10_000],
}
SAME_NAME = (
    "annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio", "calmar_ratio",
    "omega_ratio", "tail_ratio", "value_at_risk", "conditional_value_at_risk",
)  # fmt: skip

NAN, PLUS = math.nan, math.inf
ONE_RETURN = ("annual_volatility", "sharpe_ratio", "sortino_ratio", "omega_ratio")
UNDEFINED: dict[str, dict[str, float]] = {
    "rising": {"sortino_ratio": PLUS, "calmar_ratio": NAN, "omega_ratio": NAN},
    "still": {
        "sharpe_ratio": NAN,
        "sortino_ratio": NAN,
        "calmar_ratio": NAN,
        "omega_ratio": NAN,
        "tail_ratio": NAN,
    },
    "two sessions": {
        "sortino_ratio": PLUS,
        "calmar_ratio": NAN,
        "omega_ratio": NAN,
    },
    "one session": {**dict.fromkeys(ONE_RETURN, NAN), "calmar_ratio": NAN, "tail_ratio": NAN},
}
"""What is None here, with what empyrical answers."""


def held(closes: list[int], shares: int = SHARES) -> Result:
    """A run that holds shares from the second bar on; bars open where the one before closed."""
    prices = [Decimal(cents).scaleb(-2) for cents in closes]
    frame = pl.DataFrame(
        {
            "date": weekdays(len(closes)),
            "open": [prices[0], *prices[:-1]],
            "close": prices,
        }
    )
    bars = ft.bars_from_frame(frame, symbol="A")
    targets = [[shares]] * len(closes)
    return ft.simulate(bars, targets=targets, unit="shares", capital=CAPITAL)


def returns(result: Result) -> np.ndarray:
    """The returns of sessions, each the float next to the true one."""
    equity = [CAPITAL, *result.equity.get_column("equity")]
    return np.array([float(Fraction(after) / Fraction(now) - 1) for now, after in pairwise(equity)])


def expected_of(result: Result) -> dict[str, float]:
    """What empyrical answers."""
    found = returns(result)
    with np.errstate(all="ignore"):
        answers = {name: float(getattr(empyrical, name)(found)) for name in SAME_NAME}
        answers["total_return"] = float(empyrical.cum_returns_final(found))
        # empyrical's is a fall below nothing, ours a depth.
        answers["max_drawdown"] = -float(empyrical.max_drawdown(found))
    return answers


@pytest.mark.parametrize("name", CLOSES)
def test_the_statistics_of_a_run_are_those_of_empyrical(name):
    result = held(CLOSES[name])
    assert result.statistics.periods_per_year == 252
    undefined = UNDEFINED.get(name, {})
    for statistic, expected in expected_of(result).items():
        found = getattr(result.statistics, statistic)
        if statistic in undefined:
            assert found is None, statistic
            assert np.array_equal(expected, undefined[statistic], equal_nan=True), statistic
        else:
            assert abs(found - expected) <= RELATIVE_MAX * abs(expected), statistic


def test_a_short_run_of_losses_deeper_than_the_capital_has_no_annual_return():
    result = held([10_000, 10_000, 30_000], shares=-SHARES)
    assert result.end_equity == Decimal(-8_000)
    statistics = result.statistics
    assert statistics.total_return == -1.8
    assert statistics.annual_return is None
    assert statistics.calmar_ratio is None
    assert statistics.max_drawdown == 1.8


def test_the_same_statistics_come_of_the_returns_alone():
    result = held(CLOSES["walk"])
    found = returns(result)
    for statistic in SAME_NAME:
        if statistic == "calmar_ratio":
            continue
        of_returns = getattr(metrics, statistic)(found)
        of_run = getattr(result.statistics, statistic)
        assert abs(of_returns - of_run) <= RELATIVE_MAX * abs(of_run), statistic
