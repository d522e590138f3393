"""line_profiler: the lines of the user's own functions, and of farthing's hottest."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any

from farthing.lab.profile.fresh import fresh
from farthing.lab.profile.names import python_function
from farthing.lab.results.profile import Line, LinesOfFunction

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.profile.names import Named
    from farthing.lab.profile.work import Work

HOTTEST = 5
"""Functions of farthing that are looked at."""
ROUNDS_MAX = 20
"""A strategy's functions are new in each run, and line_profiler keeps a mark for each."""
FILE = "lines.txt"


def lined(
    work: Work, folder: Path, seconds: float, functions: list[tuple[str, int, Named, float]]
) -> tuple[tuple[LinesOfFunction, ...], str]:
    """The lines of functions, and the digest of the run; writes ``lines.txt``.

    Args:
        work: what is run.
        folder: where the file goes.
        seconds: for how long, at most.
        functions: all Python functions of the run: file, line, names, and own seconds.
    """
    found = fresh(
        work, "lines", seconds, files={"text": folder / FILE}, functions=wanted(functions),
        rounds_max=ROUNDS_MAX,
    )  # fmt: skip
    made = [_function(timing, found["unit"], found["rounds"]) for timing in found["timings"]]
    hit = [each for each in made if each.lines]
    return tuple(sorted(hit, key=lambda each: -each.seconds)), found["digest"]


def wanted(functions: list[tuple[str, int, Named, float]]) -> list[tuple[str, int]]:
    """The user's own functions, and the hottest of farthing's Python."""
    own = [(file, line) for file, line, named, _ in functions if _is_own(named)]
    ours = sorted(
        (-own_seconds, file, line)
        for file, line, named, own_seconds in functions
        if named.module.startswith("farthing.")
    )
    return own + [(file, line) for _, file, line in ours[:HOTTEST]]


def _is_own(named: Named) -> bool:
    return named.label.startswith("strategy:") and not named.name.startswith("<module>")


def _function(timing: list[Any], unit: float, rounds: int) -> LinesOfFunction:
    file, first, name, rows = timing
    total = sum(time for _, _, time in rows)
    return LinesOfFunction(
        name=f"{python_function(file, first, name).module}:{name}",
        place=python_function(file, first, name).place,
        seconds=total * unit / rounds,
        lines=tuple(
            Line(
                number=number, hits=hits / rounds, share=time / total if total else 0.0,
                words=linecache.getline(file, number).rstrip(),
            )
            for number, hits, time in rows
        ),
    )  # fmt: skip
