"""Answers that are given again: a write that is sent twice under one key is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from farthing.store.catalogue import accounts as queries
from farthing.store.insert import insert_for
from farthing.store.tables import KeptAnswer
from farthing.store.types import SECOND, now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

LIFE_S = 24 * 3600
"""Seconds that an answer is kept."""

SWEPT_MOST = 100
"""Answers that are over and are removed by a write, at most: more than one write adds."""


def begun(session: Session, user_id: int, key: str, request: str) -> KeptAnswer | None:
    """The answer that is kept under a key; None where the write is new, which it now is not.

    A second transaction with the same key waits here until the first has ended.
    """
    over = session.scalars(queries.KEPT_ANSWERS_OVER.statement, {"limit": SWEPT_MOST}).all()
    if over:
        session.execute(delete(KeptAnswer).where(KeptAnswer.id.in_(over)))
    statement = insert_for(session)(KeptAnswer).values(
        user_id=user_id, key=key, request=request, headers={}, expires_at=now() + LIFE_S * SECOND
    )
    statement = statement.on_conflict_do_nothing(index_elements=["user_id", "key"])
    if session.scalar(statement.returning(KeptAnswer.id)) is not None:
        return None
    return _of(session, user_id, key)


def keep(
    session: Session, user_id: int, key: str, status: int, headers: Mapping[str, Any], body: Any
) -> None:
    """Keeps the answer of a write that was begun in this transaction."""
    row = _of(session, user_id, key)
    row.status, row.headers, row.body = status, dict(headers), body


def _of(session: Session, user_id: int, key: str) -> KeptAnswer:
    asked = {"user_id": user_id, "key": key}
    found: KeptAnswer = session.scalars(queries.KEPT_ANSWER.statement, asked).one()
    return found
