"""Writes: each is one transaction with its line in the audit log, and done once under its key."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from farthing.service.here import Caller, Here, Service
from farthing.service.identity.who import Who
from farthing.service.problems import Conflict
from farthing.store import answers, audit
from farthing.store.audit import Actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

KEY = r"^[A-Za-z0-9._:-]{1,64}$"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description="The same request under the same key is done once; its answer is given again.",
    ),
]

ALONE = nullcontext()
"""A write within nothing."""

BY_STORE = ""
"""The action of writes that the store notes in the audit log itself."""

REPEATED = "Idempotent-Replayed"
"""The header of an answer that is given again."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a write came to.

    Attributes:
        body: what is answered: plain values; None for an answer without a body.
        subject: what was written, as the audit log names it, such as ``job:12``.
        details: what the audit log is told beside it.
    """

    body: Any
    subject: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A write of a caller."""

    here: Service
    who: Who
    request: Request
    key: str | None

    async def __call__(
        self,
        action: str,
        act: Callable[[Session], Done],
        *,
        is_kept: bool = True,
        within: AbstractContextManager[None] = ALONE,
    ) -> Response:
        """Writes, notes it in the audit log, keeps the answer under its key, and commits.

        Args:
            action: what the audit log calls it, such as ``backtest.submit``.
            act: writes; what it raises undoes everything.
            is_kept: whether the answer may be kept; one with a secret in it may not.
            within: is entered before the transaction begins, and left behind its end.

        Raises:
            Conflict: the key was used for another request.
        """
        content = await self.request.body()
        told = (action, act, content, self.key if is_kept else None)
        return await self.here.write_within(within, self._done, *told)

    def _done(
        self,
        session: Session,
        action: str,
        act: Callable[[Session], Done],
        content: bytes,
        key: str | None,
    ) -> Response:
        if key is not None:
            told = self._told_before(session, key, content)
            if told is not None:
                return told
        done = act(session)
        if action != BY_STORE:
            actor = Actor(self.who.actor, self.who.user_id)
            details = {"request": self.request.state.request_id, **done.details}
            audit.record(session, actor, action, done.subject, details)
        if key is not None:
            answers.keep(session, self.who.user_id, key, done.status, done.headers, done.body)
        return _response(done.status, done.headers, done.body)

    def _told_before(self, session: Session, key: str, content: bytes) -> Response | None:
        asked = self.request.method, self.request.url.path, str(self.request.url.query)
        digest = hashlib.sha256(json.dumps(asked).encode() + content).hexdigest()
        kept = answers.begun(session, self.who.user_id, key, digest)
        if kept is None:
            return None
        if kept.request != digest:
            raise Conflict(f"Idempotency-Key {key!r} was used for another request: take a new one")
        assert kept.status is not None, "the answer was kept in the transaction that began it"
        return _response(kept.status, {**kept.headers, REPEATED: "true"}, kept.body)


def _response(status: int, headers: dict[str, str], body: Any) -> Response:
    if body is None:
        return Response(status_code=status, headers=headers)
    content = json.dumps(body, allow_nan=False, separators=(",", ":"))
    return Response(content, status, headers, "application/json")


def _change(here: Here, who: Caller, request: Request, key: IdempotencyKey = None) -> Change:
    return Change(here, who, request, key)


Changing = Annotated[Change, Depends(_change)]
"""A write of the caller."""
