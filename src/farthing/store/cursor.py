"""Lists that are ordered by time: each page begins behind the last row of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.store.types import INT64_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from farthing.store.catalogue.query import Query


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which row a page begins: lists go from the newest to the oldest.

    Attributes:
        at: the moment by which the list is ordered.
        id: of rows of the same moment.
    """

    at: int
    id: int


FIRST = Cursor(INT64_MAX, INT64_MAX)
"""Behind no row: the newest rows."""


def paged(
    session: Session, query: Query, after: Cursor, limit: int, asked: Mapping[str, Any]
) -> list[Any]:
    """The rows of one page, as objects."""
    given = {name: value for name, value in asked.items() if value is not None}
    values = {**given, "at": after.at, "id": after.id, "limit": limit}
    return list(session.scalars(query.statement, values).all())
