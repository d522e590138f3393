"""Less for who has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.errors import ConfigurationError
from farthing.portfolio.allocators.allocator import Allocator, Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Drawdown(Allocator):
    """Less for who has lost: ``drawdown:0.2``.

    ``w_i = max(0, 1 - d_i / limit) / n``, with ``d_i`` how far the strategy is below the highest
    value that one unit of money given to it has had. What is left is held in reserve.

    >>> Drawdown("0.2").shares([[0.0, 0.0], [-0.1, 0.0]], 2)
    [250000000, 500000000]
    """

    def __init__(self, limit: Any) -> None:
        """Takes the loss at which a strategy has nothing any more."""
        self._limit = given.from_zero(limit, "drawdown limit")
        if not 0 < self._limit <= 1:
            raise ConfigurationError(f"drawdown limit {limit}: it is a share above 0, 1 at most")

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The share of each, by its loss since its best."""
        columns, limit = returns.T.tolist(), float(self._limit)
        return [max(0.0, 1 - _lost(column) / limit) / len(columns) for column in columns]

    def __str__(self) -> str:
        """As it is written."""
        return f"drawdown:{self._limit:f}"


def _lost(returns: Sequence[float]) -> float:
    """How far a unit of money is below the most that it has been."""
    value = best = 1.0
    for each in returns:
        value *= 1 + each
        best = max(best, value)
    return 1 - value / best
