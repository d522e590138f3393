"""Shares that stay: given ones, or equal ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.portfolio.allocators.allocator import (
    Allocator,
    Weight,
    equal_shares,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Fixed(Allocator):
    """The same shares at all times: ``fixed:0.6,0.4``.

    >>> Fixed("0.6", "0.4").shares([], 2)
    [600000000, 400000000]
    """

    is_constant = True

    def __init__(self, *weights: Any) -> None:
        """Takes a share for each strategy."""
        self._weights = [given.from_zero(weight, "a fixed share") for weight in weights]
        parts(self._weights)

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The shares that were given."""
        return self._weights

    def __str__(self) -> str:
        """As it is written."""
        return "fixed:" + ",".join(format(weight, "f") for weight in self._weights)


class Equal(Allocator):
    """Equal shares: ``equal``.

    >>> Equal().shares([], 4)
    [250000000, 250000000, 250000000, 250000000]
    """

    is_constant = True

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """One over the number of strategies."""
        return equal_shares(returns.shape[1])

    def __str__(self) -> str:
        """As it is written."""
        return "equal"
