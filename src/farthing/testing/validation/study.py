"""One simulated study: trials of known truth, and what each statistic says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from farthing.draw import Draw
from farthing.optimise.validation.clusters import clusters_of
from farthing.optimise.validation.overfitting import overfitting
from farthing.optimise.validation.resampled import resample
from farthing.optimise.validation.sharpe import deviation_of, estimate_of
from farthing.optimise.validation.superior import reality_check, superior_ability
from farthing.optimise.validation.trials import trials_of
from farthing.testing.validation.noise import KINDS, edge_of

if TYPE_CHECKING:
    from farthing.optimise.validation.resampled import Resampled

BLOCKS = 10
"""Blocks of the halvings: 252 of them in each study."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is.

    Attributes:
        sessions: of each trial.
        trials: how many.
        resamples: of each bootstrap.
    """

    sessions: int = 1_000
    trials: int = 50
    resamples: int = 499


@dataclass(frozen=True, slots=True)
class Said:
    """What the statistics say of one study: p-values of the tests, and what is beside them.

    Attributes:
        reality_check: White's.
        lower: Hansen's.
        consistent: Hansen's.
        upper: Hansen's.
        deflated: the deflated Sharpe ratio of the best trial, of the true number of trials.
        deflated_clusters: likewise, of clusters.
        overfitting: the probability of backtest overfitting.
    """

    reality_check: float
    lower: float
    consistent: float
    upper: float
    deflated: float
    deflated_clusters: float
    overfitting: float


class Study:
    """Trials without an edge, drawn once; the same with a planted one needs no other draw.

    Args:
        kind: of noise; see ``KINDS``.
        number: of the study.
        size: of the study.
        seed: of all studies.

    >>> study = Study("independent", 1, Size(100, 5), 1)
    >>> study.said().consistent > 0.05, study.said(errors=9.0).consistent
    (True, 0.002)
    """

    def __init__(self, kind: str, number: int, size: Size, seed: int) -> None:
        draw = Draw(seed, list(KINDS).index(kind), number)
        trials = trials_of(KINDS[kind](size.sessions, size.trials, draw))
        self._kind = kind
        self._trial = draw.integer(0, size.trials - 1)
        self._seed = draw.integer(0, 2**31)
        self.drawn = resample(trials, resamples=size.resamples, seed=self._seed)
        self._parted = clusters_of(trials)
        self.clusters = self._parted.count

    def said(self, errors: float = 0.0) -> Said:
        """What the statistics say, with an edge of so many standard errors in one trial."""
        drawn = self._with_edge(errors)
        trials = drawn.trials
        superior = superior_ability(drawn)
        best = estimate_of(trials.returns[:, int(trials.sharpes.argmax())])
        spread = deviation_of(trials.sharpes)
        assert spread is not None, "a study has several trials"
        return Said(
            reality_check=reality_check(drawn).p_value,
            lower=superior.lower,
            consistent=superior.consistent,
            upper=superior.upper,
            deflated=best.deflated(len(trials), spread) or 0.0,
            deflated_clusters=best.deflated(self.clusters, self._parted.deviation(trials)) or 0.0,
            overfitting=overfitting(trials, blocks=BLOCKS).probability,
        )

    def single_days(self) -> tuple[float, float]:
        """White's and Hansen's p-values where the bootstrap draws sessions one by one."""
        alone = resample(
            self.drawn.trials, block=1.0, resamples=self.drawn.resamples.count, seed=self._seed
        )
        return reality_check(alone).p_value, superior_ability(alone).consistent

    def _with_edge(self, errors: float) -> Resampled:
        """The same noise above a mean: each resample moves by that mean, no deviation does."""
        trials = self.drawn.trials
        edge = np.zeros(len(trials))
        edge[self._trial] = edge_of(self._kind, errors, trials.sessions)
        moved = trials_of(trials.returns + edge, trials.names)
        return replace(self.drawn, trials=moved, means=self.drawn.means + edge)
