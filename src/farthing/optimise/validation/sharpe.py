"""How sure a Sharpe ratio is: of one trial, and of the best of many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError
from farthing.optimise.validation.trials import series_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NORMAL = NormalDist()
EULER = 0.5772156649015329
"""The constant of Euler and Mascheroni, of the largest of many numbers."""

SESSIONS_LEAST = 30
"""With fewer sessions skewness and kurtosis are noise."""


@dataclass(frozen=True, slots=True)
class SharpeEstimate:
    """A Sharpe ratio of one session, and what it was measured from.

    Attributes:
        ratio: mean over deviation of the returns of a session; not annualised.
        sessions: how many.
        skewness: of the returns; 0 for normal ones.
        kurtosis: of the returns; 3 for normal ones.
    """

    ratio: float
    sessions: int
    skewness: float = 0.0
    kurtosis: float = 3.0

    @property
    def deviation(self) -> float | None:
        """The standard error of the ratio; None where the four numbers cannot be those of returns.

        Source: Mertens, Comments on variance of the IID estimator, 2002; Bailey and Lopez de Prado,
        The Sharpe ratio efficient frontier, 2012, equation 8.
        """
        spread = 1.0 - self.skewness * self.ratio + (self.kurtosis - 1.0) / 4.0 * self.ratio**2
        if spread <= 0.0 or self.sessions < 2:
            return None
        return math.sqrt(spread / (self.sessions - 1))

    def probability(self, benchmark: float = 0.0) -> float | None:
        """The probabilistic Sharpe ratio: how sure it is that the true ratio exceeds a benchmark's.

        Args:
            benchmark: a Sharpe ratio of one session.

        Source: Bailey and Lopez de Prado, The Sharpe ratio efficient frontier, 2012, equation 11.

        >>> round(SharpeEstimate(0.458, 24, -2.448, 10.164).probability(), 3)
        0.913
        """
        error = self.deviation
        return None if error is None else NORMAL.cdf((self.ratio - benchmark) / error)

    def sessions_needed(self, benchmark: float = 0.0, confidence: float = 0.95) -> float | None:
        """The shortest record with which the ratio exceeds a benchmark's at a confidence.

        None where it does not exceed it at all.

        Source: Bailey and Lopez de Prado, The Sharpe ratio efficient frontier, 2012, equation 12.

        >>> from math import sqrt
        >>> year = SharpeEstimate(2 / sqrt(252), 252).sessions_needed(1 / sqrt(252)) / 252
        >>> round(year, 2)
        2.73
        """
        error = self.deviation
        if error is None or self.ratio <= benchmark:
            return None
        spread = error**2 * (self.sessions - 1)
        return 1.0 + spread * (NORMAL.inv_cdf(confidence) / (self.ratio - benchmark)) ** 2

    def deflated(self, trials: float, deviation: float | None) -> float | None:
        """The deflated Sharpe ratio: the probability above what the best of many has by luck.

        It is reported beside the tests of ``superior_ability``, and is no test by itself: trials
        that depend on each other make it too strict, fat tails too lenient.

        Args:
            trials: how many were tried, or how many of them stand for themselves.
            deviation: of the Sharpe ratios of all trials, of one session. Where it is None, as it
                is of a single ratio, nothing is known of the luck of several trials.

        Source: Bailey and Lopez de Prado, The deflated Sharpe ratio, 2014, equation 2.

        >>> from math import sqrt
        >>> estimate = SharpeEstimate(2.5 / sqrt(250), 1250, -3, 10)
        >>> round(estimate.deflated(100, sqrt(0.5 / 250)), 4)
        0.9004
        """
        luck = expected_maximum(trials, deviation or 0.0)
        return None if deviation is None and trials > 1 else self.probability(luck)


def estimate_of(returns: ArrayLike) -> SharpeEstimate:
    """The Sharpe ratio of one trial, with the moments that tell how sure it is.

    Args:
        returns: one a session, above the benchmark's.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.

    >>> estimate_of([0.01, -0.01, 0.02] * 10).sessions
    30
    """
    values = series_of(returns, SESSIONS_LEAST)
    centred = values - values.mean()
    spread = float((centred**2).mean())
    return SharpeEstimate(
        ratio=float(values.mean() / values.std(ddof=1)),
        sessions=len(values),
        skewness=float((centred**3).mean() / spread**1.5),
        kurtosis=float((centred**4).mean() / spread**2),
    )


def expected_maximum(trials: float, deviation: float) -> float:
    """The largest Sharpe ratio that so many trials without any edge are expected to show.

    Args:
        trials: how many, 1 or more; where they are clusters it may be no whole number.
        deviation: of the Sharpe ratios of trials.

    Source: Bailey and Lopez de Prado, The deflated Sharpe ratio, 2014, equation 1.

    >>> round(expected_maximum(100, 1.0), 3), expected_maximum(1, 1.0)
    (2.531, 0.0)
    """
    if not trials >= 1 or not math.isfinite(trials):
        raise ConfigurationError(f"{given.shown(trials)} trials: at least 1 was tried")
    if not deviation >= 0:
        raise ConfigurationError(f"deviation {deviation} of Sharpe ratios is below 0")
    if trials == 1:
        return 0.0
    # -F(p) for F(1 - p): of 1e16 trials and more 1 - p would be 1
    low, high = (-NORMAL.inv_cdf(1.0 / (trials * each)) for each in (1.0, math.e))
    return max(0.0, deviation * ((1.0 - EULER) * low + EULER * high))


def deviation_of(sharpes: ArrayLike) -> float | None:
    """The deviation of the Sharpe ratios of trials; None of a single one.

    >>> deviation_of([0.1]) is None, deviation_of([0.0, 0.2, 0.1])
    (True, 0.1)
    """
    values = np.asarray(sharpes, dtype=np.float64)
    return float(values.std(ddof=1)) if len(values) > 1 else None
