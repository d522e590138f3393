"""What is asked and told of users, keys and tokens."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from farthing.service.fields import Asked, Told, Words
from farthing.service.scopes import SCOPES, Scope
from farthing.store.users import NAME

Scopes = Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(SCOPES))]

UserName = Annotated[str, StringConstraints(pattern=f"^{NAME.pattern}$")]
Handle = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Me(Told):
    """Who calls, and what the caller may do."""

    name: str
    scopes: list[str]
    actor: str


class Token(Told):
    """A token that stands for a key."""

    token: str
    scopes: list[str]
    expires_in_s: int


class TokenAsked(Asked):
    """A token for the key of the request, perhaps for some of its scopes alone."""

    scopes: Scopes | None = None


class UserAsked(Asked):
    """A user to be added."""

    name: UserName
    scopes: Scopes


class User(Told):
    """A user."""

    id: int
    name: str
    scopes: list[str]
    created_at: str


class KeyAsked(Asked):
    """A key to be made."""

    name: Words
    scopes: Scopes
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class Key(Told):
    """A key; its text is not kept."""

    handle: str
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class NewKey(Key):
    """A key with its text, which is told this once."""

    text: str
