"""Random numbers that are the same on every machine and with every NumPy.

NumPy guarantees the bits of PCG64 and of SeedSequence for good, its distributions not (NEP 19):
these are therefore made of the bits here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Item = TypeVar("Item")


class Draw:
    """A stream of draws, told by a seed and a key: another key, an independent stream.

    Args:
        seed: any number from 0 on.
        key: whole numbers from 0 on, such as the number of a case and of the purpose.

    >>> Draw(7, 1).integer(0, 9) == Draw(7, 1).integer(0, 9)
    True
    """

    def __init__(self, seed: int, *key: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))

    def shares(self, count: int) -> NDArray[np.float64]:
        """Numbers from 0 to below 1, evenly spread."""
        raw = self._bits.random_raw(count)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def normals(self, count: int) -> NDArray[np.float64]:
        """Normal numbers of mean 0 and deviation 1 (Box and Muller, 1958)."""
        shares = self.shares(2 * count)
        radius = np.sqrt(-2.0 * np.log1p(-shares[:count]))
        return np.asarray(radius * np.cos(2.0 * np.pi * shares[count:]), dtype=np.float64)

    def number(self, low: float, high: float) -> float:
        """A number between both, evenly spread."""
        return float(low + (high - low) * self.shares(1)[0])

    def integer(self, low: int, high: int) -> int:
        """A whole number between both, which may be either of them."""
        return low + int(self.shares(1)[0] * (high - low + 1))

    def integers(self, low: int, high: int, count: int) -> NDArray[np.int64]:
        """Whole numbers between both, which may be either of them."""
        return low + (self.shares(count) * (high - low + 1)).astype(np.int64)

    def chance(self, share: float) -> bool:
        """True in this share of draws."""
        return bool(self.shares(1)[0] < share)

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.integer(0, len(items) - 1)]

    def permutation(self, count: int) -> NDArray[np.int64]:
        """The numbers from 0 to below the count, in another order."""
        return np.argsort(self.shares(count), kind="stable").astype(np.int64)
