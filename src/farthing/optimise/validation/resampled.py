"""The means of trials in resamples: what the reality check and the test of Hansen are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.optimise.validation.blocks import autocovariances, block_lengths
from farthing.optimise.validation.resamples import Resamples
from farthing.optimise.validation.trials import trials_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.chunks import Step
    from farthing.optimise.validation.trials import Trials

SESSIONS_LEAST = 60
"""With fewer sessions a bootstrap has too few blocks to say how far a mean is from the truth."""

RESAMPLES, SEED = 2_000, 1


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """Trials and what chance does to their means.

    Attributes:
        trials: what was tried.
        resamples: how sessions were drawn: the same ones for all trials, so that what trials have
            in common they have in each resample.
        means: resamples x trials.
        own: deviations of these means times the root of sessions, as each resample by itself tells
            them: resamples x trials.
        deviations: of the mean of each trial times the root of sessions, as the stationary
            bootstrap has it in the limit of many resamples.
    """

    trials: Trials
    resamples: Resamples
    means: NDArray[np.float64]
    own: NDArray[np.float64]
    deviations: NDArray[np.float64]


def resample(
    returns: ArrayLike | Trials,
    names: Sequence[str] | None = None,
    *,
    benchmark: ArrayLike | None = None,
    block: float | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    step: Step | None = None,
) -> Resampled:
    """Draws the sessions of trials anew, in blocks.

    Args:
        returns: sessions x trials, simple.
        names: one a trial.
        benchmark: its return of each session; None is cash that earns nothing.
        block: mean length of a block in sessions; None is the longest that the rule of Politis and
            White gives for a trial.
        resamples: how many.
        seed: of all of them.
        step: called with trials done, and trials asked.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.
        ConfigurationError: the block or a count makes no sense.

    >>> drawn = resample([[0.01, 0.0], [0.0, 0.01], [-0.01, 0.01]] * 20, resamples=100)
    >>> drawn.means.shape, drawn.resamples.block >= 1.0
    ((100, 2), True)
    """
    trials = trials_of(returns, names, benchmark=benchmark, sessions_least=SESSIONS_LEAST)
    length = common_block(trials) if block is None else float(block)
    draws = Resamples(trials.sessions, length, resamples, seed)
    return Resampled(
        trials, draws, *draws.moments(trials.returns, step), deviations(trials.returns, length)
    )


def common_block(trials: Trials) -> float:
    """One length for trials that are drawn together: the longest that any of them needs.

    Blocks that are too long cost some power; blocks that are too short promise what is not so.
    """
    return float(block_lengths(trials).max())


def deviations(returns: NDArray[np.float64], block: float) -> NDArray[np.float64]:
    """The deviations of means, times the root of sessions, under the stationary bootstrap.

    Source: Politis and Romano, The stationary bootstrap, 1994, lemma 1; Hansen, A test for superior
    predictive ability, 2005, section 3.1.

    Args:
        returns: sessions x trials.
        block: mean length, in sessions.

    >>> deviations(np.array([[1.0], [-1.0], [1.0], [-1.0]]), block=1.0).tolist()
    [1.0]
    """
    count = len(returns)
    going_on = 1.0 - 1.0 / block
    lags = np.arange(1, count)
    kernel = (count - lags) / count * going_on**lags + lags / count * going_on ** (count - lags)
    covariances = autocovariances(returns, count - 1)
    covariances[1:] *= kernel[:, None]
    squares = covariances[0] + 2.0 * covariances[1:].sum(axis=0)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))
