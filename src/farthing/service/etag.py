"""Results that never change: a caller that has one is told so, and not sent it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import Response

if TYPE_CHECKING:
    from fastapi import Request

YEAR_S = 31_536_000


def immutable(
    request: Request, digest: str, content: bytes, media_type: str, **headers: str
) -> Response:
    """The answer with a result that never changes, or 304 where the caller has it."""
    kept = f"private, max-age={YEAR_S}, immutable"
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return _answer(request, digest, content, media_type, {"Cache-Control": kept, **more})


def revalidated(request: Request, digest: str, content: bytes, media_type: str) -> Response:
    """The answer with what may change, which a caller asks for anew each time, or 304."""
    return _answer(request, digest, content, media_type, {"Cache-Control": "no-cache"})


def _answer(
    request: Request, digest: str, content: bytes, media_type: str, headers: dict[str, str]
) -> Response:
    """By the rules of RFC 9110, 13.1.2."""
    tag = f'"{digest}"'
    more = {"ETag": tag, "Vary": "Authorization, Cookie", **headers}
    asked = request.headers.get("if-none-match", "")
    known = {each.strip().removeprefix("W/") for each in asked.split(",")}
    if tag in known or asked.strip() == "*":
        return Response(status_code=304, headers=more)
    return Response(content, headers=more, media_type=media_type)
