"""Where a series changes its level: the vote of three simple detectors.

Each detector is wrong in its own way: least squares follow a few wild values, ranks need several
values on either side, and a cumulative sum is blunt near the ends. What two of them see at the same
place is told.
"""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from farthing.errors import ConfigurationError
from farthing.lab.extra import need
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Detector = Literal["pelt", "rank", "cusum"]

SEGMENT_MIN = 4
"""Values that a level lasts for at least; it is more than the tolerance, so nobody votes twice."""
TOLERANCE = 2
"""Positions that two detectors may be apart."""
VOTES_MIN = 2
PERMUTATIONS = 999
SIGNIFICANCE = 0.01
"""Of each test of the rank and the cumulative sum; 999 permutations reach 0.001."""
SEED = 20_240_229
NOISE_MIN = 1e-4
"""The least noise of a logarithm that is believed: 0.01 %; a series of equal values has none."""


class ChangePoint(Record):
    """A place where the level of a series changes.

    Attributes:
        position: index of the first value of the new level.
        before: median of the level that ends.
        after: median of the level that begins.
        votes: the detectors that see it.
    """

    position: int = Field(ge=1)
    before: float = Field(gt=0)
    after: float = Field(gt=0)
    votes: tuple[Detector, ...] = Field(min_length=VOTES_MIN)

    @property
    def ratio(self) -> float:
        """How many times the level before is the level after."""
        return self.after / self.before


def change_points(values: Sequence[float]) -> list[ChangePoint]:
    """The places where two of three detectors see a new level, in the order of the series.

    Args:
        values: above 0, such as seconds, in the order of time.

    The detectors look at logarithms: a series in other units has the same change points.

    Raises:
        ConfigurationError: a value is not above 0.

    >>> found = change_points([1.0, 1.01, 0.99, 1.0, 1.02, 1.0, 1.3, 1.31, 1.29, 1.3, 1.28, 1.3])
    >>> [(point.position, round(point.ratio, 2)) for point in found]
    [(6, 1.3)]
    """
    for value in values:
        if not (0 < value < math.inf):
            raise ConfigurationError(f"{value} is no value of a series: it must be above 0, finite")
    if len(values) < 2 * SEGMENT_MIN:
        return []
    logarithms = np.log(np.asarray(values, dtype=np.float64))
    seen = sorted((place, name) for name, see in DETECTORS.items() for place in see(logarithms))
    voted = _voted(seen)
    ends = [0, *(place for place, _ in voted), len(values)]
    return [
        ChangePoint(
            position=place,
            before=median(values[ends[index] : place]),
            after=median(values[place : ends[index + 2]]),
            votes=votes,
        )
        for index, (place, votes) in enumerate(voted)
    ]


def _voted(seen: list[tuple[int, Detector]]) -> list[tuple[int, tuple[Detector, ...]]]:
    """Groups of places near each other, with at least two detectors in each."""
    found = []
    while seen:
        near = [vote for vote in seen if vote[0] - seen[0][0] <= TOLERANCE]
        if len(near) >= VOTES_MIN:
            place = sorted(place for place, _ in near)[len(near) // 2]
            found.append((place, tuple(name for _, name in near)))
            seen = seen[len(near) :]
        else:
            seen = seen[1:]
    return found


def pelt(logarithms: NDArray[np.float64]) -> list[int]:
    """The levels of least squares, each new one at a price of ``3 log n`` times the noise squared.

    The noise is that of the differences between neighbours, by their median absolute deviation,
    which a few changes do not move. A start that can never be best again is dropped, as soon as a
    level that begins where it lost is long enough to take its place.

    Source: Killick, Fearnhead, Eckley (2012), "Optimal detection of changepoints".
    """
    count = len(logarithms)
    spread = need("scipy.stats").median_abs_deviation(np.diff(logarithms), scale="normal")
    price = 3 * math.log(count) * max(float(spread) / math.sqrt(2), NOISE_MIN) ** 2
    centred = logarithms - logarithms.mean()  # or the squares lose their last digits
    sums = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    best = np.full(count + 1, np.inf)
    best[0] = -price
    came_from = np.zeros(count + 1, dtype=np.int64)
    lost_at = np.full(count + 1, count)
    starts = np.zeros(0, dtype=np.int64)
    for end in range(SEGMENT_MIN, count + 1):
        starts = np.append(starts[lost_at[starts] + SEGMENT_MIN > end], end - SEGMENT_MIN)
        costs = best[starts] + (
            squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / (end - starts)
        )
        came_from[end] = starts[np.argmin(costs)]
        best[end] = costs.min() + price
        lost = starts[costs > best[end]]
        lost_at[lost] = np.minimum(lost_at[lost], end)
    places, place = [], int(came_from[count])
    while place > 0:
        places.append(place)
        place = int(came_from[place])
    return sorted(places)


def rank(logarithms: NDArray[np.float64]) -> list[int]:
    """Splits where Mann and Whitney's statistic, in its standard deviations, is the largest."""
    return _split(logarithms, need("scipy.stats").rankdata, _standardised)


def cusum(logarithms: NDArray[np.float64]) -> list[int]:
    """Splits where the cumulative sum of what exceeds the mean is farthest from 0."""
    return _split(logarithms, np.asarray, np.abs)


DETECTORS: dict[Detector, Callable[[NDArray[np.float64]], list[int]]] = {
    "pelt": pelt,
    "rank": rank,
    "cusum": cusum,
}


def _standardised(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of the first 1, 2, ... ranks, over what their standard deviation is proportional to."""
    firsts = np.arange(1, sums.shape[-1] + 1)
    scale: NDArray[np.float64] = np.sqrt(firsts * np.maximum(firsts[::-1] - 1, 1))
    return np.divide(np.abs(sums), scale)


def _split(
    values: NDArray[np.float64],
    score: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    size: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> list[int]:
    """Splits a series at its most significant place, then both parts in turn.

    Where it is significant is asked of permutations of the same values: as large a sum anywhere in
    at most ``SIGNIFICANCE`` of them.
    """
    found, parts = [], [(0, len(values))]
    while parts:
        start, end = parts.pop()
        if end - start < 2 * SEGMENT_MIN:
            continue
        scores = score(values[start:end])
        scores = scores - scores.mean()
        shuffled = np.random.default_rng(SEED).permuted(
            np.broadcast_to(scores, (PERMUTATIONS, len(scores))), axis=1
        )
        inner = slice(SEGMENT_MIN - 1, len(scores) - SEGMENT_MIN)
        sizes = size(np.cumsum(scores))[inner]
        largest = size(np.cumsum(shuffled, axis=1))[:, inner].max(axis=1)
        # a sum in another order differs in its last digits: as large is as large
        as_large = int((largest >= sizes.max() * (1 - 1e-9)).sum())
        if (1 + as_large) / (1 + PERMUTATIONS) <= SIGNIFICANCE:
            place = start + SEGMENT_MIN + int(np.argmax(sizes))
            found.append(place)
            parts += [(start, place), (place, end)]
    return sorted(found)
