"""Precision and recall of trading ranges, as they were known on the day of the breakout."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from farthing.testing.planted.score.intervals import Clusters

if TYPE_CHECKING:
    from farthing.testing.planted.labels import Truth
    from farthing.testing.planted.score.detections import Detections

OVERLAP = 0.5
"""Intersection over union that is asked for, in time and in price."""


class Span(NamedTuple):
    """A range as it was known at some time."""

    start: int
    end: int
    support: int
    resistance: int
    known_at: int


def score_ranges(truth: Truth, found: Detections) -> pl.DataFrame:
    """One row: `labels`, `found`, `detections`, precision and recall with intervals.

    A range is found by one detection whose last row known at or before the bar of the breakout
    overlaps it by half in time and by half in price (intersection over union). Any other detected
    range is false, wherever it is.

    Args:
        truth: the labels.
        found: what was detected in these cases; ranges that end in a case's warmup are left out.
    """
    numbers = truth.cases.get_column("case").to_list()
    detected = _detected(truth, found)
    labelled: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for row in truth.ranges.iter_rows(named=True):
        span = Span(row["start"], row["end"], row["support"], row["resistance"], 0)
        labelled[row["case"]].append((span, row["breakout"]))
    hits = np.array([_found(labelled[each], detected[each]) for each in numbers], dtype=np.int64)
    labels = np.array([len(labelled[each]) for each in numbers], dtype=np.int64)
    detections = np.array([len(detected[each]) for each in numbers], dtype=np.int64)
    clusters = Clusters(len(numbers))
    row = {"labels": labels.sum(), "found": hits.sum(), "detections": detections.sum()}
    for name, under in (("precision", detections), ("recall", labels)):
        bounds = clusters.ratio(hits, under)
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), bounds, strict=True))
    return pl.DataFrame([row], schema=TABLE)


TABLE = pl.Schema(
    {
        **dict.fromkeys(("labels", "found", "detections"), pl.Int64),
        **{
            f"{share}{bound}": pl.Float64
            for share in ("precision", "recall")
            for bound in ("", "_low", "_high")
        },
    }
)


def _detected(truth: Truth, found: Detections) -> dict[int, list[list[Span]]]:
    """By case, each range with what was known of it, first to last."""
    frame = found.ranges
    if "range" not in frame.columns:
        frame = frame.with_row_index("range")
    frame = frame.join(truth.cases.select("case", "warmup"), on="case")
    frame = frame.filter(pl.col("end") >= pl.col("warmup")).sort("known_at", maintain_order=True)
    rows: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for row in frame.select("case", "range", *Span._fields).iter_rows():
        rows[row[0], row[1]].append(Span(*row[2:]))
    cases: dict[int, list[list[Span]]] = defaultdict(list)
    for (case, _), spans in rows.items():
        cases[case].append(spans)
    return cases


def _found(labels: list[tuple[Span, int]], detected: list[list[Span]]) -> int:
    """How many labels are found: a structure has one range, the first that fits is its own."""
    free = list(range(len(detected)))
    hits = 0
    for label, breakout in labels:
        fits = [each for each in free if _fits(label, breakout, detected[each])]
        if fits:
            free.remove(fits[0])
            hits += 1
    return hits


def _fits(label: Span, breakout: int, spans: list[Span]) -> bool:
    known = [span for span in spans if span.known_at <= breakout]
    return bool(known) and overlaps(label, known[-1])


def overlaps(one: Span, other: Span) -> bool:
    """Whether two ranges overlap by half, in time and in price.

    >>> overlaps(Span(10, 49, 100, 200, 0), Span(30, 49, 100, 200, 0))
    True
    >>> overlaps(Span(10, 49, 100, 200, 0), Span(31, 49, 100, 200, 0))
    False
    """
    time = _share((one.start, one.end + 1), (other.start, other.end + 1))
    price = _share((one.support, one.resistance), (other.support, other.resistance))
    return time >= OVERLAP and price >= OVERLAP


def _share(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    whole = max(one[1], other[1]) - min(one[0], other[0])
    return common / whole if common > 0 else 0.0
