"""Coarse bars of one instrument: the first open, the extremes, the last close, and the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import BarArrays
from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.data.coarse.buckets import Buckets

LARGEST = 2**63 - 1


def coarse_bars(
    bars: BarArrays, numbers: NDArray[np.int64], buckets: Buckets, days: NDArray[np.int32]
) -> BarArrays:
    """The bars of an instrument put together: one for each bucket in which it has some.

    Args:
        bars: ascending by time, those inside the hours of their sessions alone.
        numbers: the bucket of each.
        buckets: by number; the end of one is the time of its bar.
        days: of all sessions.

    Raises:
        DataError: volumes that together are more than 64 bits hold.

    >>> from farthing.data.coarse.buckets import Buckets
    >>> line = np.array([1, 2, 3])
    >>> found = Buckets(np.array([0, 1, 2]), line, None, line[:2], np.array([2, 4]), line[:2] - 1)
    >>> bars = BarArrays(line, line, (line, line + 5, line - 1, line + 1), line)
    >>> made = coarse_bars(bars, np.array([0, 0, 1]), found, np.array([7, 8]))
    >>> made.times.tolist(), made.days.tolist(), [price.tolist() for price in made.prices]
    ([2, 4], [7, 8], [[1, 3], [7, 8], [0, 2], [3, 4]])
    """
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    lasts = np.append(starts[1:], len(numbers)) - 1 if len(starts) else starts
    opens, highs, lows, closes = (price.astype(np.int64) for price in bars.prices)
    found = numbers[starts]
    return BarArrays(
        times=buckets.ends[found],
        days=days[buckets.sessions[found]],
        prices=(
            opens[starts],
            np.maximum.reduceat(highs, starts),
            np.minimum.reduceat(lows, starts),
            closes[lasts],
        ),
        volume=None if bars.volume is None else _sums(bars.volume.astype(np.int64), starts),
    )


def _sums(volume: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of each part; nothing wraps."""
    if not len(starts):
        return volume
    longest = int(np.diff(starts, append=len(volume)).max())
    if int(np.abs(volume).max()) * longest > LARGEST:
        parts: Sequence[NDArray[np.int64]] = np.split(volume, starts[1:])
        exact = [sum(part.tolist()) for part in parts]
        most = max(exact, key=abs)
        if abs(most) > LARGEST:
            raise DataError(
                f"volumes of a coarse bar are {most} together; {LARGEST} is the most (in units of "
                "the last digit): ask for shorter bars"
            )
    sums: NDArray[np.int64] = np.add.reduceat(volume, starts)
    return sums
