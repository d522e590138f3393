"""Problem details (RFC 9457): the one shape in which the service refuses.

Problem
├── Unauthenticated      401  nobody is named, or the key or token is not one of ours
├── Forbidden            403  somebody is named, and may not do that
├── NotFound             404
├── MethodNotAllowed     405
├── Conflict             409  what is there does not allow it
├── TooLarge             413  a body of more bytes, or nested deeper, than is read
├── WrongMedia           415  a body in a form that is not read
├── Unprocessable        422  a request that makes no sense
├── TooMany              429  too many requests; ``Retry-After`` says when to come again
└── Unavailable          503  the database cannot be reached, or the service is ending
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"

AWAY = "the database does not answer: come again in a while"

URN = "urn:farthing:problem:"
"""What the ``type`` of a problem begins with."""


class Problem(Exception):  # noqa: N818 - the field's term: problem details
    """A refusal, as RFC 9457 has it.

    Args:
        detail: what is wrong: value, limit and remedy.
        headers: of the response.
        more: members of the document beside the standard ones.

    >>> NotFound("no backtest 'x'").document("/api/v1/backtests/x")["title"]
    'Not Found'
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    kind: ClassVar[str] = "bad-request"

    def __init__(self, detail: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.detail, self.headers, self.more = detail, headers or {}, more

    def document(self, instance: str) -> dict[str, Any]:
        """The members of the document; ``instance`` is the path that was asked."""
        return {
            "type": URN + self.kind,
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "instance": instance,
            **self.more,
        }

    def body(self, instance: str) -> bytes:
        """The document as bytes."""
        return json.dumps(self.document(instance), default=str).encode()


class Unauthenticated(Problem):
    """Nobody is named, or the key or token is not one of ours."""

    status = HTTPStatus.UNAUTHORIZED
    kind = "unauthenticated"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, {"WWW-Authenticate": 'Bearer realm="farthing"'})


class Forbidden(Problem):
    """Somebody is named, and may not do that."""

    status = HTTPStatus.FORBIDDEN
    kind = "forbidden"


class NotFound(Problem):
    """There is no such thing."""

    status = HTTPStatus.NOT_FOUND
    kind = "not-found"


class MethodNotAllowed(Problem):
    """The address takes other methods."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    kind = "method-not-allowed"

    def __init__(self, methods: list[str]) -> None:
        allowed = ", ".join(methods)
        super().__init__(f"this address takes {allowed}", {"Allow": allowed})


class Conflict(Problem):
    """What is there does not allow it."""

    status = HTTPStatus.CONFLICT
    kind = "conflict"


class TooLarge(Problem):
    """A body of more bytes, or nested deeper, than is read."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "too-large"


class WrongMedia(Problem):
    """A body in a form that is not read."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "unsupported-media-type"


class Unprocessable(Problem):
    """A request that makes no sense."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "unprocessable"


class TooMany(Problem):
    """Too many requests.

    Args:
        detail: which limit.
        seconds: after how many whole seconds to come again.
    """

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-requests"

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail, {"Retry-After": str(seconds)})


class Unavailable(Problem):
    """The database cannot be reached, or the service is ending."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "unavailable"

    def __init__(self, detail: str, seconds: int = 5) -> None:
        super().__init__(detail, {"Retry-After": str(seconds)})
