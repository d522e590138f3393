"""How much of an objective's spread each parameter explains by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.optimise.study import first

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.optimise.study import Study

GROUPS_MOST = 10
"""Groups of values into which a parameter is divided at most."""


def importance(study: Study) -> dict[str, float]:
    """The share of the objective's variance that the means of a parameter's values explain.

    Trials are put into groups by the value of a parameter, ten of equal size where it has more
    values than that; a trial in which it does not exist is in a group of its own. The share is
    epsilon squared (Kelley, 1935): what groups would explain by chance alone is taken off, and
    nothing is left below 0. What two parameters explain together alone, it does not see; and
    trials that a search has led to one corner say less than those of a grid or of chance.

    Returns:
        Shares from 0 to 1 by name, the largest first; empty where nothing varies.

    >>> from farthing.optimise.study import Study
    >>> importance(Study({"rungs": 1, "space": {"parameters": {"fast": "5:44"}}}, (), ()))
    {}
    """
    trials = [each for each in study.whole if each.same_as is None]
    values = np.array([float(first(each)) for each in trials])
    if len(values) < 3 or not np.ptp(values):
        return {}
    found = {
        name: _explained(values, _groups([each.parameters.get(name) for each in trials]))
        for name in study.manifest["space"]["parameters"]
    }
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _groups(values: list[Any]) -> NDArray[np.int64]:
    """The group of each value."""
    kinds = {value: place for place, value in enumerate(dict.fromkeys(map(repr, values)))}
    if len(kinds) <= GROUPS_MOST:
        return np.array([kinds[repr(value)] for value in values])
    places = {v: n for n, v in enumerate(sorted({v for v in values if v is not None}))}
    ranks = np.array([-1 if value is None else places[value] for value in values])
    known = ranks[ranks >= 0]
    edges = np.quantile(known, np.linspace(0, 1, GROUPS_MOST + 1)[1:-1])
    return np.where(ranks < 0, -1, np.searchsorted(edges, ranks, side="right"))


def _explained(values: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    _, which = np.unique(groups, return_inverse=True)
    count = int(which.max()) + 1
    if not 1 < count < len(values):
        return 0.0
    sizes = np.bincount(which)
    means = np.bincount(which, weights=values) / sizes
    within = float(((values - means[which]) ** 2).sum())
    total = float(((values - values.mean()) ** 2).sum())
    by_chance = (count - 1) * within / (len(values) - count)
    return max(0.0, (total - within - by_chance) / total)
