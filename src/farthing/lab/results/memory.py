"""The memory of a run: how much, when, and who asked for it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record

LARGE_BYTES = 100 * 2**20
"""Functions that hold more than this are always listed."""


class PhaseMemory(Record):
    """A phase of a run.

    Attributes:
        name: ``import``, ``data`` (opening the bars and loading the first of them), ``run`` or
            ``result`` (digest and statistics).
        seconds: without an observer.
        observed_seconds: under memray, which makes it slower.
        rss_bytes: resident at its end, without an observer.
        rss_peak_bytes: the largest resident memory up to its end, without an observer.
        heap_bytes, heap_peak_bytes: held at its end, and at most within it, as memray counts.
        allocations, allocated_bytes: made in it, also what was given back at once; those of threads
            without a Python stack are not in it.
    """

    name: str
    seconds: float = Field(ge=0)
    observed_seconds: float = Field(ge=0)
    rss_bytes: int
    rss_peak_bytes: int
    heap_bytes: int
    heap_peak_bytes: int
    allocations: int
    allocated_bytes: int

    @property
    def bytes_per_second(self) -> float | None:
        """The rate at which it allocates; None where it took no time."""
        return self.allocated_bytes / self.seconds if self.seconds else None


class FunctionMemory(Record):
    """What a function holds when the most is held.

    Attributes:
        name, module: as in a profile of time.
        own_bytes: asked for by it, or by foreign compiled code that it called.
        total_bytes: asked for by it and all that it called.
    """

    name: str
    module: str
    own_bytes: int
    total_bytes: int

    @property
    def large(self) -> bool:
        """Whether it holds more than 100 MiB."""
        return self.total_bytes > LARGE_BYTES


class SteadyMemory(Record):
    """How memory grows over the steady part of a run: a Theil-Sen slope with its 95 % interval.

    Attributes:
        bytes_per_second: of a run without an observer; None where the bars are not known.
        bytes_per_bar: None where the bars are not known.
        low, high: interval of the growth, in bytes of a second on the processor under the
            observer (of any second, where the system has no clock of a thread), and ``slope`` its
            estimate.
        snapshots: that it rests on.
    """

    slope: float
    low: float
    high: float
    snapshots: int
    bytes_per_second: float | None = None
    bytes_per_bar: float | None = None


class Moment(Record):
    """A point of the timeline: seconds since its beginning, and what was held then."""

    seconds: float
    heap_bytes: int
    rss_bytes: int


class MemoryProfile(ResultFile):
    """What ``profile_memory`` found.

    Heap is what was asked for and not given back, pages that an allocator maps ahead included;
    resident is what the machine gave. Small Python objects are seen as the arenas they live in.

    Attributes:
        target: the case or the strategy's file.
        digest: of the run's exact answer, the same with and without an observer.
        facts: what else the run says of its answer.
        native: whether compiled functions are seen.
        note: why not, where they are not.
        rss_peak_bytes: of a process without an observer.
        observed_rss_peak_bytes: of the one under memray.
        heap_peak_bytes, heap_mean_bytes: the mean is over time.
        arrow_bytes: held by polars and Arrow at the peak, as far as memray sees into them.
        allocations, allocated_bytes: of the whole, threads included.
        phases: in their order.
        steady: growth; None where the run is too short, as ``steady_note`` then says.
        functions: of Python, the most own bytes first.
        rust: of farthing's core, by all that they and their callees hold.
        timeline: thinned, peaks kept.
        bars: of the run; None where the result does not say.
        files: name of each file beside this one, and what it is.
    """

    kind: Literal["memory"] = "memory"
    target: str
    digest: str
    facts: dict[str, str] = {}
    native: bool
    note: str = ""
    rss_peak_bytes: int
    observed_rss_peak_bytes: int
    heap_peak_bytes: int
    heap_mean_bytes: int
    arrow_bytes: int
    allocations: int
    allocated_bytes: int
    phases: tuple[PhaseMemory, ...] = Field(min_length=1)
    steady: SteadyMemory | None = None
    steady_note: str = ""
    functions: tuple[FunctionMemory, ...]
    rust: tuple[FunctionMemory, ...] = ()
    timeline: tuple[Moment, ...]
    bars: int | None = None
    files: dict[str, str] = {}

    def jump(self, phase: str) -> int:
        """How much more is resident after a phase than before it, without an observer."""
        names = [each.name for each in self.phases]
        place = names.index(phase)
        before = self.phases[place - 1].rss_bytes if place else 0
        return self.phases[place].rss_bytes - before

    def allocates_most(self, count: int = 10) -> list[FunctionMemory]:
        """The first functions, and whatever else holds more than 100 MiB."""
        return [each for n, each in enumerate(self.functions) if n < count or each.large]
