"""Users: who may be given keys, and for what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import update

from farthing.errors import StoreError
from farthing.store import audit
from farthing.store.catalogue import accounts as queries
from farthing.store.tables import ApiKey, User
from farthing.store.types import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from farthing.store.audit import Actor

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
SCOPE = re.compile(r"[a-z][a-z0-9_-]{0,31}(:[a-z][a-z0-9_-]{0,31})?")


def add(session: Session, actor: Actor, name: str, scopes: Iterable[str]) -> User:
    """Adds a user.

    Raises:
        StoreError: the name is taken or is no name; a scope is none.
    """
    if not NAME.fullmatch(name):
        raise StoreError(
            f"{name!r} is no name of a user; write up to 64 of a-z, 0-9, '.', '_' and '-', and "
            "begin with a letter or digit"
        )
    if session.scalar(queries.USER_BY_NAME.statement, {"name": name}) is not None:
        raise StoreError(f"there is or was a user {name!r}; names are never used twice")
    user = User(name=name, scopes=checked(scopes))
    session.add(user)
    session.flush()
    audit.record(session, actor, "user.add", f"user:{user.id}", {"scopes": user.scopes})
    return user


def all_of(session: Session) -> list[User]:
    """The users that are not removed."""
    return list(session.scalars(queries.USERS.statement).all())


def named(session: Session, name: str) -> User:
    """A user by name.

    Raises:
        StoreError: there is none, or it was removed.
    """
    user = session.scalar(queries.USER_BY_NAME.statement, {"name": name})
    if user is None or user.removed_at is not None:
        there = ", ".join(each.name for each in all_of(session)) or "nobody"
        raise StoreError(f"no user {name!r}; there is {there}")
    found: User = user
    return found


def remove(session: Session, actor: Actor, name: str) -> None:
    """Removes a user and revokes all keys; the row stays, because the audit log names it.

    Raises:
        StoreError: there is none, or it was removed.
    """
    user = named(session, name)
    user.removed_at = session.scalar(now().select())
    unrevoked = update(ApiKey).where(ApiKey.user_id == user.id, ApiKey.revoked_at.is_(None))
    session.execute(unrevoked.values(revoked_at=now()))
    audit.record(session, actor, "user.remove", f"user:{user.id}")


def checked(scopes: Iterable[str]) -> list[str]:
    """Scopes in order, each once.

    Raises:
        StoreError: one is no word.

    >>> checked(["run", "read", "run"])
    ['read', 'run']
    """
    found = sorted(set(scopes))
    for each in found:
        if not SCOPE.fullmatch(each):
            raise StoreError(f"{each!r} is no scope; write a word such as read, or two as a:b")
    return found
