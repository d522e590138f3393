"""The performance lab: benchmarks, profiles, and a gate that can be believed (extra ``lab``).

What a command of ``farthing bench`` and ``farthing profile`` does, a function here does too, and
gives a frozen result. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase, source_in
    from farthing.lab.compare import Budget, compare_sides
    from farthing.lab.machine import machine
    from farthing.lab.process import Rounds
    from farthing.lab.profile.context import ProfileContext
    from farthing.lab.results.read import read, write
    from farthing.lab.run import bench
    from farthing.lab.selftest import selftest

__all__ = [
    "bench",
    "compare_sides",
    "selftest",
    "source_in",
    "CasesFile",
    "StrategyCase",
    "PytestFolder",
    "Rounds",
    "Budget",
    "ProfileContext",
    "machine",
    "read",
    "write",
]

PLACES = {
    "bench": "run",
    "compare_sides": "compare",
    "selftest": "selftest",
    "source_in": "cases",
    "CasesFile": "cases",
    "StrategyCase": "cases",
    "PytestFolder": "cases",
    "Rounds": "process",
    "Budget": "compare",
    "ProfileContext": "profile.context",
    "machine": "machine",
    "read": "results.read",
    "write": "results.read",
}
"""The module of each name."""


def __getattr__(name: str) -> Any:
    """Imports what is asked for."""
    if name not in PLACES:
        raise AttributeError(f"farthing.lab has no {name!r}")
    return getattr(importlib.import_module(f"farthing.lab.{PLACES[name]}"), name)
