"""Wilcoxon's signed-rank test and what follows from it: all exact, at any number of effects.

The null distribution is built up rank by rank: each rank is in the sum of positive ranks or it is
not, with probability one half. The interval is the set of shifts that the test does not refuse.

Source: Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 3rd edition, chapter 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from farthing.errors import ConfigurationError
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Interval(NamedTuple):
    """An interval of the centre of the effects.

    Attributes:
        low: lower end.
        high: upper end.
        coverage: its exact confidence, at least what was asked for.
    """

    low: float
    high: float
    coverage: float


def hodges_lehmann(effects: Sequence[float]) -> float:
    """The median of the means of all pairs of effects, each with itself too.

    >>> hodges_lehmann([1.0, 2.0, 9.0])
    3.5
    """
    return float(np.median(walsh_averages(effects)))


def walsh_averages(effects: Sequence[float]) -> NDArray[np.float64]:
    """The means of all pairs, sorted; ``n (n + 1) / 2`` of them for n effects.

    >>> walsh_averages([1.0, 2.0]).tolist()
    [1.0, 1.5, 2.0]
    """
    values = np.asarray(effects, dtype=np.float64)
    first, second = np.triu_indices(len(values))
    return np.sort(values[first] / 2 + values[second] / 2)


def exact_interval(effects: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """The interval of the centre by inversion of the signed-rank test.

    Its ends are Walsh averages. It is the shortest symmetric one whose exact confidence is at
    least that asked for; with ties among the effects the confidence is higher still.

    Raises:
        ConfigurationError: so few effects cannot reach the confidence.

    >>> exact_interval([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).coverage
    0.96875
    """
    blocks = len(effects)
    if blocks < blocks_needed(confidence):
        raise ConfigurationError(
            f"{blocks} blocks cannot reach a confidence of {confidence:g}: at least"
            f" {blocks_needed(confidence)} are needed"
        )
    averages = walsh_averages(effects)
    below = np.cumsum(null_probabilities(range(1, blocks + 1)))
    left_out = int(np.searchsorted(below, (1 - confidence) / 2, side="right"))
    return Interval(
        low=float(averages[left_out - 1]),
        high=float(averages[-left_out]),
        coverage=float(1 - 2 * below[left_out - 1]),
    )


def signed_rank_p(effects: Sequence[float]) -> float:
    """The exact two-sided p value that the effects lie symmetrically around 0.

    Effects of exactly 0 are left out (Wilcoxon's rule). Equal magnitudes share the mean of their
    ranks, and the null distribution is that of these very ranks: it stays exact. Without effects
    other than 0 it is 1.

    >>> signed_rank_p([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    0.03125
    """
    values = np.asarray(effects, dtype=np.float64)
    values = values[values != 0]
    if not len(values):
        return 1.0
    # shared ranks end in a half: twice the rank is whole
    twice = np.rint(2 * need("scipy.stats").rankdata(np.abs(values))).astype(np.int64)
    positive = int(twice[values > 0].sum())
    nearer_end = min(positive, int(twice.sum()) - positive)
    below = null_probabilities([int(rank) for rank in twice])[: nearer_end + 1].sum()
    return min(1.0, 2 * float(below))


def null_probabilities(ranks: Sequence[int]) -> NDArray[np.float64]:
    """The probabilities of the sums 0, 1, 2, ... of ranks, each in the sum or not by a fair coin.

    >>> null_probabilities([1, 2]).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    probabilities = np.zeros(sum(ranks) + 1)
    probabilities[0] = 1.0
    for rank in ranks:
        taken = np.zeros_like(probabilities)
        taken[rank:] = probabilities[: len(probabilities) - rank]
        probabilities = (probabilities + taken) / 2
    return probabilities


def blocks_needed(confidence: float) -> int:
    """The smallest number of blocks whose smallest p value reaches ``1 - confidence``.

    >>> blocks_needed(0.95)
    6
    """
    blocks = 1
    while smallest_p(blocks) > 1 - confidence:
        blocks += 1
    return blocks


def smallest_p(blocks: int) -> float:
    """The p value of so many effects that all have the same sign.

    >>> smallest_p(5)
    0.0625
    """
    return 2.0 ** (1 - blocks)
