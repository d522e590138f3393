"""``/api/v1/me``, ``session``, ``tokens``, ``users`` and ``keys``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from farthing.service.change import BY_STORE, Changing, Done
from farthing.service.here import Caller, Here
from farthing.service.identity.identify import COOKIE
from farthing.service.identity.schemas import (
    Handle,
    Key,
    KeyAsked,
    Me,
    NewKey,
    Token,
    TokenAsked,
    User,
    UserAsked,
    UserName,
)
from farthing.service.identity.token import LIFE_S, SESSION_S, token
from farthing.service.plain import moment
from farthing.service.problems import Forbidden
from farthing.service.scopes import API
from farthing.store import keys, users
from farthing.store.audit import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.service.identity.who import Who
    from farthing.store import tables

router = APIRouter(prefix=API, tags=["identity"])

Name = Annotated[UserName, Path()]


@router.get("/me")
async def me(who: Caller) -> Me:
    """Who calls, and what the caller may do."""
    return Me(name=who.name, scopes=sorted(who.scopes), actor=who.actor)


@router.post("/session", response_model=Me)
async def sign_in(here: Here, who: Caller, request: Request, change: Changing) -> Response:
    """Signs a browser in: the key of the request is answered with a cookie that no script reads."""
    _check_key(who)
    told = Me(name=who.name, scopes=sorted(who.scopes), actor=who.actor)
    answer = await change(
        "session.begin", lambda _: Done(told.model_dump(), f"user:{who.user_id}"), is_kept=False
    )
    origins = (*here.settings.origins, str(request.base_url))
    answer.set_cookie(
        COOKIE, token(here.settings.secret, who.handle, who.scopes, SESSION_S),
        max_age=SESSION_S, httponly=True, samesite="strict",
        secure=any(each.startswith("https:") for each in origins),
    )  # fmt: skip
    return answer


@router.post("/session/end", status_code=204)
async def sign_out() -> Response:
    """Signs a browser out."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


@router.post("/tokens", status_code=201, response_model=Token)
async def make_token(asked: TokenAsked, here: Here, who: Caller, change: Changing) -> Response:
    """A token that stands for the key of the request for an hour."""
    _check_key(who)
    scopes = who.scopes if asked.scopes is None else frozenset(asked.scopes)
    if beyond := sorted(scopes - who.scopes):
        raise Forbidden(f"the key has no scope {', '.join(beyond)}")
    made = token(here.settings.secret, who.handle, scopes)
    told = Token(token=made, scopes=sorted(scopes), expires_in_s=LIFE_S)
    return await change(
        "token.make", lambda _: Done(told.model_dump(), f"key:{who.handle}", 201), is_kept=False
    )


@router.get("/users")
async def listed(here: Here) -> list[User]:
    """The users that are not removed."""
    return await here.read(lambda session: [_user(row) for row in users.all_of(session)])


@router.post("/users", status_code=201, response_model=User)
async def add_user(asked: UserAsked, who: Caller, change: Changing) -> Response:
    """Adds a user."""

    def act(session: Session) -> Done:
        row = users.add(session, _actor(who), asked.name, asked.scopes)
        session.refresh(row)
        return Done(_user(row).model_dump(), f"user:{row.id}", 201)

    return await change(BY_STORE, act)


@router.delete("/users/{name}", status_code=204)
async def remove_user(name: Name, who: Caller, change: Changing) -> Response:
    """Removes a user, and revokes all keys."""

    def act(session: Session) -> Done:
        users.remove(session, _actor(who), name)
        return Done(None, f"user:{name}", 204)

    return await change(BY_STORE, act)


@router.get("/users/{name}/keys")
async def keys_of(here: Here, name: Name) -> list[Key]:
    """The keys of a user, those that are over too."""
    return await here.read(
        lambda session: [Key(**_key(row)) for row in keys.of_user(session, name)]
    )


@router.post("/users/{name}/keys", status_code=201, response_model=NewKey)
async def add_key(asked: KeyAsked, name: Name, who: Caller, change: Changing) -> Response:
    """Makes a key of a user, and tells its text this once."""
    _check_key(who)

    def act(session: Session) -> Done:
        row, text = keys.add(session, _actor(who), name, asked.name, asked.scopes, asked.days)
        session.refresh(row)
        return Done(NewKey(**_key(row), text=text).model_dump(), f"key:{row.handle}", 201)

    return await change(BY_STORE, act, is_kept=False)


@router.delete("/keys/{handle}", status_code=204)
async def revoke(handle: Annotated[Handle, Path()], who: Caller, change: Changing) -> Response:
    """Revokes a key, and with it the tokens that stand for it."""

    def act(session: Session) -> Done:
        keys.revoke(session, _actor(who), handle)
        return Done(None, f"key:{handle}", 204)

    return await change(BY_STORE, act)


def _check_key(who: Who) -> None:
    """Refuses a token: one that makes others would never end.

    Raises:
        Forbidden: the caller has no key.
    """
    if not who.actor.startswith("key:"):
        raise Forbidden("this needs a key itself, and not a token that stands for one")


def _actor(who: Who) -> Actor:
    return Actor(who.actor, who.user_id)


def _user(row: tables.User) -> User:
    return User(id=row.id, name=row.name, scopes=row.scopes, created_at=str(moment(row.created_at)))


def _key(row: tables.ApiKey) -> dict[str, Any]:
    return {
        "handle": row.handle,
        "name": row.name,
        "scopes": row.scopes,
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "revoked_at": moment(row.revoked_at),
    }
