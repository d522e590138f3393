"""Long work: jobs with leases, and streams of what happens."""

from __future__ import annotations

from typing import Any, Literal, get_args

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base, one_of, partial
from farthing.store.types import BIG, Document, Id, Json, Made, Moment

JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]
JOB_STATES: tuple[JobStatus, ...] = get_args(JobStatus)
STILL_GOOD = ("queued", "running", "done")
"""States in which a job answers for a repeated submission of the same."""


class Job(Base):
    """Work that a worker does under a lease.

    Attributes:
        kind: ``backtest``, ``scan``, ``study`` ...
        manifest_hash: of data, code, parameters, models and engine: the same again is the same job.
        token: counts the leases; a worker completes a job under the present one alone.
        leased_at: when the lease was given or renewed, and ``lease_until`` when it is lost.
        attempts: leases given so far, of ``attempts_max``.
        study: the name of the study that it makes, in ``study_place``: a folder, or empty for
            this database.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("status", JOB_STATES),
        partial(
            "uq_jobs_kind_manifest_hash",
            "kind",
            "manifest_hash",
            where="status IN ('queued', 'running', 'done')",
            unique=True,
        ),
        partial("ix_jobs_undone", "id", where="status IN ('queued', 'running')"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    manifest_hash: Mapped[str]
    manifest: Mapped[Json]
    status: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("users.id"))
    study: Mapped[str | None]
    study_place: Mapped[str | None]
    token: Mapped[int] = mapped_column(BIG)
    attempts: Mapped[int]
    attempts_max: Mapped[int]
    worker: Mapped[str | None]
    leased_at: Mapped[int | None] = mapped_column(Moment)
    lease_until: Mapped[int | None] = mapped_column(Moment)
    is_cancelling: Mapped[bool]
    created_at: Mapped[Made]
    ended_at: Mapped[int | None] = mapped_column(Moment)
    result: Mapped[dict[str, Any] | None] = mapped_column(Document)
    error: Mapped[str | None]


class Stream(Base):
    """A stream of events and the number of its last one, such as ``job:12`` or ``signals``."""

    __tablename__ = "streams"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(BIG)


class Event(Base):
    """What happened, numbered within its stream from 1 without a gap."""

    __tablename__ = "events"
    __table_args__ = ({"sqlite_with_rowid": False},)

    stream: Mapped[str] = mapped_column(ForeignKey("streams.name"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BIG, primary_key=True)
    kind: Mapped[str]
    happened_at: Mapped[Made]
    body: Mapped[Json]


class Notification(Base):
    """What a user is told."""

    __tablename__ = "notifications"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    type: Mapped[str]
    title: Mapped[str]
    body: Mapped[Json]
    is_read: Mapped[bool]
    created_at: Mapped[Made]
    read_at: Mapped[int | None] = mapped_column(Moment)
