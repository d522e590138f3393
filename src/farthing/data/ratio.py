"""Split ratios: the simple numbers behind printed ones."""

from __future__ import annotations

from fractions import Fraction

SPLIT_ERROR = Fraction(1, 10**5)
"""How far a printed ratio may be from a simple one, in parts of it."""

SPLIT_MOST = 50
"""A simple ratio has no larger number than this."""


def split_ratio(ratio: Fraction) -> tuple[int, int]:
    """New shares for old ones: the simplest ratio that a printed one can stand for, else itself.

    >>> split_ratio(Fraction("0.01785710") / Fraction("0.00892857"))
    (2, 1)
    >>> split_ratio(Fraction("0.1")), split_ratio(Fraction("1.0345"))
    ((1, 10), (2069, 2000))
    """
    for old in range(1, SPLIT_MOST + 1):
        new = round(ratio * old)
        if 1 <= new <= SPLIT_MOST and abs(Fraction(new, old) - ratio) <= SPLIT_ERROR * ratio:
            return new, old
    return ratio.numerator, ratio.denominator
