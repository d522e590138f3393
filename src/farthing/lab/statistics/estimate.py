"""From the effects of blocks to a ratio with its interval."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need
from farthing.lab.results.comparison import Estimate
from farthing.lab.statistics.bootstrap import RESAMPLES, bca_interval
from farthing.lab.statistics.wilcoxon import exact_interval, hodges_lehmann, signed_rank_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.statistics.wilcoxon import Interval


def estimate(
    effects: Sequence[float], confidence: float = CONFIDENCE, *, resamples: int = RESAMPLES
) -> Estimate:
    """How many times the base's time the head takes, with an exact interval and p value.

    Args:
        effects: log ratios, one a block; see ``block_effect``.
        confidence: of the intervals.
        resamples: of the bootstrap that cross-checks; 0 leaves it out.

    Raises:
        ConfigurationError: so few blocks cannot reach the confidence, or an effect is no number.

    >>> found = estimate([0.10, 0.11, 0.12, 0.13, 0.14, 0.15])
    >>> round(found.ratio, 3), round(found.low, 3), round(found.high, 3), found.p_value
    (1.133, 1.105, 1.162, 0.03125)
    """
    for effect in effects:
        if not math.isfinite(effect):
            raise ConfigurationError(f"a block's effect is {effect}: it must be a finite number")
    interval = exact_interval(effects, confidence)
    bootstrapped = bca_interval(effects, confidence, resamples) if resamples else None
    bca_low, bca_high = bootstrapped or (None, None)
    return Estimate(
        ratio=math.exp(hodges_lehmann(effects)),
        low=math.exp(interval.low),
        high=math.exp(interval.high),
        confidence=confidence,
        coverage=interval.coverage,
        blocks=len(effects),
        standard_error=_standard_error(interval, len(effects)),
        p_value=signed_rank_p(effects),
        bca_low=None if bca_low is None else math.exp(bca_low),
        bca_high=None if bca_high is None else math.exp(bca_high),
    )


def _standard_error(interval: Interval, blocks: int) -> float:
    """The one that Student's interval of this width and coverage would have."""
    quantile = float(need("scipy.stats").t.ppf((1 + interval.coverage) / 2, blocks - 1))
    return (interval.high - interval.low) / 2 / quantile
