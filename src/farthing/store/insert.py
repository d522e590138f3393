"""Inserts that know what to do where a row is there already, which SQL has no common words for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from farthing.store.types import SQLITE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def insert_for(session: Session) -> Any:
    """The ``insert`` of the session's database; both have ``on_conflict_do_nothing``."""
    is_sqlite = session.get_bind().dialect.name == SQLITE
    return sqlite.insert if is_sqlite else postgresql.insert
