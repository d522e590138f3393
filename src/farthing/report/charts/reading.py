"""What a chart says at a point: the values behind the crosshair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.report.charts.timeline import Timeline

MINUTE_NS = 60 * 10**9
"""Intraday points are told to the minute."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value at each point, written as it is shown, without blanks.

    ``unit`` follows each value.
    """

    name: str
    values: Sequence[str]
    unit: str = ""


@dataclass(frozen=True)
class Reading:
    """The values of a chart at some of its points.

    Args:
        timeline: of the chart.
        places: the k points of it that have values, ascending.
        rows: each with k values.
        marks: point of the timeline and text, ascending: what happened there.
    """

    timeline: Timeline
    places: NDArray[np.int64]
    rows: tuple[Row, ...]
    marks: tuple[tuple[int, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """Everything in plain values, in few bytes.

        Points and times are the differences between them, values one text with blanks between.
        """
        times = self.timeline.times
        when = self.timeline.days if times is None else times // MINUTE_NS
        return {
            "points": len(self.timeline),
            "places": _differences(self.places),
            "unit": "day" if times is None else "minute",
            "when": _differences(when[self.places]),
            "rows": [(row.name, " ".join(row.values), row.unit) for row in self.rows],
            "marks": [[place, int(when[place]), words] for place, words in self.marks],
        }


def _differences(values: NDArray[np.int64]) -> list[int]:
    differences: list[int] = np.diff(values, prepend=0).tolist()
    return differences
