"""API keys: shown once, kept as a hash, checked in a time that tells nothing."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.errors import StoreError
from farthing.store import audit
from farthing.store.catalogue import accounts as queries
from farthing.store.tables import ApiKey
from farthing.store.types import SECOND, now
from farthing.store.users import checked, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from farthing.store.audit import Actor
    from farthing.store.tables import User

PREFIX = "fk"
HANDLE_BYTES = 8
SECRET_BYTES = 32
"""256 random bits: nothing that is slow on purpose is needed to keep them from being guessed."""

KEY = re.compile(
    rf"{PREFIX}_(?P<handle>[0-9a-f]{{{2 * HANDLE_BYTES}}})_(?P<secret>[\w-]{{43}})", re.ASCII
)
NOBODY = bytes(32)
"""The digest that an unknown key is held against, so that it takes as long as a known one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a key is of, and what may be done with it.

    Attributes:
        scopes: those of the key that its user still has.
    """

    user_id: int
    name: str
    handle: str
    scopes: frozenset[str]


def add(
    session: Session,
    actor: Actor,
    user_name: str,
    name: str,
    scopes: Iterable[str],
    days: int | None = None,
) -> tuple[ApiKey, str]:
    """Makes a key of a user, and the text of it, which is kept nowhere.

    Args:
        session: writes.
        actor: who makes it.
        user_name: whose it will be.
        name: what it is for.
        scopes: what may be done with it, of what the user may do.
        days: how long it is good; None is for ever.

    Raises:
        StoreError: there is no such user, or the user may not do all of that.
    """
    user = named(session, user_name)
    asked = checked(scopes)
    if beyond := sorted(set(asked) - set(user.scopes)):
        raise StoreError(
            f"user {user_name!r} has no scope {', '.join(beyond)}; there is "
            f"{', '.join(user.scopes) or 'none'}"
        )
    if days is not None and days < 1:
        raise StoreError(f"a key of {days} days has ended already; give 1 or more")
    handle, secret = secrets.token_hex(HANDLE_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    asked_at = session.scalars(now().select()).one()
    key = ApiKey(
        user_id=user.id, name=name, handle=handle, digest=_digest(secret), scopes=asked,
        expires_at=None if days is None else asked_at + days * 86_400 * SECOND,
    )  # fmt: skip
    session.add(key)
    session.flush()
    audit.record(session, actor, "key.add", f"key:{handle}", {"user": user_name, "scopes": asked})
    return key, f"{PREFIX}_{handle}_{secret}"


def of_user(session: Session, user_name: str) -> list[ApiKey]:
    """The keys of a user, those that are revoked or have expired too.

    Raises:
        StoreError: there is no such user.
    """
    asked = {"user_id": named(session, user_name).id}
    return list(session.scalars(queries.KEYS_OF_USER.statement, asked).all())


def revoke(session: Session, actor: Actor, handle: str) -> None:
    """Ends a key at once.

    Raises:
        StoreError: there is no key of that handle.
    """
    row = session.execute(queries.KEY_BY_HANDLE.statement, {"handle": handle}).one_or_none()
    if row is None:
        raise StoreError(f"no key {handle!r}; `farthing keys list USER` shows the handles")
    key: ApiKey = row[0]
    if key.revoked_at is None:
        key.revoked_at = row.asked_at
        audit.record(session, actor, "key.revoke", f"key:{handle}")


def identify(session: Session, text: str) -> Identity | None:
    """Who a key is of; None where it is none, has expired, or was revoked.

    A wrong secret is compared in the same time as a right one, and so is that of no key at all.
    """
    found = KEY.fullmatch(text)
    handle, secret = (found["handle"], found["secret"]) if found else ("", "")
    row = session.execute(queries.KEY_BY_HANDLE.statement, {"handle": handle}).one_or_none()
    is_right = hmac.compare_digest(NOBODY if row is None else row[0].digest, _digest(secret))
    if row is None or not is_right:
        return None
    return who_of(*row)


def who_of(key: ApiKey, user: User, asked_at: int) -> Identity | None:
    """Who a key of a user is of at a moment; None where it has expired or was revoked."""
    is_over = key.expires_at is not None and key.expires_at <= asked_at
    if is_over or key.revoked_at is not None or user.removed_at is not None:
        return None
    scopes = frozenset(key.scopes) & frozenset(user.scopes)
    return Identity(user.id, user.name, key.handle, scopes)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
