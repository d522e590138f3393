"""Jobs: submitted once, done under leases, completed under the present one alone.

A job runs at least once and completes once: each lease has a token, one higher than the last, and
what a worker writes under an older one is refused. All moments are the database's own, which every
worker shares. Where that clock jumps forward a lease is lost early, and where it jumps back a lease
from the future counts as lost: a job may run once more, and none waits for the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from farthing.errors import LeaseLost
from farthing.store import notifications, runs, streams
from farthing.store.catalogue import work as queries
from farthing.store.catalogue.query import word
from farthing.store.insert import insert_for
from farthing.store.tables import Job
from farthing.store.tables.jobs import JOB_STATES, STILL_GOOD
from farthing.store.types import SECOND, now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

ATTEMPTS_MAX = 3
"""Leases that a job is given before it counts as one that kills its workers."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What is asked for.

    Attributes:
        kind: ``backtest``, ``scan``, ``study`` ...
        manifest_hash: of all that decides the result: the same again is the same job.
        manifest: that itself.
        study: the name of the study that it makes, where it makes one; ``study_place`` its folder,
            or empty for this database.
    """

    kind: str
    manifest_hash: str
    manifest: Mapping[str, Any]
    user_id: int | None = None
    attempts_max: int = ATTEMPTS_MAX
    study: str | None = None
    study_place: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a job, until it is given to somebody else.

    Attributes:
        token: of this lease; each lease of a job has a higher one.
        until: nanoseconds by the database's clock; it may be renewed before.
    """

    job_id: int
    token: int
    kind: str
    manifest: dict[str, Any]
    until: int

    @property
    def stream(self) -> str:
        """The stream of the job's events."""
        return stream_of(self.job_id)


def stream_of(job_id: int) -> str:
    """The stream of a job's events.

    >>> stream_of(12)
    'job:12'
    """
    return f"job:{job_id}"


def submit(session: Session, asked: Submission) -> tuple[Job, bool]:
    """The job of a submission, and whether it is a new one.

    A job of the same kind and hash that is queued, running or done is given instead of a new one;
    after one that failed or was cancelled a new one begins.
    """
    values = {
        "kind": asked.kind, "manifest_hash": asked.manifest_hash, "manifest": dict(asked.manifest),
        "status": "queued", "user_id": asked.user_id, "study": asked.study,
        "study_place": asked.study_place, "token": 0, "attempts": 0,
        "attempts_max": asked.attempts_max, "is_cancelling": False,
    }  # fmt: skip
    statement = insert_for(session)(Job).values(**values)
    statement = statement.on_conflict_do_nothing(
        index_elements=["kind", "manifest_hash"], index_where=word(Job.status, *STILL_GOOD)
    )
    same = {"kind": asked.kind, "manifest_hash": asked.manifest_hash}
    new_id = session.scalar(statement.returning(Job.id))
    if new_id is not None:
        streams.append(session, stream_of(new_id), "queued", {})
        return session.get_one(Job, new_id), True
    return session.scalars(queries.JOBS_SAME.statement, same).one(), False


def claim(session: Session, worker: str, kinds: Sequence[str], lease_s: int) -> Lease | None:
    """The lease of the oldest job that waits or has lost its worker; None where there is none.

    A job that has lost its worker as often as it may is failed, and one that was to be cancelled
    is cancelled, on the way.
    """
    asked = {"kinds": list(kinds)}
    while (job := session.scalars(queries.JOBS_NEXT.statement, asked).one_or_none()) is not None:
        if job.is_cancelling:
            _end(session, job.id, "cancelled", None, None)
        elif job.attempts >= job.attempts_max:
            told = f"its worker was lost {job.attempts} times, last {job.worker}"
            _end(session, job.id, "failed", None, told)
        else:
            return _lease(session, job, worker, lease_s)
    return None


def renew(session: Session, lease: Lease, lease_s: int) -> bool:
    """Renews a lease; whether the job is to be cancelled.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    values = {"leased_at": now(), "lease_until": _in(lease_s)}
    changed = update(Job).where(_is_held(lease)).values(**values).returning(Job.is_cancelling)
    return bool(_held(session.execute(changed).scalar_one_or_none(), lease))


def progress(session: Session, lease: Lease, body: Mapping[str, Any]) -> int:
    """Tells how far a job is; the number of the event.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    held = select(Job.id).where(_is_held(lease)).with_for_update()
    _held(session.scalar(held), lease)
    return streams.append(session, lease.stream, "progress", body)


def complete(session: Session, lease: Lease, result: Mapping[str, Any]) -> None:
    """Ends a job with its result.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    _end_held(session, lease, "done", dict(result), None)


def fail(session: Session, lease: Lease, error: str) -> None:
    """Ends a job with what was wrong with it.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    _end_held(session, lease, "failed", None, error)


def stop(session: Session, lease: Lease) -> None:
    """Ends a job that was to be cancelled, by the worker that has stopped it.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    _end_held(session, lease, "cancelled", None, None)


def give_back(session: Session, lease: Lease) -> None:
    """Puts a job back into the queue, by a worker that is told to end; it costs no attempt.

    Raises:
        LeaseLost: the job was given to another worker, or has ended.
    """
    values: dict[str, Any] = {
        "status": "queued", "worker": None, "leased_at": None, "lease_until": None,
        "attempts": Job.attempts - 1,
    }  # fmt: skip
    changed = update(Job).where(_is_held(lease)).values(**values).returning(Job.id)
    _held(session.scalar(changed), lease)
    streams.append(session, lease.stream, "queued", {})


def cancel(session: Session, job_id: int) -> Job | None:
    """Cancels a job: at once where it waits, else its worker is told when it renews its lease.

    One that has ended stays as it is. None where there is no such job.
    """
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        return None
    if job.status == "queued":
        _end(session, job_id, "cancelled", None, None)
    elif job.status == "running" and not job.is_cancelling:
        job.is_cancelling = True
        session.flush()
        streams.append(session, stream_of(job_id), "cancelling", {})
    session.refresh(job)
    return job


def counts(session: Session) -> dict[str, int]:
    """How many jobs are in each state, by its name."""
    rows = session.execute(queries.JOBS_BY_STATUS.statement).all()
    return dict.fromkeys(JOB_STATES, 0) | {row[0]: row[1] for row in rows}


def _lease(session: Session, job: Job, worker: str, lease_s: int) -> Lease:
    values: dict[str, Any] = {
        "status": "running", "worker": worker, "token": Job.token + 1,
        "attempts": Job.attempts + 1, "leased_at": now(), "lease_until": _in(lease_s),
    }  # fmt: skip
    changed = update(Job).where(Job.id == job.id).values(**values)
    token, until = session.execute(changed.returning(Job.token, Job.lease_until)).one()
    assert until is not None, "it was just set"
    streams.append(session, stream_of(job.id), "running", {"worker": worker, "token": token})
    return Lease(job.id, token, job.kind, job.manifest, until)


def _end_held(
    session: Session, lease: Lease, status: str, result: dict[str, Any] | None, error: str | None
) -> None:
    held = select(Job.id).where(_is_held(lease)).with_for_update()
    _held(session.scalar(held), lease)
    _end(session, lease.job_id, status, result, error)


def _end(
    session: Session, job_id: int, status: str, result: dict[str, Any] | None, error: str | None
) -> None:
    """Ends a job, and the backtest that it was to make, and tells who submitted it."""
    values = {"status": status, "result": result, "error": error, "ended_at": now()}
    changed = update(Job).where(Job.id == job_id).values(**values)
    kind, user_id = session.execute(changed.returning(Job.kind, Job.user_id)).one()
    streams.append(session, stream_of(job_id), status, {} if error is None else {"error": error})
    if status != "done":
        runs.ended(session, job_id, status, error)
    if user_id is not None:
        told = {"job": job_id, "kind": kind, "status": status}
        notifications.add(session, user_id, "job", f"{kind} is {status}", told)


def _is_held(lease: Lease) -> ColumnElement[bool]:
    return and_(Job.id == lease.job_id, Job.token == lease.token, Job.status == "running")


def _held(found: Any, lease: Lease) -> Any:
    if found is None:
        raise LeaseLost(
            f"job {lease.job_id} is not held under token {lease.token} any more: it was given to "
            "another worker or has ended; nothing was written"
        )
    return found


def _in(seconds: int) -> ColumnElement[int]:
    return now() + seconds * SECOND
