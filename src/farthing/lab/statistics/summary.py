"""The plain figures of some numbers, beside the paired estimate."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need
from farthing.lab.results.comparison import Summary

if TYPE_CHECKING:
    from collections.abc import Sequence


def summarise(values: Sequence[float], confidence: float = CONFIDENCE) -> Summary:
    """Mean, median, standard deviation, extremes, and Student's t interval of the mean.

    Args:
        values: one number a process, seconds.
        confidence: of the t interval.

    Raises:
        ConfigurationError: there are no values.

    >>> summarise([0.1, 0.3, 0.2]).median
    0.2
    """
    if not values:
        raise ConfigurationError("there are no values to summarise: at least one is needed")
    count, mean = len(values), statistics.fmean(values)
    deviation = low = high = None
    if count > 1:
        deviation = statistics.stdev(values)
        quantile = float(need("scipy.stats").t.ppf((1 + confidence) / 2, count - 1))
        half = quantile * deviation / count**0.5
        low, high = mean - half, mean + half
    return Summary(
        count=count, mean=mean, median=statistics.median(values), standard_deviation=deviation,
        minimum=min(values), maximum=max(values), low=low, high=high,
    )  # fmt: skip
