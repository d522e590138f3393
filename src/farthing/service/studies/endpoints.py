"""``/api/v1/studies``."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from farthing.service.change import Changing, Done
from farthing.service.guard.headers import REPORT_POLICY
from farthing.service.here import Caller, Here
from farthing.service.jobs import service as job_service
from farthing.service.jobs.endpoints import Id
from farthing.service.jobs.schemas import Job, JobDetail
from farthing.service.metrics.instruments import VALIDATION_SECONDS, timed
from farthing.service.pages import LIMIT, Cursor, Limit, Page, place
from farthing.service.scopes import API
from farthing.service.studies import service
from farthing.service.studies.plan import planned
from farthing.service.studies.schemas import Study, Trials
from farthing.service.studies.work import KIND

router = APIRouter(prefix=f"{API}/studies", tags=["studies"])


@router.post("", status_code=202, response_model=Job, responses={200: {"model": Job}})
async def submit(asked: Study, here: Here, who: Caller, change: Changing) -> Response:
    """Submits a study; 202 for a new one, 200 where the same was asked before."""
    with timed(VALIDATION_SECONDS.labels("study")):
        plan = await here.work(planned, asked, here.home)
    submission = job_service.submission(KIND, plan.digest, asked, plan.manifest, who.user_id)
    return await change(
        "study.submit", lambda session: job_service.submitted(session, submission, router.prefix)
    )


@router.get("")
async def studies(here: Here, cursor: Cursor = None, limit: Limit = LIMIT) -> Page[Job]:
    """Studies, the newest first."""
    before = place(cursor)
    return await here.read(job_service.listed, KIND, None, before, limit)


@router.get("/{id}")
async def study(here: Here, id: Id) -> JobDetail:  # noqa: A002 - the name in the path
    """A study: what was asked, how far it is, and the best of it."""
    return await here.read(job_service.detail, id, KIND)


@router.get("/{id}/trials")
async def trials(
    here: Here,
    id: Id,  # noqa: A002
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Trials:
    """The trials of a study so far, in the order of their numbers."""
    row = await here.read(job_service.found, id, KIND)
    folder, offset = here.settings.folder, place(cursor) or 0
    return await here.work(service.trials, folder, row.manifest_hash, offset, limit)


@router.get("/{id}/report", response_class=HTMLResponse)
async def report(here: Here, id: Id) -> Response:  # noqa: A002
    """The page of a study, as far as it has come."""
    row = await here.read(job_service.found, id, KIND)
    content = await here.work(service.report, here.settings.folder, row.manifest_hash)
    return HTMLResponse(content, headers={"Content-Security-Policy": REPORT_POLICY})


@router.post("/{id}/cancel", response_model=Job)
async def cancel(change: Changing, id: Id) -> Response:  # noqa: A002
    """Cancels a study; the trials that have ended are kept, and the same study goes on there."""
    return await change(
        "study.cancel",
        lambda session: Done(
            job_service.cancelled(session, id, KIND).model_dump(mode="json"), f"job:{id}"
        ),
    )
