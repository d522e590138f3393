"""Measures the detector: by level of noise, on random walks, and on shuffled volume."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from farthing.testing.accuracy.told import detections
from farthing.testing.planted import NOISES, SEED, cases, walks
from farthing.testing.planted.score import (
    evaluate,
    evaluate_false_signals,
    evaluate_shuffled,
)
from farthing.wyckoff import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

NOISE = "moderate"
"""The level that requirements are stated for."""

Result = dict[str, Any]
"""What was measured, as a JSON document has it."""


def measure(
    count: int,
    walk_bars: int,
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    noises: Iterable[str] = tuple(NOISES),
    seed: int = SEED,
) -> Result:
    """Scores of the detector with one setting.

    Args:
        count: cases of each level of noise.
        walk_bars: bars of random walks.
        parameters: values that differ from the table's.
        noises: levels; the moderate one is always measured.
        seed: of the cases; the one that detectors are tuned with, unless told otherwise.

    >>> found = measure(2, 500, noises=())
    >>> found["cases"], list(found["noises"]), found["walks"]["bars"] > 500
    (2, ['moderate'], True)
    """
    told = Parameters.of(parameters)
    detector = partial(detections, parameters=told)
    levels = [level for level in NOISES if level == NOISE or level in set(noises)]
    rate = evaluate_false_signals(detector, walks(seed, walk_bars))
    left = evaluate_shuffled(detector, cases(seed, count, NOISE), seed)
    return {
        "seed": seed,
        "cases": count,
        "parameters": told.described(),
        "noises": {level: _level(count, seed, level, told) for level in levels},
        "walks": {
            "bars": rate.bars,
            "signals": rate.signals,
            "per_thousand": rate.per_thousand,
            "per_thousand_max": rate.per_thousand_max,
        },
        "shuffled": left._asdict(),
    }


def _level(count: int, seed: int, noise: str, parameters: Parameters) -> Result:
    made = list(cases(seed, count, noise))
    scores = evaluate(partial(detections, parameters=parameters), made)
    every = partial(detections, parameters=parameters, is_validated=False)
    return {
        "events": _rows(scores.events, "name", "side"),
        "ranges": scores.ranges.row(0, named=True),
        "phases": _rows(scores.phases, "phase"),
        "patterns": _rows(scores.patterns, "name", "side"),
        "candidates": _rows(evaluate(every, made).patterns, "name", "side"),
        "kinds": _rows(scores.kinds, "kind"),
    }


def _rows(frame: pl.DataFrame, *keys: str) -> dict[str, dict[str, Any]]:
    """Rows by their name; such as `ar long`, and `all`."""
    named = {" ".join(row[key] for key in keys): row for row in frame.iter_rows(named=True)}
    return {name.removesuffix(" both"): row for name, row in named.items()}
