"""Largest remainder: whole numbers that are nearest to shares and add up to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


def apportioned(whole: int, weights: Sequence[int]) -> list[int]:
    """The whole in proportion to weights of 0 or more, of which one at least is more.

    Each has its share rounded down; what is left goes, one each, to the largest remainders, ties to
    those that come first. A share that is whole by itself is never touched.

    >>> apportioned(10, [1, 1, 1]), apportioned(-10, [1, 1, 1]), apportioned(7, [0, 2, 5])
    ([4, 3, 3], [-3, -3, -4], [0, 2, 5])
    """
    sum_of_weights = sum(weights)
    assert sum_of_weights > 0, "somebody has a share"
    divided = [divmod(whole * weight, sum_of_weights) for weight in weights]
    return _with_rest(whole, [floor for floor, _ in divided], [rest for _, rest in divided])


def rounded_to(whole: int, shares: Sequence[Fraction]) -> list[int]:
    """Exact shares as whole numbers that add up to ``whole``, which is their sum, rounded.

    >>> from fractions import Fraction
    >>> rounded_to(3, [Fraction(5, 2), Fraction(-1, 4), Fraction(1, 2)])
    [3, 0, 0]
    """
    floors = [share.numerator // share.denominator for share in shares]
    return _with_rest(whole, floors, [s - f for s, f in zip(shares, floors, strict=True)])


def _with_rest(
    whole: int, floors: list[int], remainders: Sequence[int] | Sequence[Fraction]
) -> list[int]:
    """What was rounded down, with what is left of the whole for the largest remainders."""
    left = whole - sum(floors)
    assert 0 <= left <= sum(1 for remainder in remainders if remainder), "the whole is their sum"
    if left:
        by_remainder = sorted(range(len(floors)), key=lambda place: (-remainders[place], place))
        for place in by_remainder[:left]:
            floors[place] += 1
    return floors
