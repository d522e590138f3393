"""Every request is counted and timed, by the route that took it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from farthing.service.guard.layer import state
from farthing.service.metrics.instruments import API_REQUESTS, API_SECONDS, METHODS, NO_ROUTE

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Message, Receive, Scope, Send


class Measured:
    """Counts requests."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            route = state(scope).get("route", NO_ROUTE)
            API_REQUESTS.labels(method, route, str(status)).inc()
            API_SECONDS.labels(method, route).observe(time.perf_counter() - begun)
