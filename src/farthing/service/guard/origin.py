"""Pages of other sites may not write with the cookie of a user, nor open a WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from farthing.service.guard.layer import header, refuse
from farthing.service.problems import Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection

    from farthing.service.guard.layer import App, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""


class Origin:
    """Refuses what a browser says to come from another site.

    Programs other than browsers name no origin, and are let through: they have a key.

    Args:
        app: the layer below.
        allowed: origins beside the service's own, such as ``https://desk.example``.
    """

    def __init__(self, app: App, allowed: Collection[str] = ()) -> None:
        self._app, self._allowed = app, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] == "websocket" or scope.get("method", "GET") not in SAFE:
            origin = header(scope, b"origin")
            if origin is not None and not self._is_own(origin, header(scope, b"host")):
                detail = "the request comes from a page of another site; name it with --origin"
                await refuse(scope, send, Forbidden(detail))
                return
        await self._app(scope, receive, send)

    def _is_own(self, origin: str, host: str | None) -> bool:
        try:
            named = urlsplit(origin).netloc
        except ValueError:  # no address at all
            return False
        return origin in self._allowed or (named != "" and named == host)
