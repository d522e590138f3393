"""The difference of two sampled shares, each of them a share of its own whole.

A sampler sees a function in so many of its samples. The share that this says is binomial; its
interval is Wilson's, which holds at 0 and at 1 too. The interval of a difference is made of the two
by the method of Newcombe, which scales with the wholes (MOVER).

Sources: Edwin Wilson, JASA 22, 1927, 209-212. Robert Newcombe, Statistics in Medicine 17, 1998,
873-890, method 10. Guangyong Zou, Allan Donner, Statistics in Medicine 27, 2008, 1693-1702.
"""

from __future__ import annotations

import math
import statistics
from typing import NamedTuple

from farthing.errors import ConfigurationError
from farthing.lab.defaults import CONFIDENCE

NORMAL = statistics.NormalDist()
Z_MOST, HALVINGS, TINY = 9.0, 40, 1e-9
"""A p value is sought among these quantiles, by so many halvings; below the last it is 1."""


class SampledShare(NamedTuple):
    """A share that was found by sampling.

    Attributes:
        share: part of the samples, 0 to 1.
        samples: how many there were.
        whole: what the share is of, such as the seconds of a run.
    """

    share: float
    samples: int
    whole: float = 1.0


def wilson(share: float, samples: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share of so many samples.

    Raises:
        ConfigurationError: there is no sample.

    >>> low, high = wilson(0.1, 100)
    >>> round(low, 4), round(high, 4)
    (0.0552, 0.1744)
    """
    return _wilson(share, samples, NORMAL.inv_cdf((1 + confidence) / 2))


def _wilson(share: float, samples: int, z: float) -> tuple[float, float]:
    if samples < 1:
        raise ConfigurationError(f"a share of {samples} samples says nothing: one is needed")
    weight = 1 + z**2 / samples
    middle = (share + z**2 / (2 * samples)) / weight
    half = z * math.sqrt(share * (1 - share) / samples + (z / (2 * samples)) ** 2) / weight
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def difference(
    before: SampledShare, after: SampledShare, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The interval of how much more the share after comes to, in the unit of the wholes.

    >>> low, high = difference(SampledShare(56 / 70, 70), SampledShare(48 / 80, 80))
    >>> round(low, 4), round(high, 4)
    (-0.3339, -0.0524)
    """
    return _difference(before, after, NORMAL.inv_cdf((1 + confidence) / 2))


def p_value(before: SampledShare, after: SampledShare) -> float:
    """The two-sided p value of no difference: one less the confidence whose interval ends at 0.

    >>> same = SampledShare(0.25, 100)
    >>> p_value(same, same), round(p_value(same, SampledShare(0.5, 100)), 4)
    (1.0, 0.0002)
    """
    least, most = 0.0, Z_MOST
    for _ in range(HALVINGS):
        z = (least + most) / 2
        low, high = _difference(before, after, z)
        least, most = (least, z) if low <= 0 <= high else (z, most)
    return 2 * NORMAL.cdf(-most) if most > TINY else 1.0


def _difference(before: SampledShare, after: SampledShare, z: float) -> tuple[float, float]:
    found = after.share * after.whole - before.share * before.whole
    before_down, before_up = _reach(before, z)
    after_down, after_up = _reach(after, z)
    return found - math.hypot(after_down, before_up), found + math.hypot(after_up, before_down)


def _reach(sampled: SampledShare, z: float) -> tuple[float, float]:
    """How far the interval goes down and up from what was found."""
    low, high = _wilson(sampled.share, sampled.samples, z)
    return (sampled.share - low) * sampled.whole, (high - sampled.share) * sampled.whole
