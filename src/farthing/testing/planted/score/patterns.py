"""Precision and recall of signals, and how many there are where there should be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.testing.planted.score.intervals import Clusters, Interval, rate_max
from farthing.testing.planted.score.tally import tally

if TYPE_CHECKING:
    from farthing.testing.planted.labels import Truth
    from farthing.testing.planted.score.detections import Detections

BARS = 1_000
"""Bars that a rate is told for."""


def score_patterns(truth: Truth, found: Detections) -> pl.DataFrame:
    """One row a pattern and side, and a last one over all, as `score_events` has them.

    A signal finds the pattern of its name and side that began within three bars of it. Where a
    structure fails, and where there is none, there is no pattern: signals there are false.

    Args:
        truth: the labels.
        found: what was detected in these cases.
    """
    labels = truth.patterns.rename({"pattern": "name"})
    return tally(labels, found.signals.rename({"pattern": "name"}), truth.cases).table()


def signals_by_kind(truth: Truth, found: Detections) -> pl.DataFrame:
    """One row a kind: `cases`, `bars` (after the warmup), `signals`, and these a thousand bars."""
    counted = _after_warmup(truth, found).group_by("case").len("signals")
    return (
        truth.cases.join(counted, on="case", how="left")
        .group_by("kind")
        .agg(
            cases=pl.len(),
            bars=(pl.col("bars") - pl.col("warmup")).sum(),
            signals=pl.col("signals").fill_null(0).sum(),
        )
        .with_columns(per_thousand=BARS * pl.col("signals") / pl.col("bars"))
        .sort("kind")
    )


def _after_warmup(truth: Truth, found: Detections) -> pl.DataFrame:
    cases = truth.cases.select("case", "warmup")
    return found.signals.join(cases, on="case").filter(pl.col("at") >= pl.col("warmup"))


@dataclass(frozen=True, slots=True)
class FalseSignals:
    """Signals where there are only random walks.

    Args:
        bars: bars in all.
        signals: signals in all, each of them false.
        per_thousand: these for a thousand bars.
        per_thousand_max: the upper bound of that rate at 95 % (one-sided), if they come
            independently.
    """

    bars: int
    signals: int
    per_thousand: float
    per_thousand_max: float


def false_signals(truth: Truth, found: Detections) -> FalseSignals:
    """The rate of signals on cases without anything to find: `walks`, or blocks of real bars.

    Args:
        truth: the labels.
        found: what was detected in these cases.
    """
    bars = int((truth.cases["bars"] - truth.cases["warmup"]).sum())
    count = _after_warmup(truth, found).height
    return FalseSignals(bars, count, BARS * count / bars, BARS * rate_max(count) / bars)


def shuffled_share(truth: Truth, genuine: Detections, after: Detections) -> Interval:
    """Signals that are left when the volume is shuffled, as a share of the genuine ones.

    A detector that heeds volume loses most of them. None where there are no genuine signals; the
    interval is of a bootstrap over the cases.

    Args:
        truth: the labels of the genuine cases.
        genuine: what was detected in them.
        after: what was detected in the same cases with their volume shuffled.
    """
    numbers = truth.cases.get_column("case")
    left, before = (_by_case(_after_warmup(truth, each), numbers) for each in (after, genuine))
    return Clusters(len(numbers)).ratio(left, before)


def _by_case(
    signals: pl.DataFrame, numbers: pl.Series
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    counted = dict(signals.group_by("case").len().iter_rows())
    return np.array([counted.get(number, 0) for number in numbers], dtype=np.int64)
