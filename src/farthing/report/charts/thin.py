"""Which values of a long series a drawing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = 600
"""Columns of a drawing, each with its least and its largest value: as fine as screens show it."""


def extremes(values: NDArray[np.float64], columns: int = COLUMNS) -> NDArray[np.int64]:
    """Places of the values that are drawn: the least and the largest of each column, and both ends.

    No peak and no trough vanishes, which methods that keep the shape alone (LTTB) do not promise.
    A series that is short enough keeps every value. NaN is a gap; a column of gaps stays one.

    Args:
        values: n values, NaN where there is none.
        columns: into how many columns they are drawn.

    Returns:
        At most ``2 * columns + 2`` places, ascending.

    >>> import numpy as np
    >>> extremes(np.array([0.0, 9.0, 1.0, 2.0, -7.0, 3.0, 4.0, 5.0]), columns=2).tolist()
    [0, 1, 4, 7]
    """
    count = len(values)
    if count <= 2 * columns:
        return np.arange(count)
    size = -(-count // columns)
    rows = -(-count // size)
    padded = np.full(rows * size, values[-1])
    padded[:count] = values
    grid = padded.reshape(rows, size)
    gaps = np.isnan(grid)
    least = np.where(gaps, np.inf, grid).argmin(axis=1)
    largest = np.where(gaps, -np.inf, grid).argmax(axis=1)
    begins = np.arange(rows) * size
    return np.unique(np.concatenate([[0, count - 1], begins + least, begins + largest]))
