"""Who may call what: the one table, by method and path; what is not in it, nobody may call."""

from __future__ import annotations

from typing import Final, Literal, get_args

PUBLIC: Final = "public"
"""Anybody."""

READ: Final = "read"
"""Sees bundles, runs, scans, studies, signals and what follows from them."""

INGEST: Final = "ingest"
"""Takes bars into bundles, and removes bundles."""

RUN: Final = "run"
"""Submits and cancels jobs."""

FEED: Final = "feed"
"""Gives live bars."""

TRADE: Final = "trade"
"""Opens, changes and closes campaigns and positions."""

AUDIT: Final = "audit"
"""Reads the audit log."""

ADMIN: Final = "admin"
"""Makes and removes users, and keys of others."""

Scope = Literal["read", "ingest", "run", "feed", "trade", "audit", "admin"]

SCOPES: Final = get_args(Scope)
"""What a key may have."""

WEBSOCKET: Final = "WEBSOCKET"
"""The method of a WebSocket."""

API: Final = "/api/v1"

_OF_API: dict[str, dict[str, str]] = {
    "/health": {"GET": PUBLIC},
    "/ready": {"GET": PUBLIC},
    "/metrics": {"GET": READ},
    "/openapi.json": {"GET": PUBLIC},
    "/bundles": {"GET": READ, "POST": INGEST},
    "/bundles/{name}": {"GET": READ, "DELETE": INGEST},
    "/bundles/{name}/verify": {"GET": READ},
    "/jobs": {"GET": READ},
    "/jobs/{id}": {"GET": READ},
    "/jobs/{id}/cancel": {"POST": RUN},
    "/backtests": {"GET": READ, "POST": RUN},
    "/backtests/{id}": {"GET": READ},
    "/backtests/{id}/cancel": {"POST": RUN},
    "/backtests/{id}/progress": {"GET": READ},
    "/backtests/{id}/result": {"GET": READ},
    "/backtests/{id}/report": {"GET": READ},
    "/backtests/{id}/trades": {"GET": READ},
    "/backtests/{id}/tables/{name}": {"GET": READ},
    "/backtests/{id}/files/{name}": {"GET": READ},
    "/strategies": {"GET": READ},
    "/scans": {"GET": READ, "POST": RUN},
    "/scans/{id}": {"GET": READ},
    "/scans/{id}/cancel": {"POST": RUN},
    "/scans/{id}/result": {"GET": READ},
    "/scans/{id}/chart": {"GET": READ},
    "/studies": {"GET": READ, "POST": RUN},
    "/studies/{id}": {"GET": READ},
    "/studies/{id}/cancel": {"POST": RUN},
    "/studies/{id}/trials": {"GET": READ},
    "/studies/{id}/report": {"GET": READ},
    "/stream": {WEBSOCKET: READ},
    "/bars": {"GET": READ, "POST": FEED},
    "/bars/seed": {"POST": FEED},
    "/ranges": {"GET": READ},
    "/patterns": {"GET": READ},
    "/signals": {"GET": READ},
    "/signals/live": {"GET": READ},
    "/signals/history": {"GET": READ},
    "/signals/{id}": {"GET": READ},
    "/campaigns": {"GET": READ, "POST": TRADE},
    "/campaigns/{id}": {"GET": READ, "PATCH": TRADE},
    "/positions": {"GET": READ, "POST": TRADE},
    "/positions/{id}/close": {"POST": TRADE},
    "/risk/heat": {"GET": READ},
    "/notifications": {"GET": READ},
    "/notifications/{id}/read": {"POST": READ},
    "/audit": {"GET": AUDIT},
    "/me": {"GET": READ},
    "/session": {"POST": READ},
    "/session/end": {"POST": PUBLIC},
    "/tokens": {"POST": READ},
    "/users": {"GET": ADMIN, "POST": ADMIN},
    "/users/{name}": {"DELETE": ADMIN},
    "/users/{name}/keys": {"GET": ADMIN, "POST": ADMIN},
    "/keys/{handle}": {"DELETE": ADMIN},
}

_OF_PAGES: dict[str, dict[str, str]] = {
    "/": {"GET": READ},
    "/sign-in": {"GET": PUBLIC},
    "/static/{file}": {"GET": PUBLIC},
    "/bundles": {"GET": READ},
    "/bundles/{name}": {"GET": READ},
    "/jobs/{id}": {"GET": READ},
    "/backtests": {"GET": READ},
    "/backtests/{id}": {"GET": READ},
    "/scans": {"GET": READ},
    "/scans/{id}": {"GET": READ},
    "/studies": {"GET": READ},
    "/studies/{id}": {"GET": READ},
    "/signals": {"GET": READ},
    "/health": {"GET": READ},
}

SCOPE_OF: dict[tuple[str, str], str] = {
    **{
        (method, API + path): scope
        for path, methods in _OF_API.items()
        for method, scope in methods.items()
    },
    **{
        (method, path): scope
        for path, methods in _OF_PAGES.items()
        for method, scope in methods.items()
    },
}
"""The scope that a caller needs, by method and path of the route."""
