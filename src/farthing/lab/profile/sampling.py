"""py-spy: stacks at fixed intervals from outside of the process, Rust's functions in them.

A sampler adds nothing to a call, so that its shares are a check on those of cProfile.
"""

from __future__ import annotations

import re
import shutil
import sysconfig
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.errors import ConfigurationError, install
from farthing.lab.profile import categories, in_workers, table, worker
from farthing.lab.profile.cprofile import TOGETHER
from farthing.lab.profile.fresh import ProfilerFailed, fresh
from farthing.lab.profile.names import Named, frame
from farthing.lab.results.profile import FunctionTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from farthing.lab.profile.work import Work

RATE = 100
"""Stacks a second."""
LOST_MAX = 0.25
"""From this share of unreadable stacks on, native frames do not work."""
TOLD = re.compile(r"Samples: (\d+) Errors: (\d+)")
JOB = f"{in_workers.profiled_job.__name__} ("
ENTRIES = (f"{worker.profiled_rounds.__name__} (", JOB)
"""How the frame begins in which a run is made, here or in a worker of a study."""
Stack = tuple[Named, ...]


class Sampled(NamedTuple):
    """What the sampler found.

    Attributes:
        table: of all functions.
        own_with_compiled: a Python function's share, compiled code counted for who calls it.
        folded: how often each stack was seen in the runs.
        digest: of the run's answer.
    """

    table: FunctionTable
    own_with_compiled: dict[str, float]
    folded: dict[str, int]
    digest: str


class _Taken(NamedTuple):
    stacks: Counter[Stack]
    has_workers: bool
    lost: int
    found: dict[str, Any]


def sampled(work: Work, folder: Path, seconds: float) -> Sampled:
    """Samples runs, with native frames where they work; writes ``sampling.folded``.

    Raises:
        ConfigurationError: py-spy is not installed.
        ProfilerFailed: py-spy took no sample, with and without native frames.
    """
    program, note, native = py_spy(), "", True
    raw = folder / "sampling.raw"
    try:
        taken = _taken(work, raw, seconds, program, "--native")
        if taken.lost > LOST_MAX * (taken.lost + taken.stacks.total()):
            note = f"{taken.lost} stacks with native frames could not be read"
    except ProfilerFailed as error:
        note = str(error)
    if note:
        native = False
        note = f"without native frames: {note}"
        taken = _taken(work, raw, seconds, program)
    raw.unlink()
    if taken.has_workers:
        note = "; ".join(filter(None, (TOGETHER, note)))
    folded = as_folded(taken.stacks)
    (folder / "sampling.folded").write_text(
        "".join(f"{stack} {count}\n" for stack, count in folded.items()), encoding="utf-8"
    )
    found = table.functions(seen(taken.stacks))
    made = FunctionTable(
        profiler="sampling",
        rounds=taken.found["rounds"],
        seconds=taken.found["seconds"],
        setup_seconds=taken.found["setup_seconds"],
        samples=taken.stacks.total(),
        lost=taken.lost,
        native=native,
        note=note,
        functions=found,
        modules=table.by_module(found),
        categories=table.by_category(found),
    )
    return Sampled(made, with_compiled(taken.stacks), folded, taken.found["digest"])


def py_spy() -> str:
    """The program ``py-spy`` of this environment, or of the path.

    Raises:
        ConfigurationError: it is not installed; the message says how to install it.
    """
    program = shutil.which("py-spy", path=sysconfig.get_path("scripts")) or shutil.which("py-spy")
    if program is None:
        raise ConfigurationError(f"py-spy is not installed: {install('lab')}")
    return program


def _taken(work: Work, raw: Path, seconds: float, program: str, *options: str) -> _Taken:
    said: list[str] = []
    found = fresh(
        work, "sampled", seconds, told=said.append,
        around=(
            program, "record", "--rate", str(RATE), "--format", "raw", "--function",
            "--full-filenames", "--subprocesses", *options, "--output", str(raw), "--",
        ),
    )  # fmt: skip
    counts = TOLD.search(said[0])
    if counts is None or not raw.exists():
        raise ProfilerFailed(f"py-spy took no sample: {_last_words(said[0])}")
    content = raw.read_text(encoding="utf-8")
    stacks, empty = stacks_of(content)
    if not stacks:
        raise ProfilerFailed(f"py-spy saw none of the runs in {found['seconds']:.2f} s")
    return _Taken(stacks, f";{JOB}" in content, int(counts[2]) + empty, found)


def _last_words(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("Error")), lines[-1] if lines else "")


def stacks_of(raw: str) -> tuple[Counter[Stack], int]:
    """The stacks below the runs, each from the run inwards, and how many had no frame.

    What is outside of the runs is setup, which is left out.
    """
    stacks: Counter[Stack] = Counter()
    empty = 0
    for line in raw.splitlines():
        words, _, count = line.rpartition(" ")
        frames = words.split(";")
        rounds = [n for n, each in enumerate(frames) if each.startswith(ENTRIES)]
        if not words.strip():
            empty += int(count)
        elif rounds:
            below = frames[rounds[0] + 1 :] or frames[rounds[0] :]
            stacks[tuple(frame(each) for each in below)] += int(count)
    return stacks, empty


def as_folded(stacks: Mapping[Stack, int]) -> dict[str, int]:
    """Stacks as one word each, by names that stay when lines move."""
    folded: Counter[str] = Counter()
    for stack, count in stacks.items():
        folded[";".join(shown(named) for named in stack)] += count
    return dict(folded)


def shown(named: Named) -> str:
    """A frame in a flame graph: a function and its file, which stay when lines move.

    >>> shown(frame("Cross.on_bar (/any/cross.py:12)"))
    'Cross.on_bar (cross.py)'
    >>> shown(frame("_core::run::run_bars::hbda3e2b006190436 (/any/run.rs:148)"))
    '_core::run::run_bars'
    """
    if named.compiled:
        name = named.label.partition(":")[2].replace("farthing_py::", "_core::")
        return f"{name} ({named.place})" if named.place else name
    return f"{named.name} ({named.place.rpartition(':')[0]})".replace(";", ",")


def seen(stacks: Mapping[Stack, int]) -> Iterable[table.Seen]:
    """Own and cumulative samples of the functions that count for themselves."""
    own: Counter[Named] = Counter()
    cumulative: Counter[Named] = Counter()
    for stack, count in stacks.items():
        # A stack of the interpreter alone counts for its innermost frame.
        counting = [named for named in stack if counts_for_itself(named)] or [stack[-1]]
        own[counting[-1]] += count
        for named in set(counting):
            cumulative[named] += count
    return [table.Seen(named, own[named], cumulative[named]) for named in cumulative]


def counts_for_itself(named: Named) -> bool:
    """Whether a function is one that a reader knows; memory and the interpreter are not."""
    return not named.compiled or categories.category(named.label) is not None


def with_compiled(stacks: Mapping[Stack, int]) -> dict[str, float]:
    """Shares of Python functions, compiled code counted for the one that calls it."""
    own: Counter[str] = Counter()
    for stack, count in stacks.items():
        python = [each for each in stack if not each.compiled] or [stack[-1]]
        own[f"{python[-1].module}:{python[-1].name}"] += count
    return {label: count / own.total() for label, count in own.items()}
