"""The pool: persistent workers, whoever begins them; what becomes of those that die or hang."""

from __future__ import annotations

import queue
import time
from collections import deque
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from farthing.backtest.figures import count, size
from farthing.errors import StudyError
from farthing.optimise.execute.crew import READY
from farthing.optimise.trial import Done

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from farthing.optimise.execute.crew import Crew, Ended, Heard, Worker
    from farthing.optimise.trial import Job

TRIES = 3
"""Workers that may die at a trial before it is marked; two may die of something else."""

BARREN_MOST = 3
"""Workers that may die one after the other before one of them is ready."""


LOOK_SECONDS = 0.1
"""So often it is looked how much memory workers use."""


class Pool:
    """Runs jobs with a crew of persistent workers.

    A worker that dies is replaced, and its trial runs again; a trial at which three have died is
    marked. One that takes longer than ``time_limit``, or more memory than a worker may have, is
    stopped with its worker. What a worker uses may be left of earlier trials: one that is stopped
    for it runs again, until it is stopped in a worker that has run nothing else.

    Args:
        crew: begins workers.
        workers: how many there are at the same time.
        time_limit: seconds that a trial may take; None is no limit.
        memory_bytes: that a worker may use; None is no limit.
    """

    def __init__(
        self,
        crew: Crew,
        workers: int,
        time_limit: float | None = None,
        memory_bytes: int | None = None,
    ) -> None:
        """Begins nothing yet."""
        self._crew, self._count, self._limit = crew, workers, time_limit
        self._room, self._looked = memory_bytes, time.monotonic()
        self._heard: Heard = queue.SimpleQueue()
        self._workers: list[Worker] = []
        self._idle: deque[Worker] = deque()
        self._again: deque[Job] = deque()
        self._tries: dict[tuple[int, int], int] = {}
        self._barren = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Begins the workers.

        Raises:
            StudyError: the strategy cannot be sent to another process.
        """
        with ExitStack() as stack:
            stack.enter_context(self._crew)
            stack.callback(self._close)
            for _ in range(self._count):
                self._start()
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the workers."""
        self._open.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Gives each worker a job as soon as it is idle; gives outcomes as they come."""
        left = iter(jobs)
        while True:
            self._hand_out(left)
            if self._idle and not any(each.job for each in self._workers):
                return  # whoever is idle found no job
            done = self._next()
            if done is not None:
                yield done

    def _hand_out(self, left: Iterator[Job]) -> None:
        while self._idle:
            job = self._again.popleft() if self._again else next(left, None)
            if job is None:
                return
            self._idle.popleft().give(job)

    def _next(self) -> Done | None:
        """Waits for a worker to say something, or for a trial to be late or too large."""
        limited = self._busy()
        self._stop_large(limited)
        try:
            worker, said = self._heard.get(timeout=self._patience(limited))
        except queue.Empty:
            self._stop_late(limited)
            return None
        if said is None:
            return self._replaced(worker)
        if isinstance(said, str) and said != READY:
            raise StudyError(f"a worker cannot begin: {said}")
        worker.job, worker.is_ready, self._barren = None, True, 0
        worker.has_run = worker.has_run or not isinstance(said, str)
        if worker.ended is None:  # another was ended when its trial had just done
            self._idle.append(worker)
        return None if isinstance(said, str) else said

    def _busy(self) -> list[Worker]:
        """The workers that have a job and may be stopped."""
        return [each for each in self._workers if each.job is not None and each.ended is None]

    def _patience(self, limited: list[Worker]) -> float | None:
        """Seconds until a trial may be late, or memory is looked at; None where none ever is."""
        if not limited:
            return None
        waits = [] if self._room is None else [LOOK_SECONDS]
        if self._limit is not None:
            waits.append(min(each.began for each in limited) + self._limit - time.monotonic())
        return max(0.0, min(waits)) if waits else None

    def _stop_late(self, limited: list[Worker]) -> None:
        for each in limited:
            if self._limit is not None and time.monotonic() - each.began >= self._limit:
                each.ended = "late"
                each.kill()  # it is heard to have ended

    def _stop_large(self, limited: list[Worker]) -> None:
        """Looks now and then at the memory that workers use."""
        if self._room is None or time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        for each in limited:
            if (each.used_bytes() or 0) > self._room:
                each.ended = "large"
                each.kill()

    def _replaced(self, worker: Worker) -> Done | None:
        """Starts another worker in the place of one that has ended; what came of its trial."""
        worker.close()
        self._workers.remove(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if not worker.is_ready:
            self._barren += 1
            if self._barren >= BARREN_MOST:
                raise StudyError(
                    f"{BARREN_MOST} workers died before they could begin, the last one "
                    f"{worker.how()}; what they wrote stands above, and workers=1 runs without any"
                )
        self._start()
        job = worker.job
        if job is None:
            return None
        if worker.ended == "large" and worker.has_run:
            self._again.append(job)
            return None
        if worker.ended is not None:
            return self._stopped(job, worker.ended)
        tries = self._tries[job.number, job.rung] = self._tries.get((job.number, job.rung), 0) + 1
        if tries < TRIES:
            self._again.append(job)
            return None
        said = f"{tries} workers died at it, the last one {worker.how()}"
        return Done(job.number, job.rung, "crashed", error=said)

    def _stopped(self, job: Job, why: Ended) -> Done:
        """What came of a trial that was stopped."""
        if why == "late":
            said = f"stopped after {self._limit:g} seconds"
            return Done(job.number, job.rung, "timed-out", seconds=self._limit or 0.0, error=said)
        said = (
            f"stopped: it took more memory than the {size(self._room)} that this machine has for "
            f"each of {count(self._count, 'worker')}; take fewer workers, or less data"
        )
        return Done(job.number, job.rung, "failed", error=said)

    def _start(self) -> None:
        self._workers.append(self._crew.begin(self._heard))

    def _close(self) -> None:
        for each in self._workers:
            each.close()
        self._workers.clear()
