"""How much a result depends on the last digit of its parameters: plateaus, spikes and cliffs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError, TooFewTrials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Point = tuple[int, ...]

CLIFF_SHARE = 0.5
"""A single step that loses this share of what the best has above the median is a cliff."""

STEPS_LEAST = 3
"""Values of a parameter that are needed to tell a plateau from a spike."""


@dataclass(frozen=True, slots=True)
class Cliff:
    """Two neighbours of which one is much worse.

    Attributes:
        high: parameters of the better one.
        low: parameters of the worse one.
        fall: from one to the other, as a share of what the best has above the median; None where
            the worse one has no score.
    """

    high: dict[str, Any]
    low: dict[str, Any]
    fall: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How scores change with one or two parameters.

    Attributes:
        best: parameters of the best score.
        score: the best score.
        stability: the share of what the best has above the median that its neighbours have on
            average: 1 on a plateau, 0 where it is a spike, below 0 where neighbours are worse than
            the median. None where the best is the median, or no neighbour has a score.
        cliffs: steepest first.
        undefined: how many scores are not defined.
    """

    best: dict[str, Any]
    score: float
    stability: float | None
    cliffs: tuple[Cliff, ...]
    undefined: int


def sensitivity(values: Mapping[str, Sequence[Any]], scores: ArrayLike) -> Sensitivity:
    """Looks at the neighbours of each trial of a grid.

    Args:
        values: of one or two parameters, in their order.
        scores: one for each value, or first parameter x second; more is better; NaN or None is not
            defined.

    Raises:
        TooFewTrials: a parameter has fewer than 3 values, or no score is defined.
        ConfigurationError: there are not one or two parameters, or not as many scores.

    >>> found = sensitivity({"fast": [5, 10, 15, 20, 25]}, [0.0, 0.1, 1.1, 0.0, 0.1])
    >>> found.best, found.stability < 0.0, [cliff.low for cliff in found.cliffs]
    ({'fast': 15}, True, [{'fast': 20}, {'fast': 10}])
    """
    grid = np.array(scores, dtype=np.float64)
    _check(values, grid)
    is_known = np.isfinite(grid)
    if not is_known.any():
        raise TooFewTrials(f"none of {grid.size} scores is a finite number: there is no best one")
    place = tuple(int(at) for at in np.unravel_index(np.nanargmax(_known(grid)), grid.shape))
    best, median = float(grid[place]), float(np.median(grid[is_known]))
    beside = [grid[at] for at in _neighbours(place, grid.shape) if is_known[at]]
    above = best - median
    stability = (float(np.mean(beside)) - median) / above if beside and above > 0.0 else None
    return Sensitivity(
        best=_parameters(values, place),
        score=best,
        stability=stability,
        cliffs=_cliffs(values, grid, above),
        undefined=int((~is_known).sum()),
    )


def _check(values: Mapping[str, Sequence[Any]], grid: NDArray[np.float64]) -> None:
    if len(values) not in (1, 2):
        raise ConfigurationError(
            f"{len(values)} parameters: sensitivity is of one or two, with all others fixed"
        )
    shape = tuple(len(each) for each in values.values())
    for name, each in values.items():
        if len(each) < STEPS_LEAST:
            raise TooFewTrials(
                f"{name} has {len(each)} values, fewer than {STEPS_LEAST}: a plateau and a spike "
                "look alike; try more"
            )
    if grid.shape != shape:
        raise ConfigurationError(
            f"scores have the shape {grid.shape} and values {shape}: give one score for each"
        )


def _known(grid: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(grid), grid, np.nan)


def _neighbours(place: Point, shape: Point) -> Iterator[Point]:
    """One step of one parameter away."""
    for axis, size in enumerate(shape):
        for step in (-1, 1):
            if 0 <= place[axis] + step < size:
                yield (*place[:axis], place[axis] + step, *place[axis + 1 :])


def _parameters(values: Mapping[str, Sequence[Any]], place: Point) -> dict[str, Any]:
    return {name: each[at] for (name, each), at in zip(values.items(), place, strict=True)}


def _cliffs(
    values: Mapping[str, Sequence[Any]], grid: NDArray[np.float64], above: float
) -> tuple[Cliff, ...]:
    """Steps from each trial to a neighbour that is much worse."""
    found = []
    if above <= 0.0:
        return ()
    for high in product(*(range(size) for size in grid.shape)):
        for low in _neighbours(high, grid.shape):
            fall = (grid[high] - grid[low]) / above
            is_lost = np.isfinite(grid[high]) and not np.isfinite(grid[low])
            if is_lost or fall >= CLIFF_SHARE:
                told = None if is_lost else float(fall)
                found.append(Cliff(_parameters(values, high), _parameters(values, low), told))
    found.sort(key=lambda cliff: -(cliff.fall if cliff.fall is not None else np.inf))
    return tuple(found)
