"""What memray wrote, added up: by function, by phase, and as stacks of the peak."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from farthing.lab.extra import need
from farthing.lab.profile import names
from farthing.lab.profile.memory_worker import PHASES
from farthing.lab.profile.sampling import shown
from farthing.lab.results.memory import FunctionMemory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from farthing.lab.profile.names import Named

MARK = "_phase_"
"""How the functions of the worker are named that are phases."""
THREADS = "threads"
"""The root of stacks that no phase is in."""
GIVES_BACK = ("FREE", "PYMALLOC_FREE", "MUNMAP")
ARROW = re.compile(r"\b(polars|pyarrow)|\barrow::|^_rjem_")
"""What polars and Arrow are known by: their modules, and the allocator that polars brings."""
ALLOCATOR = re.compile(r"_?(rjem_|rust_alloc|rdl_alloc|Py(Mem|Object)_(Raw)?\w*alloc)|alloc::")
"""Where a stack may end: what is further in is how an allocator works."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was held at an instant, in milliseconds since 1970."""

    time_ms: int
    rss: int
    heap: int


@dataclass
class Allocations:
    """All that a file says.

    Attributes:
        peak: bytes of each stack at the peak, outermost frame first, the phase being the first.
        made: by phase, how many allocations and bytes, given back or not.
    """

    native: bool
    heap_peak: int
    snapshots: Sequence[Snapshot]
    peak: Counter[tuple[str, ...]] = field(default_factory=Counter)
    functions: list[FunctionMemory] = field(default_factory=list)
    rust: list[FunctionMemory] = field(default_factory=list)
    arrow: int = 0
    made: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_allocations(file: Path) -> Allocations:
    """Adds up a file that memray has written.

    Raises:
        OSError: there is no such file, or memray does not read it.
    """
    reader = need("memray").FileReader(str(file))
    with reader:
        about = reader.metadata
        found = Allocations(
            native=about.has_native_traces,
            heap_peak=about.peak_memory,
            snapshots=[Snapshot(s.time, s.rss, s.heap) for s in reader.get_memory_snapshots()],
        )
        _add_peak(found, reader.get_high_watermark_allocation_records(merge_threads=True))
        found.made = _made(reader.get_allocation_records())
    return found


def _add_peak(found: Allocations, records: Iterable[Any]) -> None:
    python, rust = _Held(), _Held()
    for record in records:
        trace = record.hybrid_stack_trace() if found.native else record.stack_trace()
        phase = phase_of(name for name, _, _ in trace)
        frames = [_named(*frame) for frame in reversed(_inside(trace))]
        found.peak[(phase, *map(shown, telling(frames)))] += record.size
        python.add(filter(is_python, frames), record.size)
        rust.add(filter(is_ours, frames), record.size)
        found.arrow += record.size * any(map(is_arrow, frames))
    found.functions = python.by(own=True)
    found.rust = rust.by(own=False)


def telling(frames: Sequence[Named]) -> list[Named]:
    """The frames that say something, outermost first.

    Between two functions of Python stand the interpreter's own and those that import a module; at
    the end stands how an allocator works. They are left out.
    """
    last = max((n for n, each in enumerate(frames) if is_python(each)), default=-1)
    outer = [each for each in frames[: max(last, 0)] if is_ours(each) or is_a_step(each)]
    inner = frames[max(last, 0) :]
    ends = (n for n, each in enumerate(inner) if is_allocator(each))
    return [*outer, *inner[: next(ends, len(inner)) + 1]]


def is_python(named: Named) -> bool:
    """Whether a frame is of Python."""
    return not named.compiled


def is_a_step(named: Named) -> bool:
    """Whether a frame is of Python, and not one of those that import a module."""
    return not named.compiled and not named.module.startswith("importlib")


def is_allocator(named: Named) -> bool:
    """Whether an allocator begins with a frame."""
    return named.compiled and ALLOCATOR.match(symbol(named)) is not None


def is_ours(named: Named) -> bool:
    """Whether a frame is of farthing's core."""
    return named.label.startswith("rust:")


def symbol(named: Named) -> str:
    """The whole name of a compiled function, its crate's with it."""
    return named.label.partition(":")[2]


@cache
def is_arrow(named: Named) -> bool:
    """Whether what is allocated below a frame belongs to polars or Arrow."""
    return ARROW.search(symbol(named) if named.compiled else named.module) is not None


class _Held:
    """Bytes of functions, their own and in all."""

    def __init__(self) -> None:
        self._own: Counter[Named] = Counter()
        self._total: Counter[Named] = Counter()

    def add(self, frames: Iterable[Named], size: int) -> None:
        """Adds a stack, outermost frame first."""
        frames = [each._replace(place="") for each in frames]
        for each in set(frames):
            self._total[each] += size
        if frames:
            self._own[frames[-1]] += size

    def by(self, *, own: bool) -> list[FunctionMemory]:
        """The functions, the largest first."""
        order = self._own if own else self._total
        return [
            FunctionMemory(
                name=each.name,
                module=each.module,
                own_bytes=self._own[each],
                total_bytes=self._total[each],
            )
            for each, _ in sorted(
                self._total.items(), key=lambda item: (-order[item[0]], -item[1], item[0])
            )
        ]


def _made(records: Iterable[Any]) -> dict[str, tuple[int, int]]:
    kinds = need("memray").AllocatorType
    back = {int(kinds[name]) for name in GIVES_BACK}
    phases: dict[int, str] = {}
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for record in records:
        if record.allocator in back:
            continue
        stack = record.stack_id
        if stack not in phases:
            phases[stack] = phase_of(name for name, _, _ in record.stack_trace())
        counts[phases[stack]] += 1
        sizes[phases[stack]] += record.size
    return {name: (counts[name], sizes[name]) for name in (*PHASES, THREADS)}


def phase_of(frames: Iterable[str]) -> str:
    """The phase that a stack is in: the innermost of the worker's functions that are named so.

    >>> phase_of(["load", "_phase_data", "run", "_phase_run", "main"]), phase_of(["worker"])
    ('data', 'threads')
    """
    found = (name.removeprefix(MARK) for name in frames if name.startswith(MARK))
    return next((name for name in found if name in PHASES), THREADS)


def _inside(trace: Sequence[tuple[str, str, int]]) -> Sequence[tuple[str, str, int]]:
    """The frames within the phase, innermost first; what is around it is the worker."""
    marks = (place for place, (name, _, _) in enumerate(trace) if name.startswith(MARK))
    return trace[: next(marks, len(trace))]


@cache
def _named(name: str, file: str, line: int) -> Named:
    if file.endswith(".py") or file.startswith("<frozen") or file == "<string>":
        return names.python_function(file, line, name)
    return names.frame(name)
