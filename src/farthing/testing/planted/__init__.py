"""Markets of planted truth: Wyckoff structures whose events, ranges and phases are known.

A detector is told the bars of a case and says what it finds; `farthing.testing.planted.score` holds
that to the labels. Nothing here knows any detector or its parameters. See docs/wyckoff/planted.md.

>>> from farthing.testing.planted import cases
>>> first = next(cases(seed=1, count=1))
>>> first.truth.events.filter("scored")["event"].to_list()
['ps', 'sc', 'ar', 'st', 'spring', 'test', 'sos', 'bu']
"""

from __future__ import annotations

from farthing.testing.planted.drawings import DRAWN
from farthing.testing.planted.labels import Truth, gather
from farthing.testing.planted.mixture import (
    GENUINE,
    HELD_OUT_SEED,
    MIXTURE,
    SEED,
    case,
    cases,
    walks,
)
from farthing.testing.planted.negatives import bootstrapped, shuffled, walk
from farthing.testing.planted.noise import NOISES, Noise
from farthing.testing.planted.planting import Case, planted, ratios
from farthing.testing.planted.region import HELD_OUT, OPEN, Region

__all__ = [
    "Case",
    "DRAWN",
    "GENUINE",
    "HELD_OUT",
    "HELD_OUT_SEED",
    "MIXTURE",
    "NOISES",
    "Noise",
    "OPEN",
    "Region",
    "SEED",
    "Truth",
    "bootstrapped",
    "case",
    "cases",
    "gather",
    "planted",
    "ratios",
    "shuffled",
    "walk",
    "walks",
]
