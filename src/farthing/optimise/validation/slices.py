"""The neighbours of a study's best trial: what one parameter changes, all others fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.optimise.plan import GRID
from farthing.optimise.validation.sensitivity import STEPS_LEAST, sensitivity

if TYPE_CHECKING:
    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial
    from farthing.optimise.validation.sensitivity import Sensitivity


def sensitivities_of(study: Study) -> tuple[Sensitivity, ...]:
    """One for each parameter of numbers of which a grid tried three values beside the best.

    Beside the best are trials of the whole market that differ from it in that parameter alone. Of
    another search there are none: what it happened to try next to the best is no neighbour.
    """
    best = study.best
    if best is None or study.manifest["search"] != GRID:
        return ()
    found = []
    for name, value in best.parameters.items():
        row = _row(study, best, name)
        if isinstance(value, (str, bool)) or len(row) < STEPS_LEAST:
            continue
        ordered = sorted(row.items(), key=lambda each: float(each[0]))  # type: ignore[arg-type]
        values, scores = zip(*ordered, strict=True)
        found.append(sensitivity({name: values}, scores))
    return tuple(found)


def _row(study: Study, best: Trial, name: str) -> dict[object, float]:
    """Scores by the value of a parameter, more is better; NaN where one is not defined."""
    others = {key: value for key, value in best.parameters.items() if key != name}
    sign = 1.0 if study.objectives[0].direction == "max" else -1.0
    found: dict[object, float] = {}
    for each in study.trials:
        own = dict(each.parameters)
        if each.rung == study.last_rung and name in own:
            value = own.pop(name)
            if own == others and each.state in {"finished", "undefined"}:
                score = each.values[0]
                found[value] = float("nan") if score is None else sign * float(score)
    return found
