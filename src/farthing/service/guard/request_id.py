"""Each request has an id, which its answer and its line in the log have too."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

import structlog

from farthing.service.guard.layer import header, state

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Message, Receive, Scope, Send

TAKEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""Ids of callers that are taken over; of others a line in the log could be forged."""

NAME = b"x-request-id"

LOG = structlog.get_logger("farthing.service")


class RequestId:
    """Names each request, and logs what became of it."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        told = header(scope, NAME) or ""
        request = told if TAKEN.fullmatch(told) else secrets.token_hex(8)
        state(scope)["request_id"] = request
        status, begun = 0, time.perf_counter_ns()

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (NAME, request.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request):
            try:
                await self._app(scope, receive, named)
            finally:
                LOG.info(
                    "request",
                    method=scope.get("method", "WEBSOCKET"),
                    route=state(scope).get("route", "none"),
                    status=status,
                    who=getattr(state(scope).get("who"), "name", None),
                    microseconds=(time.perf_counter_ns() - begun) // 1000,
                )
