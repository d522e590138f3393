"""The bootstrap interval, as a cross-check of the exact one."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RESAMPLES = 1999
SEED = 20_240_229
"""The same on every run: a verdict must not depend on a coin."""
BATCH_VALUES = 2_000_000
"""Walsh averages that are held at a time."""


def bca_interval(
    effects: Sequence[float], confidence: float = CONFIDENCE, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """The bias-corrected and accelerated bootstrap interval of the Hodges-Lehmann estimate.

    None where it is not defined: for a single effect, and where leaving out any one effect changes
    nothing although the effects differ.

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", section 14.3; by scipy.

    >>> bca_interval([0.1, 0.1, 0.1])
    (0.1, 0.1)
    """
    values = np.asarray(effects, dtype=np.float64)
    if len(values) < 2:
        return None
    if values.min() == values.max():
        return float(values[0]), float(values[0])
    pairs = len(values) * (len(values) + 1) // 2
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what it warns of ends in NaN, which is looked for below
        found = need("scipy.stats").bootstrap(
            (values,), _centres, confidence_level=confidence, n_resamples=resamples,
            batch=max(1, BATCH_VALUES // pairs), method="BCa", vectorized=True,
            rng=np.random.default_rng(SEED),
        ).confidence_interval  # fmt: skip
    low, high = float(found.low), float(found.high)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _centres(samples: NDArray[np.float64], axis: int = -1) -> Any:
    """The Hodges-Lehmann estimates of many samples at once."""
    samples = np.moveaxis(samples, axis, -1)
    first, second = np.triu_indices(samples.shape[-1])
    return np.median(samples[..., first] / 2 + samples[..., second] / 2, axis=-1)
