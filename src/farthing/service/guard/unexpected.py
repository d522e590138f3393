"""An error of the service itself is answered like any other problem, and logged with its place."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog

from farthing.service.guard.layer import refuse, state
from farthing.service.problems import Problem

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Message, Receive, Scope, Send

LOG = structlog.get_logger("farthing.service")


class Defect(Problem):
    """An error of the service itself; its log has the rest, by the id of the request."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "defect"


class Unexpected:
    """Answers where nobody else has."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            LOG.exception("unexpected", route=state(scope).get("route"))
            if has_begun:
                raise
            number = state(scope).get("request_id")
            await refuse(scope, send, Defect(f"an error of the service itself; request {number}"))
