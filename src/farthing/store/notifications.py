"""What users are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from farthing.store.catalogue import work as queries
from farthing.store.cursor import FIRST, Cursor, paged
from farthing.store.tables import Notification
from farthing.store.types import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


def add(
    session: Session, user_id: int, kind: str, title: str, body: Mapping[str, Any]
) -> Notification:
    """Tells a user something."""
    made = Notification(user_id=user_id, type=kind, title=title, body=dict(body), is_read=False)
    session.add(made)
    session.flush()
    return made


def listed(
    session: Session,
    user_id: int,
    *,
    kind: str | None = None,
    is_unread: bool = False,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[Notification]:
    """What a user was told, from the newest on: all, of one kind, or what is unread of any."""
    asked = {"user_id": user_id, "notification_type": None if is_unread else kind}
    if is_unread:
        query = queries.NOTIFICATIONS_UNREAD
    else:
        query = queries.NOTIFICATIONS_NEWEST if kind is None else queries.NOTIFICATIONS_OF_TYPE
    return paged(session, query, after, limit, asked)


def read(session: Session, user_id: int, notification_id: int) -> bool:
    """Notes that a user has read something; whether it is the user's."""
    own = (Notification.id == notification_id) & (Notification.user_id == user_id)
    changed = update(Notification).where(own).values(is_read=True, read_at=now())
    return session.scalar(changed.returning(Notification.id)) is not None
