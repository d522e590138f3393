"""The heat map of two parameters: the best of all trials in each cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.optimise.study import first
from farthing.report import text
from farthing.report.charts import Scale
from farthing.report.study.axis import shown
from farthing.report.text import tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from farthing.optimise.objective import Number
    from farthing.optimise.trial import Trial
    from farthing.report.study.ended import Ended

CELLS_MOST = 12
"""Rows and columns at most; of more values neighbours share one."""

RANGES = 9
"""About so many rows or columns there are where neighbours share one; they end at round numbers."""

SIGNIFICANT, DIGITS_MOST = 3, 6
"""Digits of the largest number, from its first one on; and behind the point at most."""

ROOM, LETTER, PADDING = 780, 7.5, 16
"""Pixels that cells of a row have on a wide page, that a letter takes, and around it."""

STEPS = 5
"""Shades; the strongest is that of the best fifth of the cells."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The best trial of a cell: its objective, a class for its shade, and words."""

    words: str
    shade: str
    hint: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Two parameters, what rows and columns are, and a cell for each pair; None where none is.

    ``is_bare`` where numbers would not fit beside each other: shades alone are drawn then.
    """

    down: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    is_bare: bool


def heat(ended: Ended, ranked: Sequence[str]) -> Heat | None:
    """The heat map of the two parameters that explain most; None where there are not two.

    Args:
        ended: trials.
        ranked: names of parameters, the most important first.
    """
    names = _two(ended, ranked)
    both = [each for each in ended.trials if all(name in each.parameters for name in names)]
    if not both or len(names) < 2:
        return None
    rows, columns = (_groups(both, name) for name in names)
    trials: dict[tuple[int, int], list[Trial]] = {}
    for each in both:
        down, across = (each.parameters[name] for name in names)
        trials.setdefault((rows.place(down), columns.place(across)), []).append(each)
    cells = _cells(trials, 1 if ended.study.objectives[0].direction == "max" else -1)
    is_bare = _is_bare(columns.names, cells)
    return Heat(names[0], names[1], columns.names, _rows(rows, columns, cells), is_bare)


def _is_bare(columns: tuple[str, ...], cells: dict[tuple[int, int], Cell]) -> bool:
    """Whether the longest number or name is too long to stand in each column."""
    widest = max(len(each) for each in (*columns, *(one.words for one in cells.values())))
    return len(columns) * (widest * LETTER + PADDING) > ROOM


def _rows(
    rows: _Groups, columns: _Groups, cells: dict[tuple[int, int], Cell]
) -> tuple[tuple[str, tuple[Cell | None, ...]], ...]:
    every = range(len(columns.names))
    return tuple(
        (name, tuple(cells.get((row, column)) for column in every))
        for row, name in enumerate(rows.names)
    )


def _two(ended: Ended, ranked: Sequence[str]) -> list[str]:
    """The two parameters of the map; less where less were tried."""
    tried = [each.name for each in ended.axes()]
    return [*filter(tried.__contains__, ranked), *(n for n in tried if n not in ranked)][:2]


def _cells(trials: dict[tuple[int, int], list[Trial]], sign: int) -> dict[tuple[int, int], Cell]:
    """The best trial of each cell; ``sign`` is 1 where more is better, else -1."""
    tops = {
        place: max(some, key=lambda each: (sign * first(each), -each.number))
        for place, some in trials.items()
    }
    figure = _figures([first(top) for top in tops.values()])
    order = np.sort([sign * float(first(each)) for each in tops.values()])
    return {
        place: Cell(
            figure(first(top)), _shade(order, sign * float(first(top))), _hint(top, trials[place])
        )
        for place, top in tops.items()
    }


@dataclass(frozen=True, slots=True)
class _Groups:
    """Values side by side, or ranges of them."""

    names: tuple[str, ...]
    values: tuple[Any, ...]
    edges: tuple[float, ...]

    def place(self, value: Any) -> int:
        """The group of a value."""
        if self.edges:
            return int(np.searchsorted(self.edges, float(value), side="right"))
        return self.values.index(value)


def _groups(trials: Sequence[Trial], name: str) -> _Groups:
    values = {each.parameters[name] for each in trials}
    if any(isinstance(value, (str, bool)) for value in values):
        choices = tuple(sorted(values, key=str))
        return _Groups(tuple(map(str, choices)), choices, ())
    ordered: tuple[Any, ...] = tuple(sorted(values))
    if len(ordered) <= CELLS_MOST:
        return _Groups(tuple(map(shown, ordered)), ordered, ())
    is_whole = all(isinstance(value, int) for value in ordered)
    scale = Scale.around(float(ordered[0]), float(ordered[-1]), RANGES, whole=is_whole)
    largest = max(abs(scale.ticks[0]), abs(scale.ticks[-1]))
    ends = list(scale.ticks[1:])
    if is_whole:  # a range ends before the next one begins; the last one has the largest value
        ends = [*(end - 1 for end in ends[:-1]), max(ends[-1] - 1, ordered[-1])]
    names = tuple(
        _range(*(tick(end, scale.step, largest) for end in (low, Decimal(high))))
        for low, high in zip(scale.ticks, ends, strict=False)
    )
    return _Groups(names, ordered, tuple(map(float, scale.ticks[1:-1])))


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _figures(tops: Iterable[Number]) -> Callable[[Number], str]:
    """How cells write their numbers: what is exact as it is, floats with the same digits all."""
    largest = max((abs(each) for each in tops if isinstance(each, float)), default=0.0)
    digits = max(0, SIGNIFICANT - 1 - math.floor(math.log10(largest))) if largest else 0

    def figure(value: Number) -> str:
        if isinstance(value, float):
            return text.number(value, min(digits, DIGITS_MOST))
        return shown(value)

    return figure


def _shade(order: Any, value: float) -> str:
    """The class of a value, by its rank among the cells."""
    rank = int(np.searchsorted(order, value, side="right"))
    return f"heat-{-(-rank * STEPS // len(order))}"


def _hint(top: Trial, trials: list[Trial]) -> str:
    told = ", ".join(f"{name} {shown(value)}" for name, value in top.parameters.items())
    many = f"best of {len(trials):,} trials" if len(trials) > 1 else "one trial"
    return f"{many}: number {top.number:,}, {told}"
