"""Watching: who profiles a study sees what its workers run.

``FARTHING_WATCH`` names a function, as ``package.module:function``. Each worker gives it what runs
a job, and calls what it returns instead. Workers that this process begins have its environment;
those of a cluster that was there before do not, and are refused.
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

_AT_END: list[Callable[[], None]] = []


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


def at_end(callback: Callable[[], None]) -> None:
    """Has a function called when the worker runs no more jobs."""
    _AT_END.append(callback)


def end() -> None:
    """Ends the watching: a worker calls it behind its last job."""
    while _AT_END:
        _AT_END.pop()()
