"""``/api/v1/health``, ``ready``, ``metrics`` and ``openapi.json``."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from farthing import __version__
from farthing.service.health.schemas import Health, Ready
from farthing.service.here import Here
from farthing.service.metrics.processes import exposition
from farthing.service.metrics.states import states
from farthing.service.problems import Unavailable
from farthing.service.scopes import API
from farthing.store import jobs
from farthing.store.migrate import revision_of

router = APIRouter(prefix=API, tags=["service"])


@router.get("/health")
async def health() -> Health:
    """Whether the process answers; it asks nothing else."""
    return Health(farthing=__version__)


@router.get("/ready")
async def ready(here: Here, request: Request) -> Ready:
    """Whether requests can be served: the database answers, and has its tables."""
    if request.app.state.is_ending:
        raise Unavailable("the service is ending")
    revision = await here.work(revision_of, here.database)
    if revision is None:
        raise Unavailable("the database has no tables: farthing db upgrade")
    supervisor = request.app.state.supervisor
    return Ready(
        database=here.database.kind,
        revision=revision,
        jobs=await here.read(jobs.counts),
        workers=None if supervisor is None else supervisor.alive,
    )


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(here: Here) -> Response:
    """Counts of all processes, and states of the database, in Prometheus' text format."""
    counted = await here.work(exposition)
    known = await states(here)
    return Response(counted + known, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/openapi.json", response_class=JSONResponse)
async def openapi(request: Request) -> Response:
    """This API, described in OpenAPI."""
    return JSONResponse(request.app.openapi())
