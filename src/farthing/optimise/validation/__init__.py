"""Is the best of many trials to be believed? Folds, walks forward, tests and one verdict.

>>> import numpy as np
>>> noise = np.sin(np.arange(400.0).reshape(100, 4) ** 2) / 100
>>> superior_ability(resample(noise, resamples=200)).consistent > 0.05
True
"""

from __future__ import annotations

from farthing.optimise.validation.again import walk_of
from farthing.optimise.validation.blocks import block_lengths
from farthing.optimise.validation.clusters import Clusters, clusters_of
from farthing.optimise.validation.combinatorial import Combinatorial, combinatorial
from farthing.optimise.validation.equity import session_returns
from farthing.optimise.validation.fold import Fold
from farthing.optimise.validation.forward import Forward, Window, walk_forward
from farthing.optimise.validation.noisy import noisy_bars
from farthing.optimise.validation.of_study import (
    StudyReturns,
    StudyVerdict,
    returns_of,
    validate_study,
)
from farthing.optimise.validation.overfitting import Overfitting, overfitting
from farthing.optimise.validation.paths import max_drawdown, return_spread
from farthing.optimise.validation.purging import holding_of
from farthing.optimise.validation.relay import Leg, Relay
from farthing.optimise.validation.resampled import Resampled, resample
from farthing.optimise.validation.resamples import Resamples
from farthing.optimise.validation.sensitivity import Cliff, Sensitivity, sensitivity
from farthing.optimise.validation.sharpe import SharpeEstimate, estimate_of, expected_maximum
from farthing.optimise.validation.spread import Spread
from farthing.optimise.validation.stability import Stability
from farthing.optimise.validation.superior import (
    RealityCheck,
    SuperiorAbility,
    reality_check,
    superior_ability,
)
from farthing.optimise.validation.trades import trade_spread
from farthing.optimise.validation.trials import Trials, trials_of
from farthing.optimise.validation.validate import validate
from farthing.optimise.validation.verdict import Verdict, Walk
from farthing.optimise.validation.walking import walks

__all__ = [
    "Cliff",
    "Clusters",
    "Combinatorial",
    "Forward",
    "Leg",
    "Overfitting",
    "RealityCheck",
    "Relay",
    "Resampled",
    "Resamples",
    "Sensitivity",
    "SharpeEstimate",
    "Fold",
    "Spread",
    "Stability",
    "StudyReturns",
    "StudyVerdict",
    "SuperiorAbility",
    "Trials",
    "Verdict",
    "Walk",
    "Window",
    "block_lengths",
    "clusters_of",
    "combinatorial",
    "estimate_of",
    "expected_maximum",
    "holding_of",
    "max_drawdown",
    "noisy_bars",
    "overfitting",
    "reality_check",
    "resample",
    "return_spread",
    "sensitivity",
    "returns_of",
    "session_returns",
    "superior_ability",
    "trade_spread",
    "trials_of",
    "validate",
    "validate_study",
    "walk_forward",
    "walk_of",
    "walks",
]
