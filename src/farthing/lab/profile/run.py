"""``farthing profile run``: each profiler in a fresh process, one folder with all they found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError, FarthingError, suggestion
from farthing.lab.cases import FOLDER, StrategyCase
from farthing.lab.defaults import PROFILE_SECONDS
from farthing.lab.extra import need
from farthing.lab.flame import flame_graph
from farthing.lab.machine import machine
from farthing.lab.profile import cprofile, lines, sampling, tree
from farthing.lab.profile.folder import FLAME, FOLDED, PAGE, RESULT, check_folder, replaced
from farthing.lab.profile.fresh import fresh
from farthing.lab.profile.sides import two_shares
from farthing.lab.profile.targets import targets
from farthing.lab.profile.work import work
from farthing.lab.results.profile import ProfileResult, Unwatched
from farthing.lab.results.read import write
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.profile.work import Work
    from farthing.lab.results.memory import MemoryProfile
    from farthing.lab.results.profile import LinesOfFunction, Target, TwoShares

PROFILERS = ("cprofile", "sampling", "memory", "lines", "tree")
OUT = Path("profiles")
INSTALLED: dict[str, Callable[[], object]] = {
    "cprofile": lambda: cprofile,
    "sampling": sampling.py_spy,
    "memory": lambda: need("memray"),
    "lines": lambda: need("line_profiler"),
    "tree": lambda: need("pyinstrument"),
}
"""What fails where a profiler is not installed: before anything is run."""
MEMORY_SECONDS, MEMORY_ROUNDS = 0.5, 20
"""Runs under memray, which is slow: as many as take so long without it, at most so many."""

FILES = {
    cprofile.WALL: "every call counted, by wall clock; python -m pstats reads it",
    cprofile.CPU: "the same by processor time",
    FOLDED: "the sampled stacks: frame;frame count",
    FLAME: "flame graph of the samples",
    tree.PAGE: "the tree of calls, to unfold",
    tree.SPEEDSCOPE: "the tree of calls, for speedscope",
    lines.FILE: "the time of each line",
    PAGE: "this page",
}


class AnswerChanged(FarthingError):  # noqa: N818 - what happened
    """The work gave another answer when it was profiled: there is nothing to compare."""


def profile(
    target: str | StrategyCase,
    with_: Sequence[str] = ("cprofile", "sampling"),
    out: str | Path | None = None,
    *,
    folder: str | Path = FOLDER,
    seconds: float = PROFILE_SECONDS,
    progress: Callable[[int, int, str], None] | None = None,
) -> ProfileResult:
    """Finds where the time of a run goes.

    The run is repeated in each process for so many seconds; a first run, which loads and warms up,
    is in no share. One more process runs it without any profiler: its times are the ones shown.

    Args:
        target: the name of a case, or a strategy with its bars.
        with_: of ``cprofile``, ``sampling``, ``memory``, ``lines`` and ``tree``; ``lines`` brings
            ``cprofile`` with it, which says which functions are hot.
        out: folder for the result and the raw files; by default ``profiles/`` and the target.
        folder: where cases are, with a ``cases.py``.
        seconds: for how long each profiler watches.
        progress: called with profilers done, profilers in all, and which is next.

    Raises:
        ConfigurationError: no such target or profiler, or a profiler is not installed.
        CaseRaised: the work raised, or its answer changed from one run to the next.
        AnswerChanged: it gave another answer when it was profiled.
    """
    asked = _asked(with_)
    if not 0 < seconds < float("inf"):
        raise ConfigurationError(f"{seconds} seconds are no time: name a number above 0")
    cases = Path(folder)
    what = work(target, cases)
    place = Path(out) if out is not None else OUT / what.case
    check_folder(place)
    for name in asked:
        INSTALLED[name]()
    with replaced(place) as stage:
        return _Profile(what, cases, stage, seconds, asked, progress).made()


def _asked(with_: Sequence[str]) -> tuple[str, ...]:
    wanted = set(with_) | ({"cprofile"} if "lines" in with_ else set())
    for name in with_:
        if name not in PROFILERS:
            near = suggestion(name, PROFILERS) or f"; there are {', '.join(PROFILERS)}"
            raise ConfigurationError(f"there is no profiler {name!r}{near}")
    if not wanted:
        raise ConfigurationError(f"name a profiler: {', '.join(PROFILERS)}")
    return tuple(name for name in PROFILERS if name in wanted)


class _Profile:
    """The profilers of one target, one after the other."""

    def __init__(
        self,
        what: Work,
        cases: Path,
        folder: Path,
        seconds: float,
        asked: tuple[str, ...],
        progress: Callable[[int, int, str], None] | None,
    ) -> None:
        """Has looked at nothing yet."""
        self.work, self.cases, self.folder = what, cases, folder
        self.seconds, self.asked = seconds, asked
        self.progress = progress
        self.digests: dict[str, str] = {}
        self.counted: cprofile.Counted | None = None
        self.sampled: sampling.Sampled | None = None
        self.memory: MemoryProfile | None = None
        self.lines: tuple[LinesOfFunction, ...] = ()

    def made(self) -> ProfileResult:
        """The result; it and all files are in the folder."""
        unwatched, facts = self._unwatched()
        self.run_seconds = unwatched.seconds
        for done, name in enumerate(self.asked, start=1):
            self._next(done, name)
            getattr(self, f"_{name}")()
            self._check_answer(name)
        self._next(len(self.asked) + 1, "page")
        result = self._result(unwatched, facts)
        from farthing.lab.profile.page import page

        (self.folder / PAGE).write_text(page(result, self._flame(result)), encoding="utf-8")
        write(result, self.folder / RESULT)
        return result

    def _next(self, done: int, name: str) -> None:
        if self.progress is not None:
            self.progress(done, len(self.asked) + 2, name)

    def _unwatched(self) -> tuple[Unwatched, dict[str, str]]:
        self._next(0, "unwatched")
        found = fresh(self.work, "plain", self.seconds)
        self.digests["unwatched"] = found["digest"]
        return Unwatched(**{name: found[name] for name in Unwatched.model_fields}), found["facts"]

    def _check_answer(self, name: str) -> None:
        true = self.digests["unwatched"]
        for what, digest in self.digests.items():
            if digest != true:
                raise AnswerChanged(
                    f"{self.work.case} gives {digest[:12]} under {what}, and {true[:12]} without "
                    f"a profiler: its answer must not change from run to run"
                )

    def _cprofile(self) -> None:
        self.counted = cprofile.counted(self.work, self.folder, self.seconds)
        self.digests |= self.counted.digests

    def _sampling(self) -> None:
        self.sampled = sampling.sampled(self.work, self.folder, self.seconds)
        self.digests["sampling"] = self.sampled.digest
        title = f"{self.work.case}, {self.sampled.table.rounds} runs"
        folded = (self.folder / FOLDED).read_text(encoding="utf-8")
        (self.folder / FLAME).write_text(flame_graph(folded, title), encoding="utf-8")

    def _memory(self) -> None:
        from farthing.lab.profile.memory import profile_memory

        source = self.work.source
        target = source if isinstance(source, StrategyCase) else self.work.case
        rounds = min(max(round(MEMORY_SECONDS / self.run_seconds), 1), MEMORY_ROUNDS)
        self.memory = profile_memory(target, self.folder, cases=self.cases, rounds=rounds)
        self.digests["memory"] = self.memory.digest

    def _lines(self) -> None:
        assert self.counted is not None, "lines brings cprofile with it"
        functions = self.counted.functions
        self.lines, digest = lines.lined(self.work, self.folder, self.seconds, functions)
        self.digests["lines"] = digest

    def _tree(self) -> None:
        self.digests["tree"] = tree.tree(self.work, self.folder, self.seconds)

    def _flame(self, result: ProfileResult) -> str | None:
        file = self.folder / FLAME
        return file.read_text(encoding="utf-8") if FLAME in result.files else None

    def _result(self, unwatched: Unwatched, facts: dict[str, str]) -> ProfileResult:
        there = {PAGE, *(path.name for path in self.folder.iterdir())}
        files = {**FILES, **(self.memory.files if self.memory else {})}
        return ProfileResult(
            made=now(),
            machine=machine(),
            command=f"farthing profile run {self.work.case} --with {','.join(self.asked)}",
            target=self.work.case,
            digest=self.digests["unwatched"],
            facts=facts,
            asked=self.asked,
            unwatched=unwatched,
            cprofile=self.counted.table if self.counted else None,
            sampling=self.sampled.table if self.sampled else None,
            two_shares=self._two_shares(),
            lines=self.lines,
            memory=self.memory,
            targets=self._targets(),
            files={name: files[name] for name in sorted(there)},
        )

    def _two_shares(self) -> tuple[TwoShares, ...]:
        if self.counted is None or self.sampled is None:
            return ()
        return two_shares(self.counted.own_with_compiled, self.sampled.own_with_compiled)

    def _targets(self) -> tuple[Target, ...]:
        """Of cProfile, which counts calls and tells compiled functions apart; else of samples."""
        if self.counted is not None:
            return targets(self.counted.table, self.run_seconds, self.counted.cpu)
        if self.sampled is not None:
            return targets(self.sampled.table, self.run_seconds, {})
        return ()
