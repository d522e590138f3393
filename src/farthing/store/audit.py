"""The audit log: who did what, written in the transaction of what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.store.catalogue import audit as queries
from farthing.store.cursor import FIRST, Cursor, paged
from farthing.store.tables import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something.

    Attributes:
        name: by what: ``key:HANDLE``, ``cli``, ``worker:NAME``.
        user_id: the user; None is the service or its command line itself.
    """

    name: str
    user_id: int | None = None


COMMAND_LINE = Actor("cli")


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Notes an action such as ``job.submit`` on a subject such as ``job:12``.

    It is written with what the session writes, or not at all; the database lets nobody change it.
    """
    session.add(
        AuditEntry(
            user_id=actor.user_id,
            actor=actor.name,
            action=action,
            subject=subject,
            details=dict(details or {}),
        )
    )
    session.flush()


def entries(
    session: Session,
    *,
    user_id: int | None = None,
    action: str | None = None,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries from the newest on: all, of an action, of a user, or of both."""
    asked = {"user_id": user_id, "action": action}
    query = {
        (False, False): queries.NEWEST,
        (False, True): queries.OF_ACTION,
        (True, False): queries.OF_USER,
        (True, True): queries.OF_USER_AND_ACTION,
    }[user_id is not None, action is not None]
    return paged(session, query, after, limit, asked)
