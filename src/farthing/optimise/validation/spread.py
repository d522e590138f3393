"""What a statistic might as well have been: where resamples of it lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Spread:
    """A statistic and its resamples.

    Attributes:
        name: of the statistic.
        observed: what it is; None where it is not defined.
        low: share ``(1 - confidence) / 2`` of the resamples that have one is at most this; None
            where none has one.
        median: of them.
        high: share ``(1 - confidence) / 2`` of them is at least this.
        confidence: the share of them between low and high.
        resamples: how many there are.
        undefined: how many of them have no such statistic.
    """

    name: str
    observed: float | None
    low: float | None
    median: float | None
    high: float | None
    confidence: float
    resamples: int
    undefined: int


def spread_of(
    name: str,
    observed: float | None,
    values: Iterable[float | None],
    confidence: float = CONFIDENCE,
) -> Spread:
    """Where the resamples of a statistic lie, by their percentiles.

    Source: Efron and Tibshirani, An introduction to the bootstrap, 1993, section 13.3.

    >>> spread_of("mean", 0.5, [0.0, 1.0, 2.0, None], confidence=0.5).low
    0.5
    """
    if not 0.0 < confidence < 1.0:
        raise ConfigurationError(f"confidence {confidence} is not between 0 and 1")
    every = list(values)
    known = np.array([each for each in every if each is not None], dtype=np.float64)
    known = known[np.isfinite(known)]
    outside = (1.0 - confidence) / 2.0
    low, median, high = (
        np.quantile(known, [outside, 0.5, 1.0 - outside]).tolist() if len(known) else [None] * 3
    )
    return Spread(
        name, observed, low, median, high, confidence, len(every), len(every) - len(known)
    )
