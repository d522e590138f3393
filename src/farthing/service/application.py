"""The application: routes, and the layers that stand before them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute

from farthing import __version__
from farthing.service import answers
from farthing.service.audit.endpoints import router as audit
from farthing.service.backtests.endpoints import router as backtests
from farthing.service.bars.endpoints import router as bars
from farthing.service.bundles.endpoints import router as bundles
from farthing.service.channel.connection import Changed
from farthing.service.channel.endpoints import router as channel
from farthing.service.described import described
from farthing.service.guard.body import Body
from farthing.service.guard.bucket import Buckets
from farthing.service.guard.gate import Gate
from farthing.service.guard.headers import Headers
from farthing.service.guard.origin import Origin
from farthing.service.guard.patience import Patience
from farthing.service.guard.request_id import RequestId
from farthing.service.guard.shedding import Shedding
from farthing.service.guard.unexpected import Unexpected
from farthing.service.health.endpoints import router as health
from farthing.service.here import Service
from farthing.service.identity.endpoints import router as identity
from farthing.service.identity.identify import Identify
from farthing.service.jobs.endpoints import router as jobs
from farthing.service.live.scanner import Scanner
from farthing.service.metrics.measured import Measured
from farthing.service.notifications.endpoints import router as notifications
from farthing.service.scans.endpoints import router as scans
from farthing.service.scopes import SCOPE_OF, WEBSOCKET
from farthing.service.signals.endpoints import router as signals
from farthing.service.strategies.endpoints import router as strategies
from farthing.service.studies.endpoints import router as studies
from farthing.service.trading.endpoints import router as trading
from farthing.service.web.endpoints import router as web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from starlette.routing import BaseRoute

    from farthing.service.worker.supervisor import Supervisor

ROUTERS = (
    health, identity, bundles, jobs, backtests, scans, studies, strategies, bars, signals, trading,
    notifications, audit, channel, web,
)  # fmt: skip


def application(here: Service, supervisor: Supervisor | None = None) -> FastAPI:
    """The service as an ASGI application.

    Args:
        here: its settings and database.
        supervisor: keeps the workers running; None where others do.
    """
    made = FastAPI(
        title="farthing",
        version=__version__,
        description="Exact backtests, Wyckoff scans and studies, as jobs; live signals.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    made.state.service, made.state.supervisor, made.state.is_ending = here, supervisor, False
    made.state.connections, made.state.changed = set(), Changed()
    made.state.scanner = Scanner()
    for router in ROUTERS:
        made.router.routes.extend(router.routes)
    check(made.routes)
    made.openapi = lambda: described(made)  # type: ignore[method-assign]
    answers.add_to(made)
    _guard(made, here)
    return made


def check(routes: Iterable[BaseRoute]) -> None:
    """Refuses routes that are in no table of who may call them, and rows that no route is of.

    Raises:
        LookupError: it names them.
    """
    found = {each for route in routes for each in names_of(route)}
    if found != set(SCOPE_OF):
        alone = ", ".join(" ".join(each) for each in sorted(found ^ set(SCOPE_OF)))
        raise LookupError(f"farthing.service.scopes and the routes differ in: {alone}")


def names_of(route: BaseRoute) -> Iterable[tuple[str, str]]:
    """The methods and the path of a route.

    Raises:
        LookupError: it is of no kind that has them.
    """
    if isinstance(route, APIWebSocketRoute):
        return [(WEBSOCKET, route.path)]
    if isinstance(route, APIRoute):
        return [(method, route.path) for method in route.methods or ()]
    raise LookupError(f"{route!r} has no scope: add it with a router")


def _guard(made: FastAPI, here: Service) -> None:
    """Puts the layers before the routes; the one that is added last is called first."""
    limits = here.settings.limits
    layers: tuple[tuple[Any, dict[str, Any]], ...] = (
        (RequestId, {}),
        (Measured, {}),
        (Headers, {}),
        (Unexpected, {}),
        (Shedding, {"at_once_max": limits.at_once_max}),
        (Origin, {"allowed": here.settings.origins}),
        (
            Gate,
            {
                "routes": lambda: made.routes,
                "identify": Identify(here),
                "rates": Buckets(limits.rate, limits.burst),
                "strict": Buckets(limits.wrong_keys, limits.wrong_keys_burst),
            },
        ),
        (Body, {"bytes_max": limits.body_bytes_max, "depth_max": limits.depth_max}),
        (Patience, {"seconds": limits.seconds_max}),
    )
    for layer, told in reversed(layers):
        made.add_middleware(layer, **told)


@asynccontextmanager
async def _lifespan(made: FastAPI) -> AsyncIterator[None]:
    """Starts the workers with the service, and ends them before it."""
    supervisor: Supervisor | None = made.state.supervisor
    watching = None if supervisor is None else asyncio.create_task(supervisor.watch())
    try:
        yield
    finally:
        made.state.is_ending = True
        if supervisor is not None and watching is not None:
            watching.cancel()
            await supervisor.end()
        made.state.service.database.close()
