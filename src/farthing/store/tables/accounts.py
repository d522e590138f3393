"""Who may do what: users, their keys, and answers that are given again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base
from farthing.store.types import BIG, At, Document, Id, Json, Made, Moment


class User(Base):
    """Somebody who uses the service.

    Attributes:
        scopes: what the user may be given keys for.
        password: how it can be checked, never the password; None where only keys are used.
        removed_at: when the user was removed; the row stays, since the audit log names it.
    """

    __tablename__ = "users"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(Document)
    password: Mapped[str | None]
    created_at: Mapped[Made]
    removed_at: Mapped[int | None] = mapped_column(Moment)


class ApiKey(Base):
    """A key of a user; what is stored cannot be used as one.

    Attributes:
        handle: the public part, by which the row is found.
        digest: SHA-256 of the secret part, which has 256 random bits.
        expires_at: None is never.
    """

    __tablename__ = "api_keys"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    name: Mapped[str]
    handle: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[bytes]
    scopes: Mapped[list[str]] = mapped_column(Document)
    created_at: Mapped[Made]
    expires_at: Mapped[int | None] = mapped_column(Moment)
    revoked_at: Mapped[int | None] = mapped_column(Moment)


class KeptAnswer(Base):
    """The answer to a write that its sender gave a key, for when it is sent again.

    Attributes:
        request: a hash of the request: another one under the same key is refused.
        status: None until the answer is known.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("user_id", "key"), Index(None, "expires_at"))

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    key: Mapped[str]
    request: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[Json]
    body: Mapped[Any | None] = mapped_column(Document)
    expires_at: Mapped[At]
