"""The first user: a service that nobody can use yet makes one who may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.service.scopes import SCOPES
from farthing.store import keys, users
from farthing.store.audit import Actor
from farthing.store.callers import has_users

if TYPE_CHECKING:
    from farthing.store.database import Database

NAME = "admin"

ACTOR = Actor("serve")


def first_key(database: Database) -> str | None:
    """A key of the first user, who is made; None where there are users already."""
    with database.writing() as session:
        if has_users(session):
            return None
        users.add(session, ACTOR, NAME, SCOPES)
        return keys.add(session, ACTOR, NAME, "first", SCOPES)[1]
