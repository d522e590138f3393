"""Rounding of whole numbers: what prices do that are taken over a split."""

from __future__ import annotations


def half_even(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient, ties to even; the denominator is positive.

    >>> half_even(8, 3), [half_even(number, 2) for number in (1, 3, 5, -1, -3, -7)]
    (3, [0, 2, 2, 0, -2, -4])
    """
    whole, rest = divmod(numerator, denominator)
    is_up = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    return whole + is_up
