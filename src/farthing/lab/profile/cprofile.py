"""cProfile: every call counted, by wall clock and by processor time in two processes."""

from __future__ import annotations

import pstats
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from farthing.lab.profile import table
from farthing.lab.profile.fresh import fresh
from farthing.lab.profile.names import Named, built_in, python_function
from farthing.lab.results.profile import WORKS, FunctionTable

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.profile.fresh import Found
    from farthing.lab.profile.work import Work

WALL, CPU = "profile.pstats", "profile-cpu.pstats"
TOGETHER = "with the workers of its studies: shares are of the time of all processes together"
COMPILED = "~"
"""The file of what has none, as pstats has it."""

Key = tuple[str, int, str]
Stats = dict[Key, tuple[int, int, float, float, dict[Key, tuple[int, int, float, float]]]]
"""As ``farthing.lab.profile.counts.Totals`` has them."""


class Counted(NamedTuple):
    """What cProfile found.

    Attributes:
        table: of all functions.
        own_with_compiled: a Python function's share, compiled code counted for who calls it.
        cpu: the part of a function's own time in which a processor works, by label.
        digests: of the two processes' answers, by what they did.
        functions: all Python functions: file, line, names, and own seconds.
    """

    table: FunctionTable
    own_with_compiled: dict[str, float]
    cpu: dict[str, float]
    digests: dict[str, str]
    functions: list[tuple[str, int, Named, float]]


def counted(work: Work, folder: Path, seconds: float) -> Counted:
    """Counts the calls of a run, and times them by both clocks."""
    wall = fresh(work, "cprofile", seconds, files={"pstats": folder / WALL})
    cpu = fresh(work, "cpu", seconds, files={"pstats": folder / CPU})
    stats, rounds = read(folder / WALL), wall["rounds"]
    named = {key: name_of(key, wall["names"]) for key in stats}
    found = table.functions(
        table.Seen(named[key], max(own, 0.0), cumulative, calls / rounds)
        for key, (_, calls, own, cumulative, _) in stats.items()
    )
    made = FunctionTable(
        profiler="cprofile",
        rounds=rounds,
        seconds=wall["seconds"],
        setup_seconds=wall["setup_seconds"],
        note=TOGETHER if wall["workers"] else "",
        functions=found,
        modules=table.by_module(found),
        categories=table.by_category(found),
    )
    python = [
        (key[0], key[1], named[key], own)
        for key, (_, _, own, _, _) in stats.items()
        if key[0] != COMPILED
    ]
    return Counted(
        made,
        with_compiled(stats, named),
        _working(stats, wall, read(folder / CPU), cpu),
        {"cprofile": wall["digest"], "cprofile, processor time": cpu["digest"]},
        python,
    )


def read(file: Path) -> Stats:
    """The calls in a file of cProfile."""
    stats: Stats = vars(pstats.Stats(str(file)))["stats"]
    return stats


def name_of(key: Key, qualified: dict[str, str]) -> Named:
    """The function of a key; ``qualified`` has the names with their classes."""
    file, line, name = key
    if file == COMPILED:
        return built_in(name)
    return python_function(file, line, qualified.get(f"{file}:{line}:{name}", name))


def with_compiled(stats: Stats, named: dict[Key, Named]) -> dict[str, float]:
    """Shares of Python functions as a sampler of Python frames sees them."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for key, (_, _, own, _, callers) in stats.items():
        if key[0] != COMPILED:
            seconds[_label(named[key])] += own
            continue
        for caller, (_, _, own_there, _) in callers.items():
            seconds[_label(named[caller])] += own_there
    total = sum(seconds.values())
    return {label: own / total for label, own in seconds.items()}


def _own(stats: Stats, found: Found) -> dict[str, float]:
    """Own seconds of a run, by label."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for key, (_, _, own, _, _) in stats.items():
        seconds[_label(name_of(key, found["names"]))] += own / found["rounds"]
    return seconds


def _working(stats: Stats, wall: Found, cpu_stats: Stats, cpu: Found) -> dict[str, float]:
    rounds = wall["rounds"]
    own = {label: seconds * rounds for label, seconds in _own(stats, wall).items()}
    worked = {label: seconds * rounds for label, seconds in _own(cpu_stats, cpu).items()}
    return working(own, worked, wall["running"], wall["queued"])


def working(
    wall: dict[str, float], cpu: dict[str, float], running: float, queued: float
) -> dict[str, float]:
    """The part of its own time in which a function works, by label, where it can be told.

    To wait for a core that others have is not the function's doing. That queue may have been spread
    over all functions evenly, or all of it have stood in this one: where the two lead to different
    answers, the function is left out. A part is at most 1: a look at the processor's clock costs
    more than one at the wall's, which small functions show.

    Args:
        wall: own seconds of all runs, by label.
        cpu: the same by the processor's clock.
        running: seconds on a core, of all functions.
        queued: seconds in the queue for a core, of all functions.

    >>> working({"a:works": 2.0, "a:sleeps": 4.0}, {"a:works": 1.0, "a:sleeps": 0.0}, 1.0, 1.0)
    {'a:works': 1.0, 'a:sleeps': 0.0}
    >>> working({"a:short": 0.1}, {"a:short": 0.01}, 1.0, 1.0)
    {}
    """
    had_core = running / (running + queued) if running > 0 else 1.0
    found = {}
    for label, seconds in wall.items():
        if label not in cpu or seconds <= 0:
            continue
        worked = max(cpu[label], 0.0)
        spread, stood_here = worked / (seconds * had_core), (worked + queued) / seconds
        if spread >= WORKS or stood_here < WORKS:
            found[label] = min(spread, 1.0)
    return found


def _label(named: Named) -> str:
    return f"{named.module}:{named.name}"
