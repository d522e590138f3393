"""Whether the windows of a walk forward choose the same parameters again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Stability:
    """How steadily one parameter was chosen.

    Attributes:
        name: of the parameter.
        chosen: its value in each window.
        agreement: share of windows that chose the value which was chosen most.
        changes: share of windows that chose another value than the one before; None of one window.
        travel: mean step from window to window, as a share of the range that was tried; None of
            one window, and of values that are no numbers or all the same.
    """

    name: str
    chosen: tuple[Any, ...]
    agreement: float
    changes: float | None
    travel: float | None


def stability_of(
    chosen: Sequence[Mapping[str, Any]], tried: Mapping[str, Sequence[Any]]
) -> tuple[Stability, ...]:
    """How steadily each parameter was chosen.

    Args:
        chosen: parameters of each window.
        tried: all values of each parameter.

    >>> found = stability_of([{"fast": 5}, {"fast": 5}, {"fast": 9}], {"fast": [5, 9, 13]})
    >>> found[0].agreement == 2 / 3, found[0].changes, found[0].travel
    (True, 0.5, 0.25)
    """
    return tuple(
        _stability(name, [window.get(name) for window in chosen], values)
        for name, values in tried.items()
    )


def _stability(name: str, chosen: Sequence[Any], tried: Sequence[Any]) -> Stability:
    steps = list(pairwise(chosen))
    most = Counter(map(repr, chosen)).most_common(1)[0][1]
    changes = sum(one != other for one, other in steps) / len(steps) if steps else None
    return Stability(name, tuple(chosen), most / len(chosen), changes, _travel(steps, tried))


def _travel(steps: Sequence[tuple[Any, Any]], tried: Sequence[Any]) -> float | None:
    values = [each for each in tried if not isinstance(each, bool)]
    if not steps or len(values) < len(tried):
        return None
    try:
        numbers = [float(each) for each in values if not isinstance(each, str)]
        moves = [abs(float(other) - float(one)) for one, other in steps]
    except (TypeError, ValueError):  # a choice that is no number, such as a name or None
        return None
    reach = max(numbers, default=0.0) - min(numbers, default=0.0)
    return sum(moves) / len(moves) / reach if reach > 0.0 else None
