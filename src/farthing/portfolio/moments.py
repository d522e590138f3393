"""Means and covariances of returns, the same to the bit on every machine.

Every sum is the exact one, rounded once; beside it are products, quotients and square roots, which
IEEE 754 defines. Libraries of linear algebra promise no last bit, and shares decide orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

Column = Sequence[float]
"""The returns of one strategy, or of the whole, by session."""

TINY = 1e-12
"""A pivot that is this small a part of the variance is nothing: the strategy is made of others."""


def mean(values: Column) -> float:
    """The mean; of equal values it is that value, so that they deviate by nothing.

    >>> mean([0.1, 0.2, 0.3]), mean([0.1, 0.1, 0.1])
    (0.19999999999999998, 0.1)
    """
    least = min(values)
    return least if least == max(values) else fsum(values) / len(values)


def covariance(first: Column, second: Column) -> float:
    """The covariance of two columns, divided by n - 1.

    >>> covariance([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    2.0
    """
    a, b = mean(first), mean(second)
    products = ((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    return fsum(products) / (len(first) - 1)


def deviation(values: Column) -> float:
    """The standard deviation, divided by n - 1.

    >>> deviation([1.0, 3.0])
    1.4142135623730951
    """
    return sqrt(covariance(values, values))


def covariances(columns: Sequence[Column]) -> list[list[float]]:
    """The covariance of each column with each.

    >>> covariances([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]])
    [[1.0, 2.0], [2.0, 4.0]]
    """
    return [[covariance(first, second) for second in columns] for first in columns]


def product(first: Column, second: Column) -> float:
    """The sum of the products.

    >>> product([1.0, 2.0], [3.0, 4.0])
    11.0
    """
    return fsum(x * y for x, y in zip(first, second, strict=True))


def solved(matrix: Sequence[Column], wanted: Column) -> list[float]:
    """The ``x`` of ``matrix x = wanted``, by elimination in the order of the rows.

    The matrix is one of covariances. A row that is a combination of those before it (its pivot is
    at most 10^-12 of its variance) has an ``x`` of nothing.

    >>> solved([[2.0, 0.0], [0.0, 4.0]], [1.0, 1.0]), solved([[1.0, 1.0], [1.0, 1.0]], [3.0, 3.0])
    ([0.5, 0.25], [3.0, 0.0])
    """
    rows = [[*row, value] for row, value in zip(matrix, wanted, strict=True)]
    count = len(rows)
    kept = [place for place in range(count) if _eliminate(rows, place, matrix[place][place])]
    found = [0.0] * count
    for place in reversed(kept):
        row = rows[place]
        known = fsum(row[other] * found[other] for other in kept if other > place)
        found[place] = (row[count] - known) / row[place]
    return found


def _eliminate(rows: list[list[float]], place: int, variance: float) -> bool:
    """Takes a row out of those below it; False where its pivot is nothing."""
    pivot = rows[place]
    if pivot[place] <= TINY * variance:
        return False
    for row in rows[place + 1 :]:
        factor = row[place] / pivot[place]
        row[:] = [mine - factor * other for mine, other in zip(row, pivot, strict=True)]
    return True
