"""``/api/v1/notifications``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Response

from farthing.service.change import Changing, Done
from farthing.service.fields import Told, Words
from farthing.service.here import Caller, Here
from farthing.service.jobs.endpoints import Id
from farthing.service.pages import LIMIT, Cursor, Limit, Page, by_time, place_by_time
from farthing.service.plain import moment
from farthing.service.problems import NotFound
from farthing.service.scopes import API
from farthing.store import notifications

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.store import tables

router = APIRouter(prefix=f"{API}/notifications", tags=["notifications"])


class Notification(Told):
    """What the caller was told."""

    id: int
    type: str
    title: str
    body: dict[str, Any]
    is_read: bool
    created_at: str
    read_at: str | None


@router.get("")
async def listed(
    here: Here,
    who: Caller,
    type: Annotated[Words | None, Query()] = None,  # noqa: A002 - the name of the parameter
    unread: bool = False,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Notification]:
    """What the caller was told, the newest first: all, of a type, or what is unread."""
    rows = await here.read(
        notifications.listed, who.user_id, kind=type, is_unread=unread,
        after=place_by_time(cursor), limit=limit + 1,
    )  # fmt: skip
    return by_time(rows, limit, "created_at", _told)


@router.post("/{id}/read", status_code=204)
async def read(who: Caller, change: Changing, id: Id) -> Response:  # noqa: A002
    """Notes that the caller has read something."""

    def act(session: Session) -> Done:
        if not notifications.read(session, who.user_id, id):
            raise NotFound(f"no notification {id}")
        return Done(None, f"notification:{id}", 204)

    return await change("notification.read", act)


def _told(row: tables.Notification) -> Notification:
    return Notification(
        id=row.id, type=row.type, title=row.title, body=row.body, is_read=row.is_read,
        created_at=str(moment(row.created_at)), read_at=moment(row.read_at),
    )  # fmt: skip
