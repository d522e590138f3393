"""How many bars were given their phase, at last and as known on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.testing.planted.score.intervals import Clusters

if TYPE_CHECKING:
    from farthing.testing.planted.labels import Truth
    from farthing.testing.planted.score.detections import Detections

SAID = {"at_last": "phase_at_last", "on_the_day": "phase_on_the_day"}


def score_phases(truth: Truth, found: Detections) -> pl.DataFrame:
    """One row a phase, and a last one over all: `bars`, and the shares `at_last` and `on_the_day`.

    Bars from a structure's climax on have a phase. One of the phases that can be defended for a bar
    is right; none said, or said of no row, is wrong. Intervals of 95 % come from a bootstrap over
    cases.

    Args:
        truth: the labels.
        found: what was detected in these cases.
    """
    said = found.phases.unique(("case", "bar"), keep="last", maintain_order=True)
    right = truth.phases.join(said, on=("case", "bar"), how="left").with_columns(
        _right(column).alias(name) for name, column in SAID.items()
    )
    numbers = truth.cases.get_column("case").to_list()
    places = {number: place for place, number in enumerate(numbers)}
    clusters = Clusters(len(numbers))
    phases = sorted(set(right.get_column("phase")))
    rows = [_row(each, right.filter(pl.col("phase") == each), places, clusters) for each in phases]
    return pl.DataFrame([*rows, _row("all", right, places, clusters)], schema=TABLE)


TABLE = pl.Schema(
    {
        "phase": pl.String,
        "bars": pl.Int64,
        **{f"{name}{bound}": pl.Float64 for name in SAID for bound in ("", "_low", "_high")},
    }
)


def _right(column: str) -> pl.Expr:
    said = pl.col(column).fill_null("")
    defended = pl.col("also").str.contains(said, literal=True) & (said != "")
    return (said == pl.col("phase")) | defended


def _row(
    phase: str, bars: pl.DataFrame, places: dict[int, int], clusters: Clusters
) -> dict[str, object]:
    row: dict[str, object] = {"phase": phase, "bars": bars.height}
    told = bars.group_by("case").agg(pl.len(), *(pl.col(name).sum() for name in SAID))
    under = np.zeros(len(places), np.int64)
    rows = np.array([places[case] for case in told.get_column("case")], dtype=np.int64)
    under[rows] = told.get_column("len").to_numpy()
    for name in SAID:
        over = np.zeros(len(places), np.int64)
        over[rows] = told.get_column(name).to_numpy()
        row |= dict(
            zip((name, f"{name}_low", f"{name}_high"), clusters.ratio(over, under), strict=True)
        )
    return row
