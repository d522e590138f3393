"""The result of ``farthing profile run``: where the time of a run goes.

Shares are parts of 1 of a run's time; seconds are those of a run that nothing watches.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.memory import MemoryProfile
from farthing.lab.results.record import Record

LARGE = 0.05
"""Functions from this share on are always listed."""
LISTED = 0.005
"""Functions from this share on are in the complete table."""
WORKS = 0.5
"""Below this part of its own time in which a processor works, a function waits."""


class Function(Record):
    """A function as one profiler saw it.

    Attributes:
        name: qualified, such as ``SmaCross.on_bar``.
        module: such as ``farthing.backtest.run``; a crate's module for Rust.
        place: file and first line; of compiled code the file alone, or nothing.
        category: the one that it belongs to.
        compiled: whether it is Rust or C.
        calls: in a run; None where the profiler does not count.
        own: share of the time in the function itself.
        cumulative: share of the time in it and in what it calls.
    """

    name: str
    module: str
    place: str = ""
    category: str
    compiled: bool
    calls: float | None = None
    own: float = Field(ge=0)
    cumulative: float = Field(ge=0)

    @property
    def label(self) -> str:
        """Module and name: what stays when lines move."""
        return f"{self.module}:{self.name}"


class Part(Record):
    """A module or a category, and its share of the time."""

    name: str
    share: float = Field(ge=0)


class FunctionTable(Record):
    """What one profiler found of functions.

    Attributes:
        profiler: which.
        rounds: runs that it saw.
        seconds: their time, with the profiler's own cost in it.
        setup_seconds: before them: imports and the bars; it is in no share.
        samples: stacks taken in the runs, and ``lost`` those that could not be read.
        native: whether compiled functions are seen inside Python's.
        note: what has to be known, such as why there are no compiled functions.
        functions: all of them, the largest own share first.
        modules: shares of own time; they sum to 1.
        categories: shares of own time; they sum to 1.
    """

    profiler: Literal["cprofile", "sampling"]
    rounds: int = Field(ge=1)
    seconds: float = Field(gt=0)
    setup_seconds: float = Field(ge=0)
    samples: int | None = None
    lost: int = 0
    native: bool = True
    note: str = ""
    functions: tuple[Function, ...] = Field(min_length=1)
    modules: tuple[Part, ...]
    categories: tuple[Part, ...]

    def by_own(self, count: int = 10) -> list[Function]:
        """The first by own time, and whatever else has 5 % of it."""
        return [f for n, f in enumerate(self.functions) if n < count or f.own >= LARGE]

    def by_cumulative(self, count: int = 10) -> list[Function]:
        """The first by cumulative time, and whatever else has 5 % of its own."""
        ordered = sorted(self.functions, key=lambda f: -f.cumulative)
        return [f for n, f in enumerate(ordered) if n < count or f.own >= LARGE]

    @property
    def margin(self) -> float | None:
        """Half the width of a share's 95 % interval where it is widest, at 1/2; None if counted.

        The normal approximation of a binomial share: 1.96 * sqrt(1/4 / samples).
        """
        return 0.98 / self.samples**0.5 if self.samples else None

    def above(self, share: float = LISTED) -> list[Function]:
        """Those with such a share of own or cumulative time."""
        return [f for f in self.functions if max(f.own, f.cumulative) >= share]


class TwoShares(Record):
    """A Python function's share by two profilers; compiled code counts for who calls it.

    Attributes:
        name: of the function, with its module.
        cprofile: share, which a cost per call inflates.
        sampling: share, which few samples blur.
        flagged: whether the two are further apart than they may be.
    """

    name: str
    cprofile: float
    sampling: float
    flagged: bool

    @property
    def points(self) -> float:
        """How many points of a hundred cProfile sees more."""
        return 100 * (self.cprofile - self.sampling)


class Target(Record):
    """A function whose time could be saved.

    Attributes:
        name: with its module.
        category: the one that it belongs to.
        share: of the time, its own.
        seconds: of a run, its own.
        calls: in a run; None where nobody counted.
        cpu: part of its own time in which a processor works; None where nobody can tell.
        compiled: whether it is Rust or C.
        rust: whether writing it in Rust pays, and if not, why not.
    """

    name: str
    category: str
    share: float = Field(ge=0, le=1)
    seconds: float = Field(ge=0)
    calls: float | None = None
    cpu: float | None = None
    compiled: bool
    rust: Literal["pays", "too small", "compiled already", "waits"]

    @property
    def seconds_per_call(self) -> float | None:
        """Own seconds of a call."""
        return self.seconds / self.calls if self.calls else None

    @property
    def bound(self) -> str:
        """Whether it works or waits.

        >>> Target(name="a:b", category="other", share=0.1, seconds=1, cpu=0.1, compiled=False,
        ...        rust="waits").bound
        'waiting'
        """
        if self.cpu is None:
            return "unknown"
        return "CPU" if self.cpu >= WORKS else "waiting"

    def speedup(self, times: float | None) -> float | None:
        """Amdahl's bound of the whole when this is so many times as fast; None takes it away.

        Gene Amdahl, "Validity of the single processor approach", AFIPS 1967.

        >>> target = Target(name="a:b", category="other", share=0.5, seconds=1, compiled=False,
        ...                 rust="pays")
        >>> round(target.speedup(2), 3), round(target.speedup(10), 3), target.speedup(None)
        (1.333, 1.818, 2.0)
        """
        left = 1 - self.share + (self.share / times if times else 0)
        return 1 / left if left > 0 else None


class Line(Record):
    """A line of a function: how often a run comes by, and its share of the function's time."""

    number: int
    hits: float
    share: float
    words: str


class LinesOfFunction(Record):
    """A function's lines. ``seconds`` are those of a run, with the profiler's cost in them."""

    name: str
    place: str
    seconds: float
    lines: tuple[Line, ...]


class Unwatched(Record):
    """Runs that nothing watches, in a process of their own.

    Attributes:
        rounds: how many.
        seconds: of the middle one.
        cpu_seconds: processor time of the middle one, threads and children included.
        setup_seconds: before them: imports and the bars.
        peak_bytes: the largest resident memory of the process.
    """

    rounds: int
    seconds: float = Field(gt=0)
    cpu_seconds: float = Field(ge=0)
    setup_seconds: float = Field(ge=0)
    peak_bytes: int


class ProfileResult(ResultFile):
    """Where the time of a run goes, by each profiler that was asked.

    Attributes:
        target: name of the case or of the strategy's file.
        digest: of the run's exact answer, the same in every process.
        facts: what else the run says of its answer.
        asked: the profilers.
        unwatched: what a run costs when nothing watches it.
        cprofile: every call counted.
        sampling: stacks at fixed intervals.
        two_shares: functions by both, where both were asked.
        lines: of the strategy's functions and of farthing's hottest.
        memory: what was allocated, by whom.
        targets: what could be saved, the largest first.
        files: name of each file beside this one, and what it is.
    """

    kind: Literal["profile"] = "profile"
    target: str
    digest: str
    facts: dict[str, str] = {}
    asked: tuple[str, ...] = Field(min_length=1)
    unwatched: Unwatched
    cprofile: FunctionTable | None = None
    sampling: FunctionTable | None = None
    two_shares: tuple[TwoShares, ...] = ()
    lines: tuple[LinesOfFunction, ...] = ()
    memory: MemoryProfile | None = None
    targets: tuple[Target, ...] = ()
    files: dict[str, str] = {}

    @property
    def tables(self) -> list[FunctionTable]:
        """The tables that there are, cProfile's first."""
        return [table for table in (self.cprofile, self.sampling) if table is not None]
