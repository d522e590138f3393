"""Tables of heavy.md: shares of a run, bytes of a call, memory, and what the framework takes."""

from __future__ import annotations

import sys
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.lab.report.document import sheet
from farthing.lab.report.markdown import table
from farthing.lab.report.words import DASH, duration, percent, size, times
from tools.performance_tables import cases_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from farthing.lab.results.file import ResultFile
    from farthing.lab.results.memory import MemoryProfile
    from farthing.lab.results.profile import Function, ProfileResult
    from farthing.lab.results.run import CaseResult
    from farthing.report.table import Cell

CALLBACKS = "Python loops and callbacks"
WRITTEN = {"story": "a", "a1": "a", "a2": "a", "b": "b", "c": "c"}
"""How a case is written, by what its name begins with."""
MOST = {"a": 5.0, "b": 1.0}
"""Seconds of the framework to a second of the strategy's, at most, as asked."""
ASKED_OF = ("story", "-G-")
"""The works of which it was asked."""
KNOWN_RATIO = 74.0
PEAK_MOST, JUMP_MOST, GROWTH_MOST = 150 * 2**20, 20 * 2**20, 1.0
"""Of the story of days, as asked; growth is bytes a bar, of which less than one is none."""


class Times(NamedTuple):
    """Shares of a run's time; they sum to 1."""

    strategy: float
    wrangling: float
    framework: float


def shares(function: Function) -> str:
    """Whose a function is: the strategy's, wrangling, or the framework's.

    The strategy's are its own functions, and the indicators and array functions that it calls.
    """
    if function.category == "wrangling":
        return "wrangling"
    root = function.module.partition(".")[0]
    is_own = function.category == CALLBACKS and not function.compiled and root != "farthing"
    if function.category == "indicators" or (is_own and root not in sys.stdlib_module_names):
        return "strategy"
    return "framework"


def times_of(profile: ProfileResult) -> Times:
    """Whose the time of a run is, by cProfile, which counts what is compiled too."""
    assert profile.cprofile is not None, f"{profile.target} has no calls counted"
    found = dict.fromkeys(Times._fields, 0.0)
    for function in profile.cprofile.functions:
        found[shares(function)] += function.own
    return Times(**found)


def framework(profiles: Sequence[tuple[str, ProfileResult]]) -> str:
    """What the framework takes for a second of the strategy's, of every profile with calls."""
    rows = [_framework(name, profile) for name, profile in profiles if profile.cprofile]
    names = (
        "Case", "Written", "Strategy", "Wrangling", "Framework", "Framework to strategy", "Asked",
        "Known",
    )  # fmt: skip
    return table(sheet("Framework and strategy", names, rows, words=("Written", "Asked")))


def _framework(name: str, profile: ProfileResult) -> tuple[str | Cell, ...]:
    whole, found = profile.unwatched.seconds, times_of(profile)
    way = WRITTEN[name.partition("-")[0]]
    ratio = found.framework / found.strategy if found.strategy else float("inf")
    asked = DASH
    if way in MOST and any(part in name for part in ASKED_OF):
        is_met = ratio <= MOST[way]
        asked = f"{MOST[way]:g} at most: {'yes' if is_met else 'NO'}"
    return (
        name, f"({way})", *(duration(share * whole) for share in found), f"{ratio:.2f}", asked,
        f"{KNOWN_RATIO:g}",
    )  # fmt: skip


def parts(after: ResultFile, before: ResultFile | None, file: Path) -> str:
    """What share of a run each heavy operation has, and had."""
    entries = [each for each in _entries(file) if "run" in each]
    sides = [cases_of(each) for each in (after, before) if each is not None]
    rows = []
    for entry in entries:
        of = [_part(entry, side) for side in sides]
        if of[0] is not None:
            rows.append((entry["case"], *(cell for found in of for cell in _cells(found))))
    heads = ("Time", "Run", "Share", "Time before", "Run before", "Share before")
    names = ("Case", *heads[: 3 * len(sides)])
    return table(sheet("Shares of a run", names, rows))


def _part(entry: dict[str, Any], cases: Mapping[str, CaseResult]) -> tuple[float, float] | None:
    """Seconds of an operation and of the run that it is a part of."""
    needed = [entry["case"], entry["run"], *([entry["less"]] if "less" in entry else [])]
    if any(name not in cases for name in needed):
        return None
    seconds = cases[entry["case"]].median
    seconds -= cases[entry["less"]].median if "less" in entry else 0.0
    return seconds, cases[entry["run"]].median


def _cells(found: tuple[float, float] | None) -> tuple[str, str, str]:
    if found is None:
        return DASH, DASH, DASH
    return duration(found[0]), duration(found[1]), percent(found[0] / found[1])


def allocations(memories: Mapping[str, MemoryProfile], file: Path) -> str:
    """Bytes that a call asks for, beside known ones; also what it gives back at once counts."""
    rows = []
    for entry in _entries(file):
        if "bytes" in entry and entry["case"] in memories and entry["less"] in memories:
            found, less = memories[entry["case"]], memories[entry["less"]]
            calls = int(found.facts[entry["by"]])
            ours = (_in_run(found) - _in_run(less)) / calls
            faster = times(entry["bytes"] / ours) if ours > 0 else DASH
            rows.append((entry["case"], f"{calls:,}", size(ours), size(entry["bytes"]), faster))
    names = ("Case", "Calls", "Bytes a call", "Known", "Less")
    return table(sheet("Bytes of a call", names, rows))


def _in_run(found: MemoryProfile) -> int:
    return next(phase.allocated_bytes for phase in found.phases if phase.name == "run")


def memory_table(memories: Mapping[str, MemoryProfile]) -> str:
    """Peak, what loading adds, and growth; what was asked of them is marked."""
    rows = [
        (
            name, size(found.rss_peak_bytes), size(found.jump("data")),
            size(found.jump("run")), f"{found.bars:,}" if found.bars else DASH,
            f"{found.steady.bytes_per_bar:.3f}"
            if found.steady and found.steady.bytes_per_bar is not None else DASH,
        )
        for name, found in memories.items()
    ]  # fmt: skip
    names = ("Case", "Peak", "Loading adds", "Running adds", "Bars", "Bytes a bar")
    return table(sheet("Memory", names, rows))


def memory_asked(memories: Mapping[str, MemoryProfile]) -> str:
    """Whether what was asked of memory is so, in a sentence each."""
    if not {"story-daily", "long-1000000"} <= set(memories):
        return "What was asked is not measured."
    daily, long = memories["story-daily"], memories["long-1000000"]
    grown = long.steady.bytes_per_bar if long.steady else None
    met = (
        (f"The story of days peaks at {size(daily.rss_peak_bytes)}, asked {size(PEAK_MOST)}",
         daily.rss_peak_bytes <= PEAK_MOST),
        (f"loading its bars adds {size(daily.jump('data'))}, asked {size(JUMP_MOST)}",
         daily.jump("data") <= JUMP_MOST),
        (f"a run of {long.bars or 0:,} bars grows by "
         + (DASH if grown is None else f"{grown:.3f}") + " bytes a bar, asked none",
         grown is not None and abs(grown) < GROWTH_MOST),
    )  # fmt: skip
    return "; ".join(f"{words}: {'yes' if is_met else 'NO'}" for words, is_met in met) + "."


def blocks(result: ResultFile) -> str:
    """What a block of ``ProfileContext`` costs, and its share of a bar of D."""
    cases = cases_of(result)
    if not {"b-D", "block-none", "block-off", "block-on"} <= set(cases):
        return "Not measured with the rest.\n"
    bar = cases["b-D"].median / D_BARS
    nothing = cases["block-none"]
    rows = []
    for name, words in (("block-off", "not enabled"), ("block-on", "enabled")):
        cost = (cases[name].median - nothing.median) / int(cases[name].readings[0].facts["calls"])
        rows.append((words, duration(cost), duration(bar), percent(cost / bar)))
    return table(sheet("A block", ("Block", "Cost", "A bar of D", "Share of it"), rows))


D_BARS = 504


def _entries(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["known"]
    return found
