"""A part of what Kelly would bet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.portfolio.allocators.allocator import OverSessions, Weight, of_sum
from farthing.portfolio.moments import covariances, mean, solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Kelly(OverSessions):
    """A part of Kelly's shares: ``kelly:0.5:60``.

    ``w = fraction * S^-1 m``, with ``m`` the mean and ``S`` the covariance (n - 1) of the
    returns of the last sessions (Thorp, 2006); what is below nothing is nothing, and where the rest
    comes to more than 1 it is divided by its sum. What is left is held in reserve. A strategy that
    is a combination of those before it gets nothing; see ``moments.solved``. Where no returns vary,
    shares are equal.

    >>> Kelly("0.5", 3).shares([[0.02], [0.0], [-0.01]], 1)
    [1000000000]
    """

    name = "kelly"

    def __init__(self, fraction: Any = "0.5", sessions: Any = 60) -> None:
        """Takes the part of Kelly's shares, and how many sessions are looked at."""
        super().__init__(sessions)
        self._fraction = given.from_zero(fraction, "kelly fraction")

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The part of Kelly's shares, without shorts and without debts."""
        columns, fraction = returns.T.tolist(), float(self._fraction)
        matrix = covariances(columns)
        if not any(row[place] for place, row in enumerate(matrix)):
            return of_sum([0.0] * len(columns))
        kelly = solved(matrix, [mean(column) for column in columns])
        wanted = [max(0.0, fraction * each) for each in kelly]
        return of_sum(wanted) if sum(wanted) > 1 else wanted

    def __str__(self) -> str:
        """As it is written."""
        return f"kelly:{self._fraction:f}:{self.sessions}"
