"""Runs a detector over cases and scores what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.testing.planted.labels import gather
from farthing.testing.planted.mixture import GENUINE
from farthing.testing.planted.negatives import shuffled
from farthing.testing.planted.score.detections import Detections, together
from farthing.testing.planted.score.events import score_events
from farthing.testing.planted.score.patterns import (
    FalseSignals,
    false_signals,
    score_patterns,
    shuffled_share,
    signals_by_kind,
)
from farthing.testing.planted.score.phases import score_phases
from farthing.testing.planted.score.ranges import score_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl

    from farthing.testing.planted.planting import Case
    from farthing.testing.planted.score.intervals import Interval

    Detector = Callable[[Case], Detections]


@dataclass(frozen=True, slots=True)
class Scores:
    """The tables of the five functions that score."""

    events: pl.DataFrame
    ranges: pl.DataFrame
    phases: pl.DataFrame
    patterns: pl.DataFrame
    kinds: pl.DataFrame


def evaluate(detector: Detector, cases: Iterable[Case]) -> Scores:
    """The scores of a detector over cases of one level of noise.

    Args:
        detector: told a case without its labels, it gives what it finds in `case.bars`.
        cases: at least one.

    >>> from farthing.testing.planted import cases
    >>> scores = evaluate(lambda case: Detections(), cases(seed=1, count=2))
    >>> scores.events.select("name", "labels", "recall").row(-1)
    ('all', 16, 0.0)
    """
    every = list(cases)
    truth = gather(case.truth for case in every)
    found = together(detector(case.blind()) for case in every)
    return Scores(
        score_events(truth, found),
        score_ranges(truth, found),
        score_phases(truth, found),
        score_patterns(truth, found),
        signals_by_kind(truth, found),
    )


def evaluate_false_signals(detector: Detector, cases: Iterable[Case]) -> FalseSignals:
    """The rate of a detector's signals where nothing is planted: `walks(seed, 50_000)`.

    Args:
        detector: as for `evaluate`.
        cases: at least one.
    """
    every = list(cases)
    truth = gather(case.truth for case in every)
    return false_signals(truth, together(detector(case.blind()) for case in every))


def evaluate_shuffled(detector: Detector, cases: Iterable[Case], seed: int) -> Interval:
    """What is left of a detector's signals on genuine structures once their volume is shuffled.

    Args:
        detector: as for `evaluate`.
        cases: of which the genuine ones are taken.
        seed: of the shuffles.
    """
    genuine = [case for case in cases if case.kind in GENUINE]
    truth = gather(case.truth for case in genuine)
    before = together(detector(case.blind()) for case in genuine)
    after = together(detector(shuffled(case, seed).blind()) for case in genuine)
    return shuffled_share(truth, before, after)
