"""One executor after the other, with the same trials: where the time of workers goes."""

from __future__ import annotations

import pickle
import time
from typing import TYPE_CHECKING, Literal

from farthing.errors import StudyError
from farthing.lab.results.contests import WorkersRow
from farthing.optimise.execute.named import SECONDS_MOST, executor
from farthing.optimise.trial import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.contests.arena import Arena
    from farthing.optimise.trial import Done


def workers(arena: Arena, name: Literal["local", "ray"], count: int, trials: int) -> WorkersRow:
    """Runs so many trials of the space's grid, with so many processes.

    One worker is a process of its own too: else nothing would be moved.

    Raises:
        StudyError: not all trials were run.
    """
    plan = arena.plan("grid", 0)
    grid = [each.parameters for each in arena.study("grid", 0, None).trials]
    jobs = [Job(at, 0, grid[at % len(grid)]) for at in range(trials)]
    begun, own = time.perf_counter(), time.process_time()
    done: list[Done] = []
    first = 0.0
    with executor(plan.task, name, count, float(SECONDS_MOST)) as runs:
        for each in runs.run(jobs):
            if not done:
                first = time.perf_counter() - begun - each.seconds
            done.append(each)
        wall = time.perf_counter() - begun
    coordination = time.process_time() - own
    if len(done) != trials:
        raise StudyError(f"{len(done)} of {trials} trials were run by {name} with {count} workers")
    moved, seconds = _pickled(jobs, done)
    return WorkersRow(
        executor=name, workers=count, trials=trials, wall=wall, start=max(0.0, first),
        busy=sum(each.seconds for each in done), coordination=coordination,
        serialisation=seconds, moved_bytes=moved,
    )  # fmt: skip


def _pickled(jobs: Sequence[Job], done: Sequence[Done]) -> tuple[int, float]:
    """Bytes of all jobs and answers, and the seconds to pickle and to read them."""
    begun, moved = time.perf_counter(), 0
    for each in (*jobs, *done):
        content = pickle.dumps(each)
        moved += len(content)
        pickle.loads(content)  # noqa: S301 - it was made a line above
    return moved, time.perf_counter() - begun
