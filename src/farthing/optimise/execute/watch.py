"""Watching: who profiles a study sees what its workers run, wherever they are.

``FARTHING_WATCH`` names a function, as ``package.module:function``. Each worker gives it what runs
a job, and calls what it returns instead. Workers are given the environment of who begins them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.optimise.trial import Done, Job

    Run = Callable[[Job], Done]
    """Runs a job."""

WATCH = "FARTHING_WATCH"


def watched(run: Run) -> Run:
    """What runs a job, watched where somebody asks for it.

    >>> watched(print) is print
    True
    """
    named = os.environ.get(WATCH)
    if named is None:
        return run
    module, _, function = named.partition(":")
    watching: Callable[[Run], Run] = getattr(import_module(module), function)
    return watching(run)
