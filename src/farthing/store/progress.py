"""Jobs as they are watched: lists, and how far each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.store.catalogue import work as queries
from farthing.store.jobs import stream_of
from farthing.store.tables import Job
from farthing.store.types import INT64_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LISTS = {
    (False, False): queries.JOBS_NEWEST,
    (True, False): queries.JOBS_OF_KIND,
    (False, True): queries.JOBS_OF_STATUS,
    (True, True): queries.JOBS_OF_KIND_AND_STATUS,
}
"""Queries by whether a kind and a state are asked for."""


def of_job(session: Session, job_id: int) -> dict[str, Any] | None:
    """What a job told last of its progress; None where it has told nothing."""
    asked = {"stream": stream_of(job_id), "event_kind": "progress"}
    found: dict[str, Any] | None = session.scalar(queries.EVENT_OF_KIND.statement, asked)
    return found


def job(session: Session, job_id: int) -> Job | None:
    """A job; None where there is no such job."""
    return session.get(Job, job_id)


def listed(
    session: Session, kind: str | None, status: str | None, before_id: int | None, limit: int
) -> Sequence[Job]:
    """Jobs, the newest first, perhaps of one kind or in one state alone."""
    asked = {"kind": kind, "job_status": status, "limit": limit}
    given = {name: value for name, value in asked.items() if value is not None}
    given["id"] = INT64_MAX if before_id is None else before_id
    query = LISTS[kind is not None, status is not None]
    return session.scalars(query.statement, given).all()
