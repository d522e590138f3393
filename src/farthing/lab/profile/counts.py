"""What cProfile has counted in a process, and in several of them together."""

from __future__ import annotations

import cProfile
import functools
import time
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "processor": time.process_time}

Caller = tuple[float, ...]
"""Calls, primitive calls, own and cumulative seconds of a function where another calls it."""

NOTHING: Caller = (0, 0, 0.0, 0.0)

Totals = dict[Any, tuple[float, float, float, float, dict[Any, Caller]]]
"""Primitive calls, calls, own and cumulative seconds of each function, and those by caller: what
pstats reads."""


class Counts(NamedTuple):
    """What a process has counted.

    Attributes:
        totals: of each function.
        names: of functions with their classes.
        running: seconds on a core; ``queued`` those in the queue for one.
    """

    totals: Totals
    names: dict[str, str]
    running: float
    queued: float

    def with_all(self, others: Iterable[Counts]) -> Counts:
        """These and others together."""
        return functools.reduce(_together, others, self)


def taken_from(profiler: cProfile.Profile, before: tuple[float, float]) -> Counts:
    """What a profiler has counted, since the main thread's seconds were those."""
    running, queued = core_seconds()
    names = dict(qualified_names(profiler))
    return Counts(merged(profiler), names, running - before[0], queued - before[1])


def _together(one: Counts, other: Counts) -> Counts:
    totals = dict(one.totals)
    for key, (*numbers, callers) in other.totals.items():
        *before, called = totals.get(key, (0, 0, 0.0, 0.0, {}))
        for caller, found in callers.items():
            called = {**called, caller: _sums(called.get(caller, NOTHING), found)}
        primitive, calls, own, cumulative = _sums(before, numbers)
        totals[key] = (primitive, calls, own, cumulative, called)
    running, queued = one.running + other.running, one.queued + other.queued
    return Counts(totals, one.names | other.names, running, queued)


def _sums(one: Iterable[float], other: Iterable[float]) -> Caller:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def core_seconds() -> tuple[float, float]:
    """Time on a core and time in the queue for one, of the main thread.

    The queue is taken for empty where the system does not say.
    """
    try:
        running, queued = Path("/proc/self/schedstat").read_text(encoding="ascii").split()[:2]
    except OSError:
        return time.process_time(), 0.0
    return int(running) / 1e9, int(queued) / 1e9


def merged(profiler: cProfile.Profile) -> Totals:
    """The calls as pstats has them, functions that were loaded several times taken together.

    A strategy's file is loaded anew for each run. cProfile's own way to write keeps only the last
    of the functions that share file, line and name.
    """
    sums: dict[Any, Caller] = {}
    callers: dict[Any, dict[Any, Caller]] = {}

    def add(totals: dict[Any, Caller], key: Any, entry: Any) -> None:
        counts = (entry.callcount, entry.callcount - entry.reccallcount)
        found = (*counts, entry.inlinetime, entry.totaltime)
        totals[key] = _sums(totals.get(key, NOTHING), found)

    for entry in profiler.getstats():
        key = cProfile.label(entry.code)
        add(sums, key, entry)
        for called in entry.calls or ():
            add(callers.setdefault(cProfile.label(called.code), {}), key, called)
    return {
        key: (primitive, calls, own, cumulative, callers.get(key, {}))
        for key, (calls, primitive, own, cumulative) in sums.items()
    }


def qualified_names(profiler: cProfile.Profile) -> Iterator[tuple[str, str]]:
    """Names with their classes, by file and first line, which pstats leaves out."""
    for entry in profiler.getstats():
        code = entry.code
        if isinstance(code, types.CodeType):
            yield f"{code.co_filename}:{code.co_firstlineno}:{code.co_name}", code.co_qualname
