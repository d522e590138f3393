"""Whether two answers have the same digits."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any

from farthing.errors import FarthingError

if TYPE_CHECKING:
    from collections.abc import Iterator


OURS = "ours"
"""The name of our side; the others have those of their baselines."""


class DifferentAnswers(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """Two answers that must be the same are not."""


def ulps_apart(ours: Any, theirs: Any) -> int:
    """In how many units of the last place floats differ at most; all else must be equal.

    Args:
        ours: a number, or lists, tuples and arrays of numbers.
        theirs: the same of the baseline; a unit of the last place is one of its floats.

    Raises:
        DifferentAnswers: the answers have another length, a value that is no float differs, or only
            one of two values is a number.

    >>> ulps_apart([0.1, float("nan")], (0.1, float("nan")))
    0
    >>> ulps_apart(0.3, 0.1 + 0.2)
    1
    >>> ulps_apart([1], [2])
    Traceback (most recent call last):
        ...
    farthing.lab.functions.same.DifferentAnswers: value 0 is 1 here and 2 there
    """
    found, expected = list(_values(ours)), list(_values(theirs))
    if len(found) != len(expected):
        raise DifferentAnswers(f"{len(found)} values here and {len(expected)} there")
    pairs = zip(found, expected, strict=True)
    return max((_apart(place, *pair) for place, pair in enumerate(pairs)), default=0)


def _apart(place: int, ours: Any, theirs: Any) -> int:
    both_floats = isinstance(ours, float) and isinstance(theirs, float)
    if both_floats and math.isfinite(ours) and math.isfinite(theirs):
        return math.ceil(abs(float(ours) - float(theirs)) / math.ulp(theirs))
    both_nothing = both_floats and math.isnan(ours) and math.isnan(theirs)
    if not both_nothing and ours != theirs:
        raise DifferentAnswers(f"value {place} is {ours} here and {theirs} there")
    return 0


def _values(answer: Any) -> Iterator[Any]:
    plain = answer.tolist() if hasattr(answer, "tolist") else answer
    if isinstance(plain, (list, tuple)):
        yield from chain.from_iterable(map(_values, plain))
    else:
        yield plain
