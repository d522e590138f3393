"""Paths of SVG, in whole units and relative steps, which is the shortest way to write them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from farthing.report.charts.scale import HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WIDTH = 2000
"""Units from the left of a panel to its right."""

DOT = "h1"
"""The shortest step: its ends make a dot. Not every renderer draws the ends of no step at all."""


def line(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """A line through points; NaN is a gap, a point alone is a dot.

    >>> import numpy as np
    >>> line(np.array([0.0, 10, 20, 30]), np.array([5.0, 7, np.nan, 1]))
    'M0 5l10+2M30 1h1'
    >>> line(np.array([0.0, 10, 20, 30]), np.array([5.0, 5, 5, 6]))
    'M0 5l20+0 10+1'
    """
    return "".join(_run(xs, ys) for xs, ys in _runs(x, y))


def area(x: NDArray[np.float64], y: NDArray[np.float64], base: float) -> str:
    """The area between a line and a height; NaN is a gap.

    >>> import numpy as np
    >>> area(np.array([0.0, 10]), np.array([5.0, 7]), 0)
    'M0 5l10+2V0H0z'
    """
    return "".join(f"{_run(xs, ys)}V{round(base)}H{xs[0]}z" for xs, ys in _runs(x, y))


def dots(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """Points that a round stroke makes into dots; those that cover each other are drawn once.

    >>> import numpy as np
    >>> dots(np.array([3.2, 3.1]), np.array([4.0, 4.0]))
    'M3 4h1'
    """
    points = dict.fromkeys(zip(_whole(x), _whole(y), strict=True))
    return "".join(f"M{across} {down}{DOT}" for across, down in points)


def _runs(x: NDArray[np.float64], y: NDArray[np.float64]) -> Iterator[tuple[list[int], list[int]]]:
    """The stretches without gaps."""
    known = np.flatnonzero(np.isfinite(y))
    if not len(known):
        return
    breaks = np.flatnonzero(np.diff(known) > 1) + 1
    for places in np.split(known, breaks):
        yield _bends(_whole(x[places]), _whole(y[places]))


def _bends(x: list[int], y: list[int]) -> tuple[list[int], list[int]]:
    """Points without those in the middle of a level stretch."""
    heights = np.array(y)
    level = np.zeros(len(y), dtype=np.bool_)
    level[1:-1] = (heights[1:-1] == heights[:-2]) & (heights[1:-1] == heights[2:])
    kept = np.flatnonzero(~level).tolist()
    return [x[place] for place in kept], [y[place] for place in kept]


def _run(x: list[int], y: list[int]) -> str:
    if len(x) == 1:
        return f"M{x[0]} {y[0]}{DOT}"
    points = pairwise(zip(x, y, strict=True))
    steps = (f"{right - left}{below - above:+d}" for (left, above), (right, below) in points)
    return f"M{x[0]} {y[0]}l{' '.join(steps)}"


def _whole(values: NDArray[np.float64]) -> list[int]:
    whole: list[int] = np.clip(np.rint(values), -2 * HEIGHT, 2 * WIDTH).astype(np.int64).tolist()
    return whole
