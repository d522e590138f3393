"""Shares of equal risk."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from farthing.portfolio.allocators.allocator import OverSessions, Weight, of_sum
from farthing.portfolio.moments import covariances, deviation, product

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class RiskParity(OverSessions):
    """Shares that contribute the same risk: ``risk-parity:60``.

    Those with ``w_i * (S w)_i`` equal for all ``i``, ``S`` being the covariance of the returns of
    the last sessions (n - 1): the cyclical coordinate descent of Griveau-Billion, Richard and
    Roncalli (2013), from inverse volatilities, until no share moves by 10^-12, 500 rounds at most.
    A strategy whose returns do not vary gets nothing, unless none vary: then shares are equal.

    >>> [round(share / 10**9, 6) for share in RiskParity(2).shares([[1, 3], [-1, -3]], 2)]
    [0.75, 0.25]
    """

    name = "risk-parity"

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The shares of equal risk among strategies that vary; the others get nothing."""
        columns = returns.T.tolist()
        varies = [place for place, column in enumerate(columns) if deviation(column) > 0]
        found = [0.0] * len(columns)
        if not varies:
            return of_sum(found)
        shares = _equal_risk(covariances([columns[place] for place in varies]))
        for place, share in zip(varies, shares, strict=True):
            found[place] = share
        return of_sum(found)


ROUNDS_MOST = 500
NO_MOVE = 1e-12


def _equal_risk(matrix: Sequence[Sequence[float]]) -> list[float]:
    """Shares with ``x_i (S x)_i`` the same for all."""
    variances = [row[place] for place, row in enumerate(matrix)]
    x = [1 / sqrt(variance) for variance in variances]
    shares: list[float] = []
    for _ in range(ROUNDS_MOST):
        before, shares = shares, of_sum(x)
        if before and max(abs(a - b) for a, b in zip(shares, before, strict=True)) < NO_MOVE:
            break
        for place, variance in enumerate(variances):
            others = product(matrix[place], x) - variance * x[place]
            x[place] = (sqrt(others * others + 4 * variance) - others) / (2 * variance)
    return shares
