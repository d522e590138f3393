"""What the layers have in common: the types of ASGI, and a problem as a response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from farthing.service.problems import MEDIA_TYPE, Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY_VIOLATION = 1008
"""The code with which a WebSocket is closed to which the service says no (RFC 6455, 7.4.1)."""

TRY_AGAIN_LATER = 1013
"""The code with which one is closed that comes when there are too many."""


def header(scope: Scope, name: bytes) -> str | None:
    """A header of a request; the last where there are several, None where there is none.

    >>> header({"headers": [(b"origin", b"https://a.example")]}, b"origin")
    'https://a.example'
    """
    found = [value for key, value in scope["headers"] if key == name]
    return found[-1].decode("latin-1") if found else None


def state(scope: Scope) -> dict[str, Any]:
    """What layers tell each other and the route of a request."""
    found: dict[str, Any] = scope.setdefault("state", {})
    return found


async def refuse(scope: Scope, send: Send, problem: Problem) -> None:
    """Answers with a problem; a WebSocket is closed before it was opened."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": problem.kind})
        return
    body = problem.body(scope["path"])
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **problem.headers,
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": int(problem.status), "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def redirect(send: Send, place: str) -> None:
    """Sends a browser to another page."""
    headers = [(b"location", place.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
