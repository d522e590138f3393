"""``farthing bench peers``: other engines beside ours, on the same bytes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.defaults import PEERS_SECONDS
from farthing.lab.machine import machine
from farthing.lab.peers.engines import WAYS, Engine, Engines, check_known, engines
from farthing.lab.peers.environments import checked_home, python_of
from farthing.lab.peers.failure import PeerFailed, last_words
from farthing.lab.peers.pairs import our_row, peer_row, run_pairs
from farthing.lab.peers.process import Line, Work
from farthing.lab.results.peers import PeerFailure, PeerRow, PeersResult
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Progress = Callable[[int, int, str], None]

PAIRS = 3
ROUNDS = 15
TIMEOUT = 900.0


def peers(
    names: Sequence[str] = (),
    workloads: Sequence[str] = (),
    *,
    ways: Sequence[str] = (),
    home: Path | None = None,
    environments: Mapping[str, Path] | None = None,
    installs: bool = True,
    folder: Path = Path("benchmarks"),
    pairs: int = PAIRS,
    rounds: int = ROUNDS,
    seconds: float = PEERS_SECONDS,
    timeout: float = TIMEOUT,
    progress: Progress | None = None,
) -> PeersResult:
    """Runs peers beside us, each comparison in pairs of fresh processes.

    Args:
        names: engines of the folder's ``peers/engines.toml``; all where none is named.
        workloads: such as ``D``; all that an engine can do where none is named.
        ways: ``class``, ``arrays``, ``one-call``, ``per-asset``, ``story``; all likewise.
        home: folder of the environments; the user's cache where none is named.
        environments: the Python of an engine's environment that is there already.
        installs: whether an environment that is not there is made.
        folder: the benchmarks of a checkout.
        pairs: of processes, ours and theirs, for each comparison.
        rounds: at most so many in a process; its figure is their median.
        seconds: no further pair of a comparison begins that would go beyond them.
        timeout: seconds after which a process is ended.
        progress: called with comparisons done, comparisons asked and what comes next.

    An engine that cannot be installed, raises, or changes its answer is a failure in the result
    with its reason; the others go on.

    Raises:
        ConfigurationError: an engine, workload or way that there is not, or bars that cannot be
            written.
    """
    known = engines(folder)
    asked = _Asked(known, known.chosen(list(names)), list(workloads), list(ways))
    given = dict(environments or {})
    check_known("engine", list(given), [engine.name for engine in known.peers])
    where = checked_home(home, folder)
    limits = _Limits(pairs, rounds, seconds, timeout)
    found = _Found(progress, len(asked.comparisons()))
    pythons = _pythons(asked, where, given, found, installs=installs)
    with tempfile.TemporaryDirectory() as bars:
        _write_bars(known, Path(bars), asked.workloads_needed())
        for engine, way, workload in asked.comparisons():
            found.step(f"{engine.name} {workload} {way}")
            if engine.name in pythons:
                work = limits.work(workload, way, Path(bars))
                _compare(known.ours, (engine, pythons[engine.name]), work, limits, found)
    found.step("")
    command = " ".join(["farthing bench peers", *names])
    return PeersResult(
        made=now(), machine=machine(), command=command,
        rows=found.rows_with_ours(), failures=tuple(found.failures),
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """Engines, workloads and ways, checked."""

    known: Engines
    engines: list[Engine]
    workloads: list[str]
    ways: list[str]

    def __post_init__(self) -> None:
        """Whether there is something to do."""
        every = [names for engine in self.known.peers for names in engine.workloads.values()]
        there = {name for names in every for name in names}
        check_known("workload", self.workloads, sorted(there))
        check_known("way", self.ways, list(WAYS))
        if not self.comparisons():
            raise ConfigurationError("none of these engines can do these workloads in these ways")

    def comparisons(self) -> list[tuple[Engine, str, str]]:
        """Engine, way and workload."""
        return [
            (engine, way, workload)
            for engine in self.engines
            for way, workloads in engine.workloads.items()
            for workload in workloads
            if (not self.ways or way in self.ways)
            and (not self.workloads or workload in self.workloads)
        ]

    def engines_needed(self) -> list[Engine]:
        """Those that have something to do: no other is installed."""
        needed = {engine.name for engine, _, _ in self.comparisons()}
        return [engine for engine in self.engines if engine.name in needed]

    def workloads_needed(self) -> list[str]:
        """Those whose bars are written."""
        return sorted({workload for _, _, workload in self.comparisons()})


@dataclass(frozen=True)
class _Limits:
    """How much is run."""

    pairs: int
    rounds: int
    seconds: float
    timeout: float

    def __post_init__(self) -> None:
        """Whether that is anything."""
        for name in ("pairs", "rounds", "seconds", "timeout"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"{name} is {getattr(self, name)}; it must be above 0")

    def work(self, workload: str, way: str, bars: Path) -> Work:
        """What the processes of a comparison are told."""
        file = bars / f"{workload}.npz"
        return Work(workload=workload, way=way, bars=file, rounds=self.rounds, timeout=self.timeout)


@dataclass
class _Found:
    """What is found on the way."""

    progress: Progress | None
    total: int
    done: int = -1
    rows: list[PeerRow] = field(default_factory=list)
    failures: list[PeerFailure] = field(default_factory=list)
    ours: dict[tuple[str, str], list[Line]] = field(default_factory=lambda: defaultdict(list))
    works: dict[tuple[str, str], Work] = field(default_factory=dict)

    def step(self, following: str) -> None:
        """Tells how far it is."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total, following)

    def rows_with_ours(self) -> tuple[PeerRow, ...]:
        """By workload and way, ours first."""
        mine = []
        for key, lines in self.ours.items():
            try:
                mine.append(our_row(self.works[key], lines))
            except PeerFailed as failed:
                self.failures.append(_failure(failed, self.works[key]))
        order = {key: place for place, key in enumerate(self.ours)}
        rows = [*mine, *self.rows]
        return tuple(sorted(rows, key=lambda row: order[row.workload, row.way]))


def _pythons(
    asked: _Asked, home: Path, given: dict[str, Path], found: _Found, *, installs: bool
) -> dict[str, Path]:
    """The Pythons of the engines that have one; the others are failures."""
    pythons = {}
    for engine in asked.engines_needed():
        try:
            pythons[engine.name] = python_of(engine, asked.known, home, given, installs=installs)
        except PeerFailed as failed:
            found.failures.append(PeerFailure(engine=failed.engine, reason=failed.reason))
    return pythons


def _write_bars(known: Engines, folder: Path, workloads: list[str]) -> None:
    command = [sys.executable, str(known.bars), str(folder), *workloads]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise ConfigurationError(f"{known.bars.name} wrote no bars: {last_words(done.stderr)}")


def _compare(
    ours: Engine, theirs: tuple[Engine, Path], work: Work, limits: _Limits, found: _Found
) -> None:
    try:
        mine = (ours, Path(sys.executable))
        pairs = run_pairs(mine, theirs, work, limits.pairs, limits.seconds)
    except PeerFailed as failed:
        found.failures.append(_failure(failed, work))
        return
    key = work.workload, work.way
    found.works[key] = work
    found.ours[key] += [line for line, _ in pairs]
    found.rows.append(peer_row(work, pairs))


def _failure(failed: PeerFailed, work: Work) -> PeerFailure:
    told = {"workload": work.workload, "way": work.way}
    return PeerFailure(engine=failed.engine, reason=failed.reason, **told)
