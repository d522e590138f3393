"""How problems and errors become answers."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from farthing.errors import (
    BundleCorrupt,
    BundleNotFound,
    CatalogVersionError,
    FarthingError,
    UnknownSymbol,
)
from farthing.service.problems import (
    AWAY,
    MEDIA_TYPE,
    URN,
    Conflict,
    NotFound,
    Problem,
    Unavailable,
    Unprocessable,
)
from farthing.store.unreachable import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

LOG = structlog.get_logger("farthing.service")

KINDS: tuple[tuple[type[FarthingError], type[Problem]], ...] = (
    (BundleNotFound, NotFound),
    (UnknownSymbol, Unprocessable),
    (BundleCorrupt, Conflict),
    (CatalogVersionError, Conflict),
    (FarthingError, Unprocessable),
)
"""Which problem an error of farthing is; the first that fits."""


def of_error(error: FarthingError) -> Problem:
    """The problem that an error of farthing is."""
    kind = next(problem for known, problem in KINDS if isinstance(error, known))
    return kind(str(error))


def add_to(application: FastAPI) -> None:
    """Makes problems of all that is raised in an application."""
    application.add_exception_handler(Problem, _problem)
    application.add_exception_handler(FarthingError, _farthing)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(HTTPException, _http)
    for kind in UNREACHABLE:
        application.add_exception_handler(kind, _unreachable)


def answer(request: Request, problem: Problem) -> Response:
    """A problem as the answer to a request."""
    return Response(
        problem.body(request.url.path),
        status_code=problem.status,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(request, error)


def _farthing(request: Request, error: Exception) -> Response:
    assert isinstance(error, FarthingError)
    return answer(request, of_error(error))


def _invalid(request: Request, error: Exception) -> Response:
    """Which fields are wrong, without what was in them: that may be a secret, or endless."""
    assert isinstance(error, RequestValidationError)
    wrong = [_field(each) for each in error.errors()]
    first = wrong[0] if wrong else {"field": "body", "reason": "it cannot be read"}
    detail = f"{first['field']}: {first['reason']}"
    return answer(request, Unprocessable(detail, errors=wrong))


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    place = ".".join(str(each) for each in error["loc"])
    return {"field": place[:200], "reason": str(error["msg"])[:500]}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    content = {
        "type": URN + status.phrase.lower().replace(" ", "-"),
        "title": status.phrase,
        "status": int(status),
        "detail": str(error.detail),
        "instance": request.url.path,
    }
    return Response(
        json.dumps(content), status_code=status, headers=error.headers, media_type=MEDIA_TYPE
    )


def _unreachable(request: Request, error: Exception) -> Response:
    LOG.error("database unreachable", error=type(error).__name__)
    return answer(request, Unavailable(AWAY))
