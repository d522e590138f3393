"""What limits of risk are of: five measures; None where there is nothing to measure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

TAIL = 0.05
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


def of_equity(amount: int, equity: int) -> Fraction | None:
    """An amount as a share of the equity; nothing where there is no equity.

    >>> of_equity(500, 1000)
    Fraction(1, 2)
    """
    return Fraction(amount, equity) if equity > 0 else None


def correlation(returns: NDArray[np.float64]) -> float | None:
    """The mean correlation of all pairs of strategies whose returns vary.

    >>> round(correlation(np.array([[0.01, 0.02], [-0.01, -0.02], [0.0, 0.0]])), 9)
    1.0
    """
    varied = returns[:, returns.std(axis=0) > 0]
    if varied.shape[1] < 2:
        return None
    matrix = np.corrcoef(varied, rowvar=False)
    return float(matrix[np.triu_indices_from(matrix, k=1)].mean())


def volatility(returns: NDArray[np.float64], sessions_per_year: int) -> float:
    """The standard deviation of the portfolio's returns (n - 1), a year.

    >>> round(volatility(np.array([0.01, -0.01]), 252), 6)
    0.224499
    """
    return float(returns.std(ddof=1) * np.sqrt(sessions_per_year))


def value_at_risk(returns: NDArray[np.float64]) -> float:
    """What the worst twentieth of sessions has lost at least, as a share of equity.

    The loss of the session at place ``floor(n / 20)`` of the worst, the worst being at 0: of less
    than 20 sessions, the worst one's.

    >>> value_at_risk(np.array([0.01, -0.03, 0.02]))
    0.03
    """
    worst = np.sort(returns)[int(len(returns) * TAIL)]
    return float(max(0.0, -worst))
