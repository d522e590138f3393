"""Less for what moves more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.portfolio.allocators.allocator import OverSessions, Weight, of_sum
from farthing.portfolio.moments import deviation

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Volatility(OverSessions):
    """Shares in inverse proportion to volatility: ``volatility:60``.

    ``w_i = (1 / s_i) / sum(1 / s_j)``, with ``s`` the standard deviation of the returns of the last
    sessions, divided by n - 1. A strategy whose returns do not vary gets nothing, unless none vary.

    >>> [round(share / 10**9, 6) for share in Volatility(2).shares([[1, 3], [-1, -3]], 2)]
    [0.75, 0.25]
    """

    name = "volatility"

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The inverse of each volatility, as a share of their sum."""
        deviations = [deviation(column) for column in returns.T.tolist()]
        return of_sum([1 / each if each > 0 else 0.0 for each in deviations])
