"""``/api/v1/jobs``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from farthing.service.change import Changing, Done
from farthing.service.here import Here
from farthing.service.jobs import service
from farthing.service.jobs.schemas import Job, JobDetail, Kind
from farthing.service.pages import ID_MAX, LIMIT, Cursor, Limit, Page, place
from farthing.service.scopes import API
from farthing.store.tables.jobs import JobStatus

router = APIRouter(prefix=f"{API}/jobs", tags=["jobs"])

Id = Annotated[int, Path(ge=1, le=ID_MAX)]
"""The number of a row."""


@router.get("")
async def jobs(
    here: Here,
    kind: Kind | None = None,
    status: JobStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Job]:
    """Jobs, the newest first."""
    before = place(cursor)
    return await here.read(service.listed, kind, status, before, limit)


@router.get("/{id}")
async def job(here: Here, id: Id) -> JobDetail:  # noqa: A002 - the name in the path
    """A job with what was asked and what it came to."""
    return await here.read(service.detail, id)


@router.post("/{id}/cancel", response_model=Job)
async def cancel(change: Changing, id: Id) -> Response:  # noqa: A002
    """Cancels a job: at once where it waits, else as soon as its worker hears of it."""
    return await change(
        "job.cancel",
        lambda session: Done(
            service.cancelled(session, id).model_dump(mode="json"), subject=f"job:{id}"
        ),
    )
