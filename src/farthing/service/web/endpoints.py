"""The pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from farthing import __version__
from farthing.backtest.config import DEFAULT_CAPITAL
from farthing.data.checksum import bytes_hash
from farthing.service.backtests import service as backtest_service
from farthing.service.bundles import service as bundle_service
from farthing.service.bundles.endpoints import BundleName
from farthing.service.etag import revalidated
from farthing.service.here import Caller, Here, Service
from farthing.service.jobs import service as job_service
from farthing.service.jobs.endpoints import Id
from farthing.service.jobs.schemas import Job, JobDetail
from farthing.service.live.keep import STREAM
from farthing.service.pages import LIMIT, Cursor, by_time, place, place_by_time
from farthing.service.problems import NotFound
from farthing.service.signals.service import signal_told
from farthing.service.strategies.endpoints import listed as strategies
from farthing.service.web.pages import shown, static
from farthing.store import jobs, progress, runs, states, streams, wyckoff
from farthing.store.migrate import revision_of
from farthing.store.tables.wyckoff import SignalStatus
from farthing.wyckoff.scan import SHOWN_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from farthing.store import tables

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LAST, TRADES = 12, 25
"""Jobs and trades that a page shows."""

PLACES = {"backtest": "/backtests", "ingest": "/jobs", "scan": "/scans", "study": "/studies"}
"""Where a job of each kind is shown."""

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@router.get("/sign-in")
async def sign_in() -> Response:
    """Asks for a key."""
    return shown("sign-in", None)


@router.get("/static/{file}")
async def file(
    request: Request, file: Annotated[str, Path(pattern=r"^[a-z]+\.(css|js)$")]
) -> Response:
    """A file that pages load."""
    content = static(file)
    if content is None:
        raise NotFound("there is no such file")
    media_type = MEDIA_TYPES[file.rpartition(".")[2]]
    return revalidated(request, bytes_hash(content), content, media_type)


@router.get("/")
async def overview(here: Here, who: Caller) -> Response:
    """What is here, and what happened last."""

    def read(session: Session) -> dict[str, Any]:
        last = [job_service.shown(session, row) for row in _last(session, None)]
        return {
            "jobs": jobs.counts(session),
            "active_count": wyckoff.active_count(session),
            "last": [(job, f"{PLACES[job.kind]}/{_place_of(session, job)}") for job in last],
        }

    bundles = await here.work(bundle_service.listed, here.home)
    return shown("overview", who, "/", bundles=bundles, **await here.read(read))


@router.get("/bundles")
async def bundles(here: Here, who: Caller) -> Response:
    """The bundles, and forms to take bars in."""
    found = await here.work(bundle_service.listed, here.home)
    sources = here.settings.sources is not None
    return shown("bundles", who, "/bundles", bundles=found, sources=sources)


@router.get("/bundles/{name}")
async def bundle(here: Here, who: Caller, name: BundleName) -> Response:
    """A bundle."""
    found = await here.work(bundle_service.shown, here.home, name)
    return shown("bundle", who, "/bundles", bundle=found)


@router.get("/jobs/{id}")
async def ingest(here: Here, who: Caller, id: Id) -> Response:  # noqa: A002
    """An ingest, and what it came to."""
    job = await here.read(job_service.detail, id, "ingest")
    return shown("job", who, "/bundles", job=job)


@router.get("/backtests")
async def backtests(here: Here, who: Caller, cursor: Cursor = None) -> Response:
    """The backtests, and a form for another one."""
    before = place(cursor)
    found = await here.read(backtest_service.listed, before, LIMIT)
    return shown(
        "backtests", who, "/backtests", page=found.model_dump(), capital=DEFAULT_CAPITAL,
        strategies=await here.work(strategies),
        bundles=await here.work(bundle_service.listed, here.home),
    )  # fmt: skip


@router.get("/backtests/{id}")
async def backtest(here: Here, who: Caller, id: Id) -> Response:  # noqa: A002
    """A backtest: how far it is, or what it came to."""
    run = await here.read(backtest_service.shown, id)
    result = trades = None
    if run.status == "done":
        result = await here.read(backtest_service.result, id)
        file = await here.read(backtest_service.file, id, "trades.parquet")
        trades = await here.work(backtest_service.last_rows, file.content, "trades", TRADES)
    return shown("backtest", who, "/backtests", run=run, result=result, trades=trades)


@router.get("/scans")
async def scans(here: Here, who: Caller) -> Response:
    """The scans, and a form for another one."""
    return shown(
        "scans", who, "/scans", rows=await _details(here, "scan"), shown_from=f"{SHOWN_FROM:g}",
        bundles=await here.work(bundle_service.listed, here.home),
    )  # fmt: skip


@router.get("/scans/{id}")
async def scan(here: Here, who: Caller, id: Id) -> Response:  # noqa: A002
    """A scan: where each symbol stands."""
    return shown("scan", who, "/scans", job=await here.read(job_service.detail, id, "scan"))


@router.get("/studies")
async def studies(here: Here, who: Caller) -> Response:
    """The studies, and a form for another one."""
    return shown(
        "studies", who, "/studies", rows=await _details(here, "study"),
        strategies=await here.work(strategies),
        bundles=await here.work(bundle_service.listed, here.home),
    )  # fmt: skip


@router.get("/studies/{id}")
async def study(here: Here, who: Caller, id: Id) -> Response:  # noqa: A002
    """A study: how far it is, and the best of it."""
    job = await here.read(job_service.detail, id, "study")
    return shown("study", who, "/studies", job=job, trials=job.status in ("done", "cancelled"))


@router.get("/signals")
async def signals(
    here: Here, who: Caller, status: SignalStatus | None = None, cursor: Cursor = None
) -> Response:
    """The signals of live bars; the first page follows what comes."""
    watched = await here.read(streams.last, STREAM) if cursor is None else None
    rows = await here.read(
        wyckoff.signals, status=status, after=place_by_time(cursor), limit=LIMIT + 1
    )
    found = by_time(rows, LIMIT, "generated_at", signal_told)
    return shown(
        "signals", who, "/signals", page=found.model_dump(), chosen=status or "all",
        active_count=await here.read(wyckoff.active_count), watched=watched,
    )  # fmt: skip


@router.get("/health")
async def health(here: Here, who: Caller, request: Request) -> Response:
    """What the service is doing."""
    supervisor = request.app.state.supervisor
    return shown(
        "health", who, "/health", version=__version__, database=here.database.kind,
        revision=await here.work(revision_of, here.database),
        workers=None if supervisor is None else supervisor.alive,
        jobs=await here.read(jobs.counts), states=await here.read(states.found),
    )  # fmt: skip


async def _details(here: Service, kind: str) -> list[JobDetail]:
    """The last jobs of a kind, with what was asked."""
    return await here.read(
        lambda session: [job_service.detail(session, row.id) for row in _last(session, kind, LIMIT)]
    )


def _last(session: Session, kind: str | None, limit: int = LAST) -> Sequence[tables.Job]:
    return progress.listed(session, kind, None, None, limit)


def _place_of(session: Session, job: Job) -> int:
    """The number under which a job is shown: a backtest has one of its own."""
    number = runs.number_of(session, job.id) if job.kind == "backtest" else None
    return job.id if number is None else number
