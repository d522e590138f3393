"""``/api/v1/scans``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from farthing.data.checksum import bytes_hash
from farthing.service.change import Changing, Done
from farthing.service.etag import immutable
from farthing.service.fields import Symbol
from farthing.service.guard.headers import REPORT_POLICY
from farthing.service.here import Caller, Here
from farthing.service.jobs import service as job_service
from farthing.service.jobs.endpoints import Id
from farthing.service.jobs.schemas import Job, JobDetail
from farthing.service.metrics.instruments import VALIDATION_SECONDS, timed
from farthing.service.pages import LIMIT, Cursor, Limit, Page, place
from farthing.service.scans import service
from farthing.service.scans.plan import planned
from farthing.service.scans.schemas import Found, Scan
from farthing.service.scans.work import KIND
from farthing.service.scopes import API

router = APIRouter(prefix=f"{API}/scans", tags=["scans"])


@router.post("", status_code=202, response_model=Job, responses={200: {"model": Job}})
async def submit(asked: Scan, here: Here, who: Caller, change: Changing) -> Response:
    """Submits a scan; 202 for a new one, 200 where the same was asked before."""
    with timed(VALIDATION_SECONDS.labels("scan")):
        plan = await here.work(planned, asked, here.home)
    submission = job_service.submission(KIND, plan.digest, asked, plan.manifest, who.user_id)
    return await change(
        "scan.submit", lambda session: job_service.submitted(session, submission, router.prefix)
    )


@router.get("")
async def scans(here: Here, cursor: Cursor = None, limit: Limit = LIMIT) -> Page[Job]:
    """Scans, the newest first."""
    before = place(cursor)
    return await here.read(job_service.listed, KIND, None, before, limit)


@router.get("/{id}")
async def scan(here: Here, id: Id) -> JobDetail:  # noqa: A002 - the name in the path
    """A scan: what was asked, how far it is, and what it came to."""
    return await here.read(job_service.detail, id, KIND)


@router.get("/{id}/result", response_model=Found)
async def result(here: Here, request: Request, id: Id) -> Response:  # noqa: A002
    """Where each symbol stands: its range, its phase and its signal; exact prices are text."""
    row = await here.read(job_service.finished, id, KIND)
    content = Found.model_validate(row.result).model_dump_json().encode()
    return immutable(request, bytes_hash(content), content, "application/json")


@router.get("/{id}/chart", response_class=HTMLResponse)
async def chart(
    here: Here,
    request: Request,
    id: Id,  # noqa: A002
    symbol: Annotated[Symbol, Query()],
) -> Response:
    """The page of a symbol: candles, range, phases, events, and the numbers behind them."""
    row = await here.read(job_service.finished, id, KIND)
    content = await here.work(service.chart, row.manifest, symbol, here.home)
    return immutable(
        request, bytes_hash(content), content, "text/html; charset=utf-8",
        Content_Security_Policy=REPORT_POLICY,
    )  # fmt: skip


@router.post("/{id}/cancel", response_model=Job)
async def cancel(change: Changing, id: Id) -> Response:  # noqa: A002
    """Cancels a scan."""
    return await change(
        "scan.cancel",
        lambda session: Done(
            job_service.cancelled(session, id, KIND).model_dump(mode="json"), f"job:{id}"
        ),
    )
