"""Jobs are submitted, shown and cancelled the same way, whatever they do."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from farthing.service.change import Done
from farthing.service.jobs.schemas import Job, JobDetail, Progress
from farthing.service.pages import Page, page
from farthing.service.plain import moment
from farthing.service.problems import Conflict, NotFound
from farthing.store import jobs, progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from sqlalchemy.orm import Session

    from farthing.store.tables import Job as Row


def submission(
    kind: str, digest: str, asked: BaseModel, decides: Mapping[str, Any], user_id: int
) -> jobs.Submission:
    """What is submitted: the request as it was asked, and what decides its result."""
    manifest = {
        "asked": asked.model_dump(mode="json"),
        "decides": json.loads(json.dumps(decides)),
    }
    return jobs.Submission(kind=kind, manifest_hash=digest, manifest=manifest, user_id=user_id)


def shown(session: Session, row: Row) -> Job:
    """A job as it is told."""
    return Job(**_facts(session, row))


def listed(
    session: Session, kind: str | None, status: str | None, before_id: int | None, limit: int
) -> Page[Job]:
    """A page of jobs, the newest first."""
    rows = progress.listed(session, kind, status, before_id, limit + 1)
    return page(rows, limit, lambda row: shown(session, row), lambda row: row.id)


def detail(session: Session, job_id: int, kind: str | None = None) -> JobDetail:
    """A job, perhaps of one kind alone, with what was asked and what it came to.

    Raises:
        NotFound: there is no such job.
    """
    row = found(session, job_id, kind)
    return JobDetail(**_facts(session, row), asked=row.manifest["asked"], result=row.result)


def found(session: Session, job_id: int, kind: str | None = None) -> Row:
    """A job, perhaps of one kind alone.

    Raises:
        NotFound: there is no such job.
    """
    row = progress.job(session, job_id)
    if row is None or kind not in (None, row.kind):
        raise NotFound(f"no {kind or 'job'} {job_id}")
    return row


def finished(session: Session, job_id: int, kind: str) -> Row:
    """A job of a kind that is done.

    Raises:
        NotFound: there is no such job.
        Conflict: it has no result, or none yet.
    """
    row = found(session, job_id, kind)
    if row.status != "done":
        raise without_result(kind, job_id, row)
    return row


def without_result(what: str, number: int, row: Row) -> Conflict:
    """Why there is no result."""
    why = f": {row.error}" if row.error else ""
    return Conflict(f"{what} {number} is {row.status} and has no result{why}")


def submitted(session: Session, asked: jobs.Submission, place: str) -> Done:
    """The answer to a submission: 202 for a new job, 200 where the same was asked before."""
    row, is_new = jobs.submit(session, asked)
    told = shown(session, row).model_dump(mode="json")
    headers = {"Location": f"{place}/{row.id}"}
    return Done(told, f"job:{row.id}", HTTPStatus.ACCEPTED if is_new else HTTPStatus.OK, headers)


def cancelled(session: Session, job_id: int, kind: str | None = None) -> Job:
    """Cancels a job: at once where it waits, else as soon as its worker hears of it.

    Raises:
        NotFound: there is no such job.
    """
    found(session, job_id, kind)
    row = jobs.cancel(session, job_id)
    assert row is not None, "it was found in the same transaction"
    return shown(session, row)


def _facts(session: Session, row: Row) -> dict[str, Any]:
    told = progress.of_job(session, row.id) if row.status == "running" else None
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "is_cancelling": row.is_cancelling,
        "manifest_hash": row.manifest_hash,
        "stream": jobs.stream_of(row.id),
        "attempts": row.attempts,
        "worker": row.worker,
        "progress": None if told is None else Progress(done=told["done"], total=told["total"]),
        "error": row.error,
        "created_at": moment(row.created_at),
        "ended_at": moment(row.ended_at),
    }
