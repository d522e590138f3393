"""The trials that a page draws: those of the whole market that have numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.optimise.study import first
from farthing.report.charts import Scale
from farthing.report.study.axis import Axis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial

QUANTILES = (0.02, 0.98)
"""Between these a scale of an objective lies, if what is beyond would squeeze it."""

SQUEEZED = 4.0
"""So many times as long as what lies between these the whole may be."""


@dataclass(frozen=True)
class Ended:
    """Trials that were run on the whole market, each set of parameters once.

    Attributes:
        study: whose.
        trials: in the order of their numbers.
        values: their first objective, as floats, to draw.
        scale: of these.
        beyond: how many lie outside the scale, and are drawn at its edge.
    """

    study: Study
    trials: tuple[Trial, ...]
    values: NDArray[np.float64]
    scale: Scale
    beyond: int

    @classmethod
    def of(cls, study: Study) -> Ended:
        """Those of a study."""
        trials = tuple(each for each in study.whole if each.same_as is None)
        values = np.array([float(first(each)) for each in trials])
        scale = _scale(values, study.objectives[0].direction)
        low, high = float(scale.ticks[0]), float(scale.ticks[-1])
        beyond = int(((values < low) | (values > high)).sum())
        return cls(study, trials, np.clip(values, low, high), scale, beyond)

    @property
    def objective(self) -> str:
        """The name of the first objective."""
        return self.study.objectives[0].name

    def axes(self) -> list[Axis]:
        """The axes of all parameters that were tried at more than one value."""
        found = []
        for name in self.study.manifest["space"]["parameters"]:
            values = {repr(each.parameters.get(name)) for each in self.trials}
            if len(values) > 1:
                found.append(Axis.of(self.study, name))
        return found


def _scale(values: NDArray[np.float64], direction: str) -> Scale:
    """The scale of values; a few that are far worse than all others do not squeeze it."""
    if not len(values):
        return Scale.around(0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    inner_low, inner_high = (float(each) for each in np.quantile(values, QUANTILES))
    if high - low > SQUEEZED * (inner_high - inner_low) > 0:
        low, high = (inner_low, high) if direction == "max" else (low, inner_high)
    return Scale.around(low, high)
