"""The steps that walks are made of: from bar to bar with a memory, and within a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.draw import Draw

    Floats = NDArray[np.float64]

STEPS = 16
"""Prices within a bar."""


def remembered(steps: Floats, memory: float) -> Floats:
    """A mean-reverting walk: a first-order autoregression of deviation 1 in the long run.

    Args:
        steps: numbers of deviation 1.
        memory: the share of a value that is left one step later, below 1.

    >>> remembered(np.array([1.0, 0.0, 0.0]), 0.5).round(3).tolist()
    [0.866, 0.433, 0.217]
    """
    walk = np.empty(len(steps))
    last = 0.0
    for place, step in enumerate((steps * np.sqrt(1.0 - memory**2)).tolist()):
        last = memory * last + step
        walk[place] = last
    return walk


def within_bars(draw: Draw, count: int) -> Floats:
    """The steps within each of so many bars, which add up to a deviation of 1: bars x steps."""
    steps: Floats = draw.normals(count * STEPS).reshape(count, STEPS) / np.sqrt(STEPS)
    return steps
