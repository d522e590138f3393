"""``/api/v1/backtests`` and ``/api/v1/strategies``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from farthing.data.checksum import bytes_hash
from farthing.service.backtests import service
from farthing.service.backtests.plan import planned
from farthing.service.backtests.schemas import Backtest, Result, Run, RunDetail, Table, TableName
from farthing.service.change import Changing, Done
from farthing.service.etag import immutable
from farthing.service.guard.headers import REPORT_POLICY
from farthing.service.here import Caller, Here, Service
from farthing.service.jobs import service as job_service
from farthing.service.jobs.endpoints import Id
from farthing.service.jobs.schemas import Job
from farthing.service.metrics.instruments import VALIDATION_SECONDS, timed
from farthing.service.pages import LIMIT, Cursor, Limit, Page, place
from farthing.service.scopes import API

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

router = APIRouter(prefix=f"{API}/backtests", tags=["backtests"])

PAGE, JSON = "report.html", "application/json"

FileName = Annotated[str, Path(pattern=r"^[a-z_]{1,40}\.[a-z]{1,12}$")]


@router.post("", status_code=202, response_model=RunDetail, responses={200: {"model": RunDetail}})
async def submit(asked: Backtest, here: Here, who: Caller, change: Changing) -> Response:
    """Submits a backtest; 202 for a new one, 200 where the same was asked before."""
    with timed(VALIDATION_SECONDS.labels("backtest")):
        plan = await here.work(planned, asked, here.home)

    def act(session: Session) -> Done:
        run, is_new = service.submitted(session, asked, plan, who.user_id)
        return Done(
            run.model_dump(mode="json"),
            subject=f"backtest:{run.id}",
            status=202 if is_new else 200,
            headers={"Location": f"{router.prefix}/{run.id}"},
        )

    return await change("backtest.submit", act)


@router.get("")
async def backtests(here: Here, cursor: Cursor = None, limit: Limit = LIMIT) -> Page[Run]:
    """Backtests, the newest first."""
    before = place(cursor)
    return await here.read(service.listed, before, limit)


@router.get("/{id}")
async def backtest(here: Here, id: Id) -> RunDetail:  # noqa: A002 - the name in the path
    """A backtest: what was asked, and how far it is."""
    return await here.read(service.shown, id)


@router.get("/{id}/progress")
async def progress(here: Here, id: Id) -> Job:  # noqa: A002
    """The job of a backtest: its state, and how far it is."""
    return await here.read(lambda session: service.shown(session, id).job)


@router.post("/{id}/cancel", response_model=Job)
async def cancel(change: Changing, id: Id) -> Response:  # noqa: A002
    """Cancels a backtest."""

    def act(session: Session) -> Done:
        job = job_service.cancelled(session, service.job_of(session, id))
        return Done(job.model_dump(mode="json"), subject=f"backtest:{id}")

    return await change("backtest.cancel", act)


@router.get("/{id}/result", response_model=Result)
async def result(here: Here, request: Request, id: Id) -> Response:  # noqa: A002
    """What a backtest came to, with all its digits."""
    found = await here.read(service.result, id)
    content = found.model_dump_json().encode()
    return immutable(request, bytes_hash(content), content, JSON)


@router.get("/{id}/report", response_class=HTMLResponse)
async def report(here: Here, request: Request, id: Id) -> Response:  # noqa: A002
    """The page of a backtest, as ``farthing run`` writes it."""
    found = await here.read(service.file, id, PAGE)
    return immutable(
        request, found.digest, found.content, found.media_type,
        Content_Security_Policy=REPORT_POLICY,
    )  # fmt: skip


@router.get("/{id}/files/{name}", response_class=Response)
async def file(here: Here, request: Request, id: Id, name: FileName) -> Response:  # noqa: A002
    """A file of a backtest, as ``farthing run`` writes it."""
    found = await here.read(service.file, id, name)
    return immutable(
        request, found.digest, found.content, found.media_type,
        Content_Security_Policy=REPORT_POLICY,
        Content_Disposition=f'attachment; filename="{found.name}"',
    )  # fmt: skip


@router.get("/{id}/trades", response_model=Table)
async def trades(
    here: Here,
    request: Request,
    id: Id,  # noqa: A002
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Response:
    """The trades of a backtest, in their order."""
    return await _table(here, request, id, "trades", cursor, limit)


@router.get("/{id}/tables/{name}", response_model=Table)
async def table(
    here: Here,
    request: Request,
    id: Id,  # noqa: A002
    name: TableName,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Response:
    """A table of a backtest, in the order of the run."""
    return await _table(here, request, id, name, cursor, limit)


async def _table(
    here: Service, request: Request, run_id: int, name: TableName, cursor: str | None, limit: int
) -> Response:
    offset = place(cursor) or 0
    found = await here.read(service.file, run_id, f"{name}.parquet")
    part = await here.work(service.table, found.content, name, offset, limit)
    content = part.model_dump_json().encode()
    return immutable(request, bytes_hash(content), content, JSON)
