"""A worker: takes a job, does it in this thread, and holds its lease in another.

    claim -> work (this thread)            -> complete, fail, stop or give back
             renew, progress (pulse's)

A lease that is lost ends the work without a trace: another worker has the job. Work that does not
end when it is told to is ended with its process, which is started anew.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from farthing.errors import FarthingError, Interrupted, LeaseLost
from farthing.service.work import Cancelled, Changed, Finished, Watch
from farthing.service.worker.kinds import KEEP, KINDS, WORK
from farthing.store import jobs
from farthing.store.unreachable import UNREACHABLE

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from farthing.store.database import Database
    from farthing.store.jobs import Lease

LOG = structlog.get_logger("farthing.worker")

IDLE_S = 0.2
"""Seconds between looks into an empty queue."""

PULSE_S = 0.5
"""Seconds between what is told of progress; the lease is renewed each time."""

GRACE_S = 10
"""Seconds that work has to end when it is told to, before its process is ended."""

STUCK = 70
"""The exit code of a worker whose work did not end (EX_SOFTWARE of sysexits.h)."""


@dataclass
class Worker:
    """Does jobs until it is told to end.

    Args:
        database: where the jobs are.
        home: the catalog's folder.
        name: of this worker, for people.
        lease_s: seconds after which a silent worker has lost its job.
    """

    database: Database
    home: Path
    name: str
    lease_s: int
    ending: threading.Event = field(default_factory=threading.Event)
    _watch: Watch | None = None

    def run(self) -> None:
        """Does one job after the other."""
        while not self.ending.is_set():
            try:
                lease = self._claim()
                if lease is not None:
                    self.do(lease)
                    continue
            except UNREACHABLE as error:
                LOG.warning("database unreachable", error=type(error).__name__)
            self.ending.wait(IDLE_S)

    def end(self) -> None:
        """Makes it end: the job that it does goes back into the queue."""
        self.ending.set()
        if self._watch is not None:
            self._watch.stop()

    def do(self, lease: Lease) -> None:
        """Does a job."""
        watch = self._watch = Watch()
        if self.ending.is_set():  # it was told to end while it claimed the job
            watch.stop()
        pulse = _Pulse(self, lease, watch)
        pulse.start()
        LOG.info("job begins", job=lease.job_id, kind=lease.kind, token=lease.token)
        try:
            finished = WORK[lease.kind](lease.manifest, self.home, watch)
        except (Cancelled, Interrupted):
            pulse.stop()
            self._stopped(lease, pulse)
        except LeaseLost:
            pulse.stop()
        except (FarthingError, Changed, OSError) as error:
            pulse.stop()
            self._failed(lease, str(error))
        except Exception as error:
            pulse.stop()
            LOG.exception("job raised", job=lease.job_id)
            self._failed(lease, f"{type(error).__name__}: {error}")
            raise  # a defect: this process ends, and another one begins clean
        else:
            pulse.stop()
            self._done(lease, finished)
        finally:
            pulse.stop()
            self._watch = None

    def _claim(self) -> Lease | None:
        with self.database.writing() as session:
            return jobs.claim(session, self.name, KINDS, self.lease_s)

    def _done(self, lease: Lease, finished: Finished) -> None:
        def write(session: Session) -> None:
            jobs.complete(session, lease, finished.summary)
            if lease.kind in KEEP:
                KEEP[lease.kind](session, lease, finished)

        self._write(lease, "done", write)

    def _failed(self, lease: Lease, error: str) -> None:
        def write(session: Session) -> None:
            jobs.fail(session, lease, error)

        self._write(lease, "failed", write)

    def _stopped(self, lease: Lease, pulse: _Pulse) -> None:
        """Ends a job that was cancelled, or gives back one whose worker ends."""

        def write(session: Session) -> None:
            if pulse.is_cancelled:
                jobs.stop(session, lease)
            else:
                jobs.give_back(session, lease)

        if not pulse.is_lost:
            self._write(lease, "stopped", write)

    def _write(self, lease: Lease, outcome: str, write: object) -> None:
        """Writes how a job ended, also where the database is away for a while."""
        assert callable(write)
        for wait_s in (0.1, 0.5, 2, 5, 10, None):
            try:
                with self.database.writing() as session:
                    write(session)
            except LeaseLost as error:
                LOG.warning("lease lost", job=lease.job_id, error=str(error))
                return
            except UNREACHABLE:
                if wait_s is None:
                    raise
                time.sleep(wait_s)
            else:
                LOG.info("job ended", job=lease.job_id, kind=lease.kind, outcome=outcome)
                return


class _Pulse(threading.Thread):
    """Renews the lease of a job, tells its progress, and hears that it is cancelled."""

    def __init__(self, worker: Worker, lease: Lease, watch: Watch) -> None:
        super().__init__(name=f"pulse of job {lease.job_id}", daemon=True)
        self._worker, self._lease, self._watch = worker, lease, watch
        self._ended = threading.Event()
        self._told: tuple[int, int] | None = None
        self._until = time.monotonic() + worker.lease_s
        self._stopped_at: float | None = None
        self.is_cancelled = self.is_lost = False

    def run(self) -> None:
        """Beats until the work has ended."""
        while not self._ended.wait(PULSE_S):
            try:
                self._beat()
            except LeaseLost:
                self._lose()
            except UNREACHABLE as error:
                LOG.warning("database unreachable", error=type(error).__name__)
                if time.monotonic() > self._until:
                    self._lose()
            self._end_what_is_stuck()

    def stop(self) -> None:
        """Ends it, once the beat under way is over."""
        self._ended.set()
        if threading.current_thread() is not self and self.is_alive():
            self.join()

    def _beat(self) -> None:
        progress = self._watch.progress
        with self._worker.database.writing() as session:
            is_cancelled = jobs.renew(session, self._lease, self._worker.lease_s)
            if progress is not None and progress != self._told:
                body = {"done": progress[0], "total": progress[1], **self._watch.notes}
                jobs.progress(session, self._lease, body)
        self._told, self._until = progress, time.monotonic() + self._worker.lease_s
        if is_cancelled:
            self.is_cancelled = True
            self._watch.stop()

    def _lose(self) -> None:
        self.is_lost = True
        self._watch.stop()

    def _end_what_is_stuck(self) -> None:
        """Ends the process whose work goes on though it was told to end."""
        if not (self.is_cancelled or self.is_lost or self._worker.ending.is_set()):
            return
        self._stopped_at = self._stopped_at or time.monotonic()
        if time.monotonic() - self._stopped_at > GRACE_S and not self._ended.is_set():
            LOG.error("work does not end: its process is ended", job=self._lease.job_id)
            if self.is_cancelled and not self.is_lost:
                self._worker._stopped(self._lease, self)  # noqa: SLF001 - two halves of one thing
            os._exit(STUCK)
