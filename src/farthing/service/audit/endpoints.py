"""``/api/v1/audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from farthing.service.fields import Told
from farthing.service.here import Here
from farthing.service.pages import ID_MAX, LIMIT, Cursor, Limit, Page, by_time, place_by_time
from farthing.service.plain import moment
from farthing.service.scopes import API
from farthing.store import audit

if TYPE_CHECKING:
    from farthing.store.tables import AuditEntry

router = APIRouter(prefix=f"{API}/audit", tags=["audit"])

Action = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}(\.[a-z]{1,20}){0,3}$")]


class Entry(Told):
    """A write."""

    id: int
    written_at: str
    user_id: int | None
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


@router.get("")
async def entries(
    here: Here,
    user_id: Annotated[int | None, Query(ge=1, le=ID_MAX)] = None,
    action: Annotated[Action | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Entry]:
    """Writes, the newest first: all, of a user, of an action, or of both."""
    rows = await here.read(
        audit.entries, user_id=user_id, action=action, after=place_by_time(cursor), limit=limit + 1
    )
    return by_time(rows, limit, "written_at", _told)


def _told(row: AuditEntry) -> Entry:
    return Entry(
        id=row.id, written_at=str(moment(row.written_at)), user_id=row.user_id, actor=row.actor,
        action=row.action, subject=row.subject, details=row.details,
    )  # fmt: skip
