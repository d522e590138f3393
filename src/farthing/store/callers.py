"""Who a token is of: the key that it stands for, while that is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.store import users
from farthing.store.catalogue import accounts as queries
from farthing.store.keys import Identity, who_of
from farthing.store.tables import User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIRST = 1
"""The number of the first user, whose row stays when the user is removed."""


def by_handle(session: Session, handle: str) -> Identity | None:
    """Who the key of a handle is of; None where there is none, or it is not good any more."""
    row = session.execute(queries.KEY_BY_HANDLE.statement, {"handle": handle}).one_or_none()
    return None if row is None else who_of(*row)


def has_users(session: Session) -> bool:
    """Whether there is any user, removed ones too."""
    return bool(users.all_of(session)) or session.get(User, FIRST) is not None
