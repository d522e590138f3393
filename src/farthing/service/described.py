"""The API in OpenAPI: what routes say of themselves, with refusals and scopes of all of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from farthing.service.links import add_links
from farthing.service.problems import MEDIA_TYPE
from farthing.service.scopes import PUBLIC, SCOPE_OF, WEBSOCKET

if TYPE_CHECKING:
    from fastapi import FastAPI

REFUSALS = (
    HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE,
)  # fmt: skip
"""What every route may answer with."""

PROBLEM = {
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}

SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key, or a token of one."},
    "session": {"type": "apiKey", "in": "cookie", "name": "farthing_session"},
}


def described(application: FastAPI) -> dict[str, Any]:
    """The API, described once."""
    if application.openapi_schema is None:
        made = get_openapi(
            title=application.title,
            version=application.version,
            description=application.description,
            routes=application.routes,
        )
        components = made.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = PROBLEM
        components["securitySchemes"] = SCHEMES
        for (method, path), scope in SCOPE_OF.items():
            operation = made["paths"].get(path, {}).get(method.lower())
            if operation is not None and method != WEBSOCKET:
                _complete(operation, scope)
        add_links(made)
        application.openapi_schema = made
    return application.openapi_schema


def _complete(operation: dict[str, Any], scope: str) -> None:
    """Adds to a route what it may refuse, and who may call it."""
    schema = {"$ref": "#/components/schemas/Problem"}
    for status in REFUSALS:
        operation["responses"][str(int(status))] = {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
    operation["x-scope"] = scope
    operation["security"] = [] if scope == PUBLIC else [{"key": []}, {"session": []}]
