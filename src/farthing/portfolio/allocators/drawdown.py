"""Less for who has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError
from farthing.portfolio.allocators.allocator import Allocator, Weight, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        self._limit = read_number(limit, "drawdown limit")
        if not 0 < self._limit <= 1:
            raise ConfigurationError(f"drawdown limit {limit}: it is a share above 0, 1 at most")

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The share of each, by its loss since its best."""
        count = returns.shape[1]
        value = np.vstack([np.ones(count), np.cumprod(1 + returns, axis=0)])
        lost = 1 - value[-1] / value.max(axis=0)
        return [float(each) for each in np.maximum(0.0, 1 - lost / float(self._limit)) / count]

    def __str__(self) -> str:
        """As it is written."""
        return f"drawdown:{self._limit:f}"
