"""The workers of a study that is profiled: what they run is counted, or marked, in each of them.

A worker writes what it has counted into a file of its own behind its last job, and each half second
before, for one that is killed. Who profiles adds that to its own counts.
"""

from __future__ import annotations

import cProfile
import functools
import marshal
import os
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from farthing.lab.profile import counts
from farthing.lab.profile.counts import Counts
from farthing.optimise.execute.watch import WATCH, at_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from farthing.optimise.execute.watch import Run
    from farthing.optimise.trial import Done, Job

FOLDER = "FARTHING_WATCH_FOLDER"
"""The variable that names the folder in which workers write."""

WRITE_S = 0.5
"""Seconds between what a worker writes while it goes on."""

SUFFIX = ".worker"


@contextmanager
def watching(how: Callable[[Run], Run]) -> Iterator[Path]:
    """Workers that begin within the block are watched; the folder in which they write."""
    with TemporaryDirectory(prefix="farthing-watch-") as folder:
        told = {WATCH: f"{how.__module__}:{how.__name__}", FOLDER: folder}
        os.environ.update(told)
        try:
            yield Path(folder)
        finally:
            for name in told:
                del os.environ[name]


def read_all(folder: Path) -> list[Counts]:
    """What the workers have written, a worker each."""
    return [
        Counts(*marshal.loads(file.read_bytes()))  # noqa: S302 - of our own workers
        for file in sorted(folder.glob(f"*{SUFFIX}"))
    ]


def by_wall_clock(run: Run) -> Run:
    """Counts every call, by wall clock."""
    return _counting(run, "wall")


def by_processor_time(run: Run) -> Run:
    """Counts every call, by processor time."""
    return _counting(run, "processor")


COUNTING = {"wall": by_wall_clock, "processor": by_processor_time}
"""By clock."""


def marked(run: Run) -> Run:
    """Runs jobs in a frame by which a sampler from outside knows them."""
    return functools.partial(profiled_job, run)


def profiled_job(run: Run, job: Job) -> Done:
    """Runs a job."""
    return run(job)


def _counting(run: Run, clock: str) -> Run:
    profiler = cProfile.Profile(counts.CLOCKS[clock])
    file = Path(os.environ[FOLDER]) / f"{os.getpid()}{SUFFIX}"
    before, written_at = counts.core_seconds(), 0.0

    def write() -> None:
        nonlocal written_at
        begun = file.with_suffix(".begun")
        begun.write_bytes(marshal.dumps(tuple(counts.taken_from(profiler, before))))
        begun.replace(file)
        written_at = time.monotonic()

    def counting(job: Job) -> Done:
        done: Done = profiler.runcall(run, job)
        if time.monotonic() - written_at > WRITE_S:
            write()
        return done

    at_end(write)
    return counting
