"""What limits of risk are of: five measures; None where there is nothing to measure."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import inf, sqrt
from typing import TYPE_CHECKING

from farthing.portfolio.moments import covariance, deviation, mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Measure = Fraction | float
"""An exact measure; the only float is infinity."""

TAIL = 20
"""Value at risk is what the worst twentieth of sessions loses at least."""


def gross(values: Mapping[int, int]) -> int:
    """The sum of all holdings without their signs.

    >>> gross({0: 700, 1: -300})
    1000
    """
    return sum(map(abs, values.values()))


def largest(values: Mapping[int, int]) -> int:
    """The largest holding without its sign.

    >>> largest({0: 700, 1: -900})
    900
    """
    return max(map(abs, values.values()), default=0)


def of_equity(amount: int, equity: int) -> Measure:
    """An amount as a share of the equity; beyond every limit where there is no equity.

    >>> of_equity(500, 1000), of_equity(500, 0)
    (Fraction(1, 2), inf)
    """
    return Fraction(amount, equity) if equity > 0 else inf


def correlation(columns: Sequence[Sequence[float]]) -> float | None:
    """The mean correlation of all pairs of strategies whose returns vary.

    >>> round(correlation([[0.01, -0.01, 0.0], [0.02, -0.02, 0.0]]), 9)
    1.0
    """
    varied = [column for column in columns if deviation(column) > 0]
    pairs = list(combinations(varied, 2))
    if not pairs:
        return None
    return mean([covariance(a, b) / (deviation(a) * deviation(b)) for a, b in pairs])


def volatility(returns: Sequence[float], sessions_per_year: int) -> float:
    """The standard deviation of the portfolio's returns (n - 1), a year.

    >>> round(volatility([0.01, -0.01], 252), 6)
    0.224499
    """
    return deviation(returns) * sqrt(sessions_per_year)


def value_at_risk(returns: Sequence[float]) -> float:
    """What the worst twentieth of sessions has lost at least, as a share of equity.

    The loss of the session at place ``floor(n / 20)`` of the worst, the worst being at 0: of less
    than 20 sessions, the worst one's.

    >>> value_at_risk([0.01, -0.03, 0.02])
    0.03
    """
    return max(0.0, -sorted(returns)[len(returns) // TAIL])
