"""How sure a share, a ratio or a rate is; all intervals are of 95 %."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from farthing.draw import Draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z = 1.959963984540054
"""Deviations on either side that hold 95 % of a normal."""

ROUNDS = 1_000
"""Resamples of the bootstrap."""

SEED = 20_070_101
CHANCE = 0.05


class Interval(NamedTuple):
    """A number with the bounds of its interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


UNDEFINED = Interval(None, None, None)


def wilson(hits: int, count: int) -> Interval:
    """A share of independent trials. Source: Wilson, Probable inference, 1927.

    >>> [round(number, 3) for number in wilson(8, 10)]
    [0.8, 0.49, 0.943]
    """
    if count == 0:
        return UNDEFINED
    share = hits / count
    centre = (share + Z**2 / (2 * count)) / (1 + Z**2 / count)
    half = Z / (1 + Z**2 / count) * math.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


class Clusters:
    """Resamples of cases: what one case has in common is not counted as independent.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 8; percentiles.

    Args:
        count: cases.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._rows = (
            Draw(SEED, count).integers(0, max(count - 1, 0), ROUNDS * count).astype(np.int32)
        )

    def ratio(self, over: NDArray[np.int64], under: NDArray[np.int64]) -> Interval:
        """Sum of one number over the sum of another, each told by case.

        Where every case says nothing or everything the resamples do so too: then the interval is
            Wilson's, of as many
        trials as there are cases with something below the line.
        """
        hits, count = int(over.sum()), int(under.sum())
        if count == 0:
            return UNDEFINED
        if hits == 0 or np.array_equal(over, under):
            filled = int((under > 0).sum())
            bounds = wilson(filled if hits else 0, filled)
            return Interval(hits / count, bounds.low, bounds.high)
        return self.mean(over, under)

    def mean(self, over: NDArray[np.int64], under: NDArray[np.int64]) -> Interval:
        """As `ratio`, of sums that are no part of the number below the line.

        >>> tuple(Clusters(2).mean(np.array([2, 2]), np.array([1, 1])))
        (2.0, 2.0, 2.0)
        """
        hits, count = int(over.sum()), int(under.sum())
        if count == 0:
            return UNDEFINED
        rows = self._rows.reshape(ROUNDS, self.count)
        tops, bottoms = over[rows].sum(axis=1), under[rows].sum(axis=1)
        ratios = tops[bottoms > 0] / bottoms[bottoms > 0]
        low, high = np.quantile(ratios, (CHANCE / 2, 1 - CHANCE / 2))
        return Interval(hits / count, float(low), float(high))


def rate_max(count: int) -> float:
    """The largest mean of a Poisson number that so few events leave, at 95 % (one-sided).

    Source: Garwood, Fiducial limits for the Poisson distribution, 1936.

    >>> round(rate_max(0), 3), round(rate_max(10), 2)
    (2.996, 16.96)
    """
    low, high = float(count), count + 10.0 * math.sqrt(count + 1.0) + 10.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if _at_most(count, middle) > CHANCE:
            low = middle
        else:
            high = middle
    return high


def _at_most(count: int, mean: float) -> float:
    """The chance of at most so many events."""
    logs = np.arange(count + 1) * math.log(mean) if mean > 0.0 else np.zeros(1)
    logs = logs - mean - np.array([math.lgamma(number + 1) for number in range(len(logs))])
    return float(np.exp(logs).sum())
