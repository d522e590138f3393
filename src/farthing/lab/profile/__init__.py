"""Where the time of a run goes: ``profile`` finds it, ``compare`` says what has changed.

Every profiler runs the work in a fresh process of its own; nothing is timed while it is profiled.
Names are loaded when they are first used: a program that only marks a block of its own pays for
nothing else.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.lab.profile.comparison import compare
    from farthing.lab.profile.context import ProfileContext
    from farthing.lab.profile.run import profile

__all__ = ["ProfileContext", "compare", "profile"]

_HOMES = {
    "ProfileContext": "farthing.lab.profile.context",
    "compare": "farthing.lab.profile.comparison",
    "profile": "farthing.lab.profile.run",
}


def __getattr__(name: str) -> Any:
    """Loads a name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"farthing.lab.profile has no {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
