"""The interval of a mean, by its standard error and how many values stand apart."""

from __future__ import annotations

from statistics import NormalDist

APART_LEAST = 20
"""With fewer windows that do not overlap, no interval is told: the study cannot tell."""

CHANCE = 0.05
"""How often an interval may miss, where nothing else is said: those of 95 %."""


def student(share: float, freedom: int) -> float:
    """The quantile of Student's t. Source: Abramowitz and Stegun, 1964, 26.7.5.

    Its series is good to three digits from ten degrees of freedom on.

    >>> round(student(0.975, 19), 3), round(student(0.995, 40), 3)
    (2.093, 2.704)
    """
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def interval(mean: float, error: float, apart: int, chance: float = CHANCE) -> tuple[float, float]:
    """The bounds that a true mean lies outside of as often as chance says.

    Args:
        mean: as measured.
        error: its standard error.
        apart: how many windows do not overlap: one more than the degrees of freedom.
        chance: the share of intervals that may miss.

    >>> [round(bound, 3) for bound in interval(1.0, 0.5, 20)]
    [-0.047, 2.047]
    """
    half = student(1 - chance / 2, apart - 1) * error
    return mean - half, mean + half
