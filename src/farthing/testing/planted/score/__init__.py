"""Scores what a detector finds in planted cases; docs/wyckoff/planted.md defines each number."""

from __future__ import annotations

from farthing.testing.planted.score.detections import Detections, together
from farthing.testing.planted.score.evaluate import (
    Scores,
    evaluate,
    evaluate_false_signals,
    evaluate_shuffled,
)
from farthing.testing.planted.score.events import score_events
from farthing.testing.planted.score.intervals import Interval, wilson
from farthing.testing.planted.score.patterns import (
    FalseSignals,
    false_signals,
    score_patterns,
    shuffled_share,
    signals_by_kind,
)
from farthing.testing.planted.score.phases import score_phases
from farthing.testing.planted.score.ranges import score_ranges
from farthing.testing.planted.score.tally import KNOWN_WITHIN

__all__ = [
    "Detections",
    "FalseSignals",
    "Interval",
    "KNOWN_WITHIN",
    "Scores",
    "evaluate",
    "evaluate_false_signals",
    "evaluate_shuffled",
    "false_signals",
    "score_events",
    "score_patterns",
    "score_phases",
    "score_ranges",
    "shuffled_share",
    "signals_by_kind",
    "together",
    "wilson",
]
