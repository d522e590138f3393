"""What is said of an asset among the others of its session; NaN is no candidate.

Sums are exact and rounded once, so that no order of the assets changes a value.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Row = NDArray[np.float64]

Ties = Literal["ordinal", "average", "min", "max", "dense"]
"""What assets of the same value are: one after the other in their order, or all the same."""

TIES: tuple[Ties, ...] = ("ordinal", "average", "min", "max", "dense")


def ranked(values: Row, ties: Ties = "ordinal", *, ascending: bool = True) -> Row:
    """Ranks from 1, smallest first, or largest first; of the same value, the earlier one is first.

    >>> ranked(np.array([30.0, np.nan, 10.0, 10.0])).tolist()
    [3.0, nan, 1.0, 2.0]
    >>> ranked(np.array([30.0, 10.0, 10.0]), "average").tolist()
    [3.0, 1.5, 1.5]
    """
    found = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return found
    signed = values if ascending else -values
    order = known[np.argsort(signed[known], kind="stable")]
    numbers = np.arange(1.0, len(order) + 1)
    found[order] = numbers if ties == "ordinal" else _tied(signed[order], numbers, ties)
    return found


def _tied(ascending: Row, numbers: Row, ties: Ties) -> Row:
    """The ranks of ascending values of which some are the same."""
    begins = np.flatnonzero(np.diff(ascending, prepend=-np.inf) != 0)
    if not len(begins) or begins[0]:
        begins = np.concatenate([[0], begins])
    ends = np.append(begins[1:], len(ascending))
    rank: dict[str, Row] = {
        "min": numbers[begins],
        "max": numbers[ends - 1],
        "average": (numbers[begins] + numbers[ends - 1]) / 2,
        "dense": np.arange(1.0, len(begins) + 1),
    }
    return np.repeat(rank[ties], ends - begins)


def demeaned(values: Row) -> Row:
    """Values less their mean.

    >>> demeaned(np.array([1.0, 3.0, np.nan])).tolist()
    [-1.0, 1.0, nan]
    """
    return _of(np.isfinite(values), values, lambda known: known - mean(known))


def standardised(values: Row) -> Row:
    """How many population standard deviations values are from their mean; NaN where all are one.

    >>> standardised(np.array([1.0, 3.0])).tolist()
    [-1.0, 1.0]
    """

    def standard(known: Row) -> Row:
        width = deviation(known)
        return (known - mean(known)) / width if width else np.full(len(known), np.nan)

    return _of(np.isfinite(values), values, standard)


def winsorised(values: Row, lowest: float, highest: float) -> Row:
    """Values with the extreme ones drawn in: the lowest and the highest shares of their number.

    Of n values in order, ``floor(n * lowest)`` are drawn up, and what is behind the first
    ``ceil(n * highest)`` is drawn down, as in Zipline; the products are floats.

    >>> winsorised(np.array([1.0, 5.0, 6.0, 99.0]), 0.25, 0.75).tolist()
    [5.0, 5.0, 6.0, 6.0]
    """

    def drawn_in(known: Row) -> Row:
        ascending = np.sort(known)
        least = int(lowest * len(known))
        most = math.ceil(highest * len(known)) - 1
        return np.clip(known, ascending[least], ascending[max(most, least)])

    return _of(~np.isnan(values), values, drawn_in)


def quantile(values: Row, bins: int) -> Row:
    """In which of so many bins a value is, from 0: each has as many values as the others.

    >>> quantile(np.array([4.0, 1.0, 3.0, 2.0]), 2).tolist()
    [1.0, 0.0, 1.0, 0.0]
    """
    known = int((~np.isnan(values)).sum())
    return np.floor((ranked(values) - 1) * bins / max(known, 1))


def percentile(values: Row, share: float) -> Row:
    """A percentile of the values, 0 to 100, at each of them: between two values it is linear.

    >>> percentile(np.array([1.0, np.nan, 1.0, 5.0]), 75).tolist()
    [3.0, nan, 3.0, 3.0]
    """

    def bound(known: Row) -> Row:
        with np.errstate(invalid="ignore"):
            return np.full(len(known), np.percentile(known, share))

    return _of(~np.isnan(values), values, bound)


def mean(values: Row) -> float:
    """The exact sum, rounded, divided by the number of values; of equal ones, what each is.

    >>> mean(np.array([0.1, 0.1, 0.1])), mean(np.array([1e16, 1.0, -1e16, 1.0]))
    (0.1, 0.5)
    """
    if values.min() == values.max():
        return float(values[0])
    if not np.isfinite(values).all():
        return float(values.sum())
    return math.fsum(values.tolist()) / len(values)


def deviation(values: Row) -> float:
    """The population standard deviation; 0 where all values are equal, to the bit.

    >>> deviation(np.array([1.0, 3.0])), deviation(np.array([0.7, 0.7, 0.7]))
    (1.0, 0.0)
    """
    away = values - mean(values)
    return math.sqrt(mean(away * away))


def _of(is_known: NDArray[np.bool_], values: Row, function: Callable[[Row], Row]) -> Row:
    found = np.full(len(values), np.nan)
    if is_known.any():
        found[is_known] = function(values[is_known])
    return found
