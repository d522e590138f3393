"""Shares of equal risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.portfolio.allocators.allocator import OverSessions, Weight, of_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class RiskParity(OverSessions):
    """Shares that contribute the same risk: ``risk-parity:60``.

    Those with ``w_i * (S w)_i`` equal for all ``i``, ``S`` being the covariance of the returns of
    the last sessions (n - 1): the cyclical coordinate descent of Griveau-Billion, Richard and
    Roncalli (2013), from inverse volatilities, until no share moves by 10^-12, 500 rounds at most.

    >>> [round(share / 10**9, 6) for share in RiskParity(2).shares([[1, 3], [-1, -3]], 2)]
    [0.75, 0.25]
    """

    name = "risk-parity"

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The shares of equal risk among strategies that vary; the others get nothing."""
        deviations = returns.std(axis=0, ddof=1)
        varies = np.flatnonzero(deviations > 0)
        found = np.zeros(len(deviations))
        if len(varies):
            covariance = np.atleast_2d(np.cov(returns[:, varies], rowvar=False, ddof=1))
            found[varies] = _equal_risk(covariance)
        return of_sum(found)


ROUNDS_MOST = 500
NO_MOVE = 1e-12


def _equal_risk(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights ``x`` with ``x_i (S x)_i`` the same for all; their sum has no meaning."""
    variances = np.diag(covariance)
    x = 1 / np.sqrt(variances)
    for _ in range(ROUNDS_MOST):
        before = x.copy()
        for place, variance in enumerate(variances):
            others = float(covariance[place] @ x - variance * x[place])
            x[place] = (-others + np.sqrt(others * others + 4 * variance)) / (2 * variance)
        if np.abs(x / x.sum() - before / before.sum()).max() < NO_MOVE:
            break
    return x
