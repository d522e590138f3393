"""Bodies: read to their end here, as long, as deep and as plain as is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from farthing.service.guard.layer import header, refuse
from farthing.service.problems import Problem, TooLarge, WrongMedia

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Message, Receive, Scope, Send

STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
"""Texts of JSON; one that never ends goes to the end, whatever stands in it."""

BRACKETS = re.compile(rb"[\[\]{}]")


class Disconnected(Exception):  # noqa: N818 - what happened, and nobody's error
    """The caller has gone before its body was whole."""


def depth(content: bytes, most: int) -> int:
    """How deep JSON is nested; counting stops beyond ``most``.

    >>> depth(b'{"a": [1, "[[["]}', 32)
    2
    """
    if content.count(b"[") + content.count(b"{") <= 1:
        return content.count(b"[") + content.count(b"{")
    now = deepest = 0
    for found in BRACKETS.finditer(STRINGS.sub(b"", content)):
        now += 1 if found[0] in b"[{" else -1
        deepest = max(deepest, now)
        if deepest > most:
            break
    return deepest


class Body:
    """Refuses bodies that are too long, too deep, or packed.

    A packed body (``Content-Encoding``) is refused unread: a few bytes could unfold to gigabytes.

    Args:
        app: the layer below.
        bytes_max: of a body.
        depth_max: of lists and objects in each other.
    """

    def __init__(self, app: App, bytes_max: int, depth_max: int) -> None:
        self._app, self._bytes_max, self._depth_max = app, bytes_max, depth_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            content = await self._read(scope, receive)
        except Problem as problem:
            await refuse(scope, send, problem)
            return
        except Disconnected:
            return
        is_given = False

        async def given() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": content, "more_body": False}

        await self._app(scope, given, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        packed = header(scope, b"content-encoding")
        if packed not in (None, "", "identity"):
            raise WrongMedia("a body with Content-Encoding is not read: send it as it is")
        told = header(scope, b"content-length") or "0"
        if not told.isascii() or not told.isdigit():
            raise Problem("Content-Length is no number of bytes")
        self._limit(int(told[:20]))
        parts, count, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part, more = message.get("body", b""), message.get("more_body", False)
            parts.append(part)
            count += len(part)
            self._limit(count)
        content = b"".join(parts)
        if "json" in (header(scope, b"content-type") or "json"):
            self._check_depth(content)
        return content

    def _limit(self, count: int) -> None:
        if count > self._bytes_max:
            raise TooLarge(
                f"a body of {count:,} bytes is more than {self._bytes_max:,}: send it in parts"
            )

    def _check_depth(self, content: bytes) -> None:
        if depth(content, self._depth_max) > self._depth_max:
            raise TooLarge(f"JSON nested deeper than {self._depth_max} is not read")
