"""Searches of a strategy's parameters: spaces, searches, executors, and studies that are kept.

    space -> search proposes -> executor runs -> store keeps -> search is told -> ...

``farthing.optimise.validation`` says whether the best of many trials is to be believed.

Names load when they are first used. Optuna, SQLAlchemy and Ray are behind extras and inside the
functions that need them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.optimise.conduct import opened, optimise
    from farthing.optimise.objective import Objective
    from farthing.optimise.space.parameter import Categorical, Float, Int
    from farthing.optimise.space.space import Space
    from farthing.optimise.study import Study
    from farthing.optimise.subject import TargetFunction
    from farthing.optimise.trial import Trial

__all__ = [
    "Categorical",
    "Float",
    "Int",
    "Objective",
    "Space",
    "Study",
    "TargetFunction",
    "Trial",
    "opened",
    "optimise",
]

_HOMES = {
    "Categorical": "space.parameter",
    "Float": "space.parameter",
    "Int": "space.parameter",
    "Objective": "objective",
    "Space": "space.space",
    "Study": "study",
    "TargetFunction": "subject",
    "Trial": "trial",
    "opened": "conduct",
    "optimise": "conduct",
}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
