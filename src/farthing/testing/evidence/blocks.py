"""How sure a mean is whose values overlap in time: blocks of time are drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.draw import Draw

BLOCK_HORIZONS = 2
"""Length of a block, in horizons.

Windows of one horizon overlap, and so depend on each other, up to one horizon apart: a block of two
holds most such pairs whole. Longer ones leave too few of them in a quarter of a century of days.
"""


class Blocks:
    """Resamples of a timeline in circular blocks.

    All values at a time go together, whatever their symbols: what happened to all of them at once
    is not counted several times. Source: Politis and Romano, A circular block-resampling procedure
    for stationary data, 1992.

    Args:
        span: places of the timeline.
        length: of a block, in places.
        resamples: how many.
        draw: where chance comes from.

    >>> from farthing.draw import Draw
    >>> blocks = Blocks(100, 10, 50, Draw(1))
    >>> blocks.error(np.array([3, 50]), np.array([2.0, 2.0]))
    0.0
    """

    def __init__(self, span: int, length: int, resamples: int, draw: Draw) -> None:
        self._span, self._length = span, min(length, span)
        count = -(-span // self._length)
        begins = draw.integers(0, span - 1, resamples * count).astype(np.int32)
        self._begins = begins.reshape(resamples, count)

    def error(self, places: NDArray[np.int64], values: NDArray[np.float64]) -> float:
        """The standard error of the mean of values at these places."""
        sums, counts = self._sums(places, values), self._sums(places, np.ones(len(values)))
        over, under = sums[self._begins].sum(axis=1), counts[self._begins].sum(axis=1)
        is_filled = under > 0.0
        return float(np.std(over[is_filled] / under[is_filled]))

    def _sums(self, places: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of what a block holds, by the place where it begins."""
        once = np.bincount(places, values, self._span)
        run = np.concatenate(([0.0], np.cumsum(np.concatenate((once, once[: self._length])))))
        return run[self._length : self._length + self._span] - run[: self._span]


def apart(places: NDArray[np.int64], length: int) -> int:
    """How many windows of a length can be taken, one after the other, that do not overlap.

    Args:
        places: where they begin, of all symbols together.
        length: in places of the timeline.

    >>> apart(np.array([0, 3, 5, 9, 10]), 5)
    3
    """
    count, free = 0, None
    for place in np.sort(places).tolist():
        if free is None or place >= free:
            count, free = count + 1, place + length
    return count
