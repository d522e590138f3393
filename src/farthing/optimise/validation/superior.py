"""Is the best of many trials better than its benchmark, or only the luckiest? Two tests of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.errors import ConfigurationError
from farthing.optimise.validation.chunks import chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.optimise.validation.resampled import Resampled

OWN_LEAST = 0.75
"""A resample is measured in no less than this share of the sample's deviations: in some of them a
trial that hardly trades stands still."""


@dataclass(frozen=True, slots=True)
class RealityCheck:
    """What White's reality check says.

    Attributes:
        best: place of the trial with the largest mean.
        statistic: its mean return of a session, times the root of sessions.
        p_value: how often chance alone does as well, were no trial better than the benchmark.
    """

    best: int
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True)
class SuperiorAbility:
    """What Hansen's test for superior predictive ability says.

    Attributes:
        best: place of the trial with the largest mean in its own deviations.
        statistic: that number, times the root of sessions; 0 where no trial gained.
        lower: the p-value that takes losers for as good as the benchmark only as far as they lost:
            the smallest.
        consistent: that which leaves out who lost more than chance can: the one to go by.
        upper: that which takes all trials for as good as the benchmark: the largest.
        critical: what the statistic had to exceed for a consistent p-value of the level.
    """

    best: int
    statistic: float
    lower: float
    consistent: float
    upper: float
    critical: float


def reality_check(resampled: Resampled) -> RealityCheck:
    """White's reality check: no trial has a mean above its benchmark's, against some trial has.

    It asks for the largest mean. A trial that is wild, or hopeless, makes it blunt; see
    ``superior_ability``.

    Source: White, A reality check for data snooping, 2000.

    Args:
        resampled: trials, drawn anew; see ``resample``.

    >>> from farthing.optimise.validation import resample
    >>> reality_check(resample([[0.02, 0.0], [0.01, 0.01], [-0.01, -0.01]] * 40)).p_value < 0.01
    True
    """
    trials = resampled.trials
    scale = math.sqrt(trials.sessions)
    chance = scale * _largest(resampled, trials.means)
    statistic = scale * float(trials.means.max())
    return RealityCheck(int(trials.means.argmax()), statistic, _share(chance, statistic))


def superior_ability(resampled: Resampled, level: float = 0.05) -> SuperiorAbility:
    """Hansen's test: each trial is measured in its own deviations, and hopeless ones do not count.

    A resample is measured in its own deviations too, for those of a sample are uncertain as well
    (``Resamples.moments``): measured in the sample's, as in Hansen's paper, a test at 5 % finds an
    edge in 8 % of autocorrelated noise.

    A p-value counts the sample itself as one of the resamples, so that it is never 0 and its level
    holds for any number of resamples (Davison and Hinkley, Bootstrap methods, 1997, section 4.2).

    Source: Hansen, A test for superior predictive ability, 2005.

    Args:
        resampled: trials, drawn anew; see ``resample``.
        level: of the critical value.

    Raises:
        ConfigurationError: so few resamples cannot reach the level.

    >>> from farthing.optimise.validation import resample
    >>> found = superior_ability(resample([[0.02, 0.0], [0.01, 0.01], [-0.01, -0.01]] * 40))
    >>> found.best, found.lower <= found.consistent <= found.upper < 0.01
    (0, True)
    """
    trials, deviations = resampled.trials, resampled.deviations
    scale = math.sqrt(trials.sessions)
    ratios = scale * trials.means / deviations
    statistic = max(0.0, float(ratios.max()))
    beyond_hope = -math.sqrt(2.0 * math.log(math.log(trials.sessions)))
    centres = {
        "lower": np.maximum(trials.means, 0.0),
        "consistent": np.where(ratios >= beyond_hope, trials.means, 0.0),
        "upper": trials.means,
    }
    chance = {
        name: np.maximum(_largest(resampled, at, OWN_LEAST * deviations), 0.0)
        for name, at in centres.items()
    }
    return SuperiorAbility(
        best=int(ratios.argmax()),
        statistic=statistic,
        critical=critical_value(chance["consistent"], level),
        **{name: _share(drawn, statistic) for name, drawn in chance.items()},
    )


def critical_value(chance: NDArray[np.float64], level: float) -> float:
    """What a statistic has to exceed so that its p-value is at most a level.

    Raises:
        ConfigurationError: the level is not between 0 and 1, or so few resamples cannot reach it.

    >>> critical_value(np.arange(99.0), 0.05)
    94.0
    """
    if not 0.0 < level < 1.0:
        raise ConfigurationError(f"level {level} is not between 0 and 1")
    most = math.floor(level * (len(chance) + 1) + 1e-9) - 1
    if most < 0:
        raise ConfigurationError(
            f"{len(chance)} resamples cannot reach a level of {level:g}: take at least "
            f"{math.ceil(1.0 / level - 1e-9) - 1}"
        )
    return float(np.sort(chance)[::-1][most])


def _largest(
    resampled: Resampled, centres: NDArray[np.float64], least: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """The largest mean above the centres of each resample; with least deviations, in its own."""
    found = np.empty(len(resampled.means))
    scale = math.sqrt(resampled.trials.sessions)
    for rows in chunks(len(found), len(centres)):
        above = resampled.means[rows] - centres
        if least is not None:
            above *= scale
            above /= np.maximum(resampled.own[rows], least)
        found[rows] = above.max(axis=1)
    return found


def _share(chance: NDArray[np.float64], statistic: float) -> float:
    return (1 + int((chance >= statistic).sum())) / (1 + len(chance))
