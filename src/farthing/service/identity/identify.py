"""From a request to its caller: a key or a token in a header, or a token in a cookie."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from farthing.service.guard.layer import header
from farthing.service.identity.token import claims
from farthing.service.identity.who import Who
from farthing.service.problems import Unauthenticated
from farthing.store.callers import by_handle
from farthing.store.keys import identify

if TYPE_CHECKING:
    from farthing.service.guard.layer import Scope
    from farthing.service.here import Service

COOKIE = "farthing_session"

UNKNOWN = "the key is not known, has expired, or was revoked"
"""One answer for all of these, so that nothing is learnt from it."""


class Identify:
    """Says who calls.

    Args:
        here: where the keys are.
    """

    def __init__(self, here: Service) -> None:
        self._here = here

    async def __call__(self, scope: Scope) -> Who | None:
        """The caller of a request; None where it names nobody.

        Raises:
            Unauthenticated: it names somebody who is not known.
        """
        told = header(scope, b"authorization")
        if told is None:
            session = _cookie(header(scope, b"cookie"))
            return None if session is None else await self._of_session(session)
        kind, _, value = told.partition(" ")
        if kind.lower() != "bearer" or not value.strip():
            raise Unauthenticated("the header Authorization is read as: Bearer KEY")
        value = value.strip()
        return await (self._of_token(value) if value.count(".") == 2 else self._of_key(value))

    async def _of_key(self, value: str) -> Who:
        found = await self._here.read(identify, value)
        if found is None:
            raise Unauthenticated(UNKNOWN)
        return Who(found.user_id, found.name, found.handle, found.scopes, f"key:{found.handle}")

    async def _of_session(self, value: str) -> Who | None:
        """The caller of a cookie; nobody where it is over, so that a new one can be asked for."""
        try:
            return await self._of_token(value)
        except Unauthenticated:
            return None

    async def _of_token(self, value: str) -> Who:
        told = claims(self._here.settings.secret, value)
        found = await self._here.read(by_handle, told.handle)
        if found is None:
            raise Unauthenticated(UNKNOWN)
        scopes = told.scopes & found.scopes
        return Who(found.user_id, found.name, found.handle, scopes, f"token:{found.handle}")


def _cookie(told: str | None) -> str | None:
    """The session in the header ``Cookie``; nothing where it cannot be read."""
    if told is None or COOKIE not in told:
        return None
    try:
        found = SimpleCookie(told).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None else None
