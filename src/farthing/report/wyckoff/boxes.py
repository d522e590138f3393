"""The point and figure chart of a range, with its count, as geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.decimals import canonical
from farthing.wyckoff.figure import point_and_figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.report.wyckoff.view import View
    from farthing.wyckoff.figure import Column

CELL = 16
"""Units of a box across and down, as long as there is room."""

WIDTH_MOST, EDGE = 1100, 70

Point = tuple[float, float]

HALF = 0.34
"""Half of a mark, as a share of its box."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """A point and figure chart.

    Attributes:
        rises: the X of rising columns, as a path.
        falls: the O of falling ones: middles.
        line: how far down the line of the count is.
        prices: words at heights.
    """

    rises: str
    falls: tuple[tuple[float, float], ...]
    radius: float
    line: float
    prices: tuple[tuple[float, str], ...]
    width: float
    height: float
    edge: int
    columns: int
    about: str


def boxes(view: View) -> Boxes | None:
    """The chart of the last range that was counted; none where none was."""
    counted = view.signals or view.refusals
    if not counted or view.range is None:
        return None
    last = max(counted, key=lambda row: row["known_bar"])
    begin, known = view.range["bar"], last["known_bar"]
    if begin < view.first:
        return None
    bars = slice(begin - view.first, known - view.first + 1)
    factor = float(view.factors[known])
    _, high, low, _ = view.prices
    size = float(last["box"])
    chart = point_and_figure(high[bars] / factor, low[bars] / factor, box=size)
    bottom = min(float(column.low) for column in chart)
    top = max(float(column.high) for column in chart)
    rows = round((top - bottom) / size) + 1
    cell = min(CELL, WIDTH_MOST / len(chart))

    def y(price: float) -> float:
        return (rows - 0.5 - round((price - bottom) / size)) * cell

    rises, falls = _marks(chart, size, y, cell)
    line = float(last["count_line"])
    return Boxes(
        rises=rises,
        falls=falls,
        radius=cell * HALF,
        line=y(min(max(line, bottom), top)),
        prices=tuple(
            (y(bottom + row * size), f"{bottom + row * size:,.2f}") for row in _some(rows)
        ),
        width=EDGE + len(chart) * cell,
        height=rows * cell,
        edge=EDGE,
        columns=len(chart),
        about=(
            f"{last['columns']} columns of boxes of {canonical(last['box']):f}, three to a "
            f"reversal: a count of {canonical(last['count']):f}"
        ),
    )


def _marks(
    chart: list[Column], size: float, y: Callable[[float], float], cell: float
) -> tuple[str, tuple[Point, ...]]:
    """The X of rising columns as a path, and the middles of the O of falling ones."""
    found: dict[bool, list[Point]] = {True: [], False: []}
    for number, column in enumerate(chart):
        low, x = float(column.low), EDGE + (number + 0.5) * cell
        count = round((float(column.high) - low) / size) + 1
        found[column.is_rising] += [(x, y(low + box * size)) for box in range(count)]
    return "".join(_cross(x, at, cell * HALF) for x, at in found[True]), tuple(found[False])


def _some(rows: int) -> range:
    return range(0, rows, max(1, rows // 8))


def _cross(x: float, y: float, half: float) -> str:
    return (
        f"M{x - half:.1f} {y - half:.1f}l{2 * half:.1f} {2 * half:.1f}"
        f"M{x - half:.1f} {y + half:.1f}l{2 * half:.1f} -{2 * half:.1f}"
    )
