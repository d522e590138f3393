"""The tables of a profile, the same for the terminal, the page and Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.backtest.figures import size
from farthing.lab.profile.words import calls, duration, percent, times
from farthing.lab.results.profile import LARGE, LISTED
from farthing.report.table import Cell, Fact, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.lab.results.profile import (
        Function,
        FunctionTable,
        LinesOfFunction,
        Part,
        ProfileResult,
        Target,
    )

STRONG = "strong"
"""The tone of what has 5 % of the time or more."""
TITLES = {"cprofile": "cProfile", "sampling": "py-spy"}
WORDS = ("Function", "Category", "Module", "Line", "Place", "Bound by", "In Rust", "")

BOTH = "py-spy sees the modules of Rust where cProfile sees farthing._core"


def rows(cells: Iterable[Sequence[str]], tones: Iterable[str] = ()) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells, each row of one tone."""
    listed = list(cells)
    kinds = [*tones] or [""] * len(listed)
    return tuple(
        tuple(Cell(words, tone) for words in row) for row, tone in zip(listed, kinds, strict=True)
    )


def summary(result: ProfileResult) -> list[Fact]:
    """What a run costs, and that its answer stayed the same."""
    run = result.unwatched
    facts = [
        Fact("A run", duration(run.seconds), f"middle of {run.rounds:,}, without a profiler"),
        Fact("Processor", duration(run.cpu_seconds), "of a run, all threads"),
        Fact("Setup", duration(run.setup_seconds), "imports, bars and a first run: in no share"),
        Fact("Peak memory", size(run.peak_bytes), "of the whole process"),
        Fact("Answer", result.digest[:12], f"the same under {', '.join(result.asked)}"),
    ]
    for name, value in result.facts.items():
        facts.append(Fact(name.replace("_", " ").capitalize(), value))
    return facts


def watched(table: FunctionTable, result: ProfileResult) -> str:
    """What a profiler saw, and what it cost."""
    cost = table.seconds / table.rounds / result.unwatched.seconds
    words = (
        f"{table.rounds:,} runs in {duration(table.seconds)}, each {times(cost)} of one without it"
    )
    if table.samples:
        margin = 100 * (table.margin or 0)
        words += f"; {table.samples} samples, so that a share is known to {margin:.0f} points"
        words += f" or better; {table.lost} could not be read"
    return f"{words}; {table.note}" if table.note else words


def by_own(table: FunctionTable, result: ProfileResult, count: int) -> Table:
    """The first functions by own time, and all with 5 %."""
    caption = f"{TITLES[table.profiler]}: by own time"
    return _functions(caption, table.by_own(count), result, watched(table, result))


def by_cumulative(table: FunctionTable, result: ProfileResult, count: int) -> Table:
    """The first functions by cumulative time, and all with 5 %."""
    caption = f"{TITLES[table.profiler]}: by cumulative time"
    return _functions(caption, table.by_cumulative(count), result)


def complete(table: FunctionTable, result: ProfileResult) -> Table:
    """All functions with 0.5 % of own or cumulative time."""
    listed = table.above(LISTED)
    rest = len(table.functions) - len(listed)
    left = sum(f.own for f in table.functions) - sum(f.own for f in listed)
    note = f"{rest:,} functions below {percent(LISTED)} have {percent(max(left, 0.0))} together"
    caption = f"{TITLES[table.profiler]}: all functions above {percent(LISTED)}"
    return _functions(caption, listed, result, note)


def _functions(
    caption: str, functions: list[Function], result: ProfileResult, note: str = ""
) -> Table:
    whole = result.unwatched.seconds
    names = ("Function", "Own", "Own time", "Cumulative", "Calls", "Category")
    cells = [
        (
            f.label, percent(f.own), duration(f.own * whole), percent(f.cumulative),
            calls(f.calls), f.category,
        )
        for f in functions
    ]  # fmt: skip
    tones = [STRONG if f.own >= LARGE else "" for f in functions]
    return Table(caption, names, rows(cells, tones), WORDS, note)


def modules(result: ProfileResult) -> Table:
    """Shares of own time by module, by each profiler; the tiny ones are one line."""
    found = [_shares(table.modules) for table in result.tables]
    large = _names(found, LISTED)
    cells = [_row_of_shares(name, found) for name in large]
    if len(_names(found)) > len(large):
        cells.append(_rest(large, found))
    note = BOTH if len(found) > 1 and all(each.native for each in result.tables) else ""
    return Table("By module", ("Module", *_profilers(result)), rows(cells), WORDS, note)


def _names(found: list[dict[str, float]], least: float = 0.0) -> list[str]:
    """What has such a share by any profiler, in their order."""
    large = (name for shares in found for name, share in shares.items() if share >= least)
    return list(dict.fromkeys(large))


def _rest(large: list[str], found: list[dict[str, float]]) -> tuple[str, ...]:
    """The modules that are not large, in one line."""
    rest = [{n: s for n, s in shares.items() if n not in large} for shares in found]
    count = len({name for shares in rest for name in shares})
    return (f"{count} below {percent(LISTED)}", *(percent(sum(s.values())) for s in rest))


def categories(result: ProfileResult) -> Table:
    """Shares of own time by category, by each profiler; they sum to 100 %."""
    found = [_shares(table.categories) for table in result.tables]
    cells = [_row_of_shares(name, found) for name in _names(found)]
    return Table("By category", ("Category", *_profilers(result)), rows(cells), WORDS)


def _profilers(result: ProfileResult) -> list[str]:
    return [TITLES[table.profiler] for table in result.tables]


def _shares(parts: tuple[Part, ...]) -> dict[str, float]:
    return {part.name: part.share for part in parts}


def _row_of_shares(name: str, found: list[dict[str, float]]) -> tuple[str, ...]:
    return (name, *(percent(shares.get(name, 0.0)) for shares in found))


def two_shares(result: ProfileResult, count: int | None = None) -> Table:
    """The two profilers side by side; what differs too much is marked."""
    listed = [p for n, p in enumerate(result.two_shares) if count is None or n < count or p.flagged]
    cells = [
        (
            p.name, percent(p.cprofile), percent(p.sampling), f"{p.points:+.1f}",
            "differs" if p.flagged else "",
        )
        for p in listed
    ]  # fmt: skip
    note = (
        "own time of Python functions with the compiled code they call; cProfile adds a cost to "
        "each call, so that believe py-spy where functions are small"
    )
    names = ("Function", "cProfile", "py-spy", "Points", "")
    tones = ["loss" if p.flagged else "" for p in listed]
    return Table("cProfile and py-spy side by side", names, rows(cells, tones), WORDS, note)


def targets(result: ProfileResult) -> Table:
    """What could be saved, the largest first."""
    names = (
        "Function", "Share", "Time", "Calls", "A call", "Bound by", "In Rust", "2x", "10x",
        "Without",
    )  # fmt: skip
    note = (
        "2x, 10x, without: the whole run is at most so many times as fast if this function is "
        "(Amdahl); Rust pays above 1 ms of own time in a run"
    )
    cells = [_target(target) for target in result.targets]
    tones = ["gain" if target.rust == "pays" else "" for target in result.targets]
    return Table("Targets", names, rows(cells, tones), WORDS, note)


def _target(target: Target) -> tuple[str, ...]:
    return (
        target.name, percent(target.share), duration(target.seconds), calls(target.calls),
        duration(target.seconds_per_call), target.bound, target.rust, times(target.speedup(2)),
        times(target.speedup(10)), times(target.speedup(None)),
    )  # fmt: skip


def lines(function: LinesOfFunction) -> Table:
    """The lines of a function."""
    cells = [
        (str(line.number), calls(line.hits), percent(line.share), line.words)
        for line in function.lines
    ]
    tones = [STRONG if line.share >= LARGE else "" for line in function.lines]
    caption = f"{function.name} ({function.place}), {duration(function.seconds)} a run"
    return Table(caption, ("No.", "Hits", "Share", "Line"), rows(cells, tones), WORDS)
