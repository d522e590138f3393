"""The gate: a request passes when a route takes it and its caller has the scope of that route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog
from starlette.routing import Match

from farthing.service.guard.layer import redirect, refuse, state
from farthing.service.problems import (
    AWAY,
    Forbidden,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from farthing.service.scopes import API, PUBLIC, SCOPE_OF, WEBSOCKET
from farthing.store.unreachable import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.routing import BaseRoute

    from farthing.service.guard.bucket import Buckets
    from farthing.service.guard.layer import App, Receive, Scope, Send
    from farthing.service.identity.who import Who


LOG = structlog.get_logger("farthing.service")

SIGN_IN = "/sign-in"
"""The page that somebody is sent to who opens another one without being signed in."""


class SeeSignIn(Exception):  # noqa: N818 - where to go, and nobody's error
    """The page is for those who are signed in."""


class Identify(Protocol):
    """Says who calls."""

    async def __call__(self, scope: Scope) -> Who | None:
        """The caller of a request; None where it names nobody.

        Raises:
            Unauthenticated: it names somebody who is not known.
        """


class Gate:
    """Lets through what the table of scopes allows; what is not in it is refused.

    Args:
        app: the layer below.
        routes: gives the routes of the application.
        identify: says who calls.
        rates: of callers by their key, and of those without one by their address.
        strict: of callers who name somebody that is not known, by their address.
    """

    def __init__(
        self,
        app: App,
        routes: Callable[[], Sequence[BaseRoute]],
        identify: Identify,
        rates: Buckets,
        strict: Buckets,
    ) -> None:
        self._app, self._routes, self._identify = app, routes, identify
        self._rates, self._strict = rates, strict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._check(scope)
        except SeeSignIn:
            await redirect(send, SIGN_IN)
            return
        except Problem as problem:
            await refuse(scope, send, problem)
            return
        except UNREACHABLE as error:  # who calls is asked of the database
            LOG.warning("database unreachable", error=type(error).__name__)
            await refuse(scope, send, Unavailable(AWAY))
            return
        await self._app(scope, receive, send)

    async def _check(self, scope: Scope) -> None:
        """Refuses a request, or notes its route and its caller.

        Raises:
            Problem: it may not pass.
        """
        address = (scope.get("client") or ("unknown",))[0]
        try:
            who = await self._identify(scope)
        except Unauthenticated:
            _take(self._strict, address)
            raise
        _take(self._rates, address if who is None else who.id)
        route = _route(self._routes(), scope)
        state(scope).update(route=route, who=who)
        method = WEBSOCKET if scope["type"] == "websocket" else scope["method"]
        needed = SCOPE_OF.get((method, route))
        if needed is None:
            raise Forbidden(f"{method} {route} is in no table of who may call it")
        if needed != PUBLIC:
            _check_scope(who, needed, route)


def _check_scope(who: Who | None, needed: str, route: str) -> None:
    """Refuses a caller who has not the scope of a route.

    Raises:
        SeeSignIn: it is a page, and nobody is signed in.
        Problem: the caller may not pass.
    """
    if who is None and not route.startswith(API):
        raise SeeSignIn
    if who is None:
        raise Unauthenticated("this needs a key: send Authorization: Bearer KEY, or sign in")
    if needed not in who.scopes:
        raise Forbidden(f"this needs the scope {needed!r}, which the key has not")


def _take(buckets: Buckets, caller: str) -> None:
    """Takes a token.

    Raises:
        TooMany: there is none.
    """
    seconds = buckets.wait(caller)
    if seconds:
        raise TooMany(f"too many requests: come again in {seconds} seconds", seconds)


def _route(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """The path, with the names of its parameters, of the route that takes a request.

    Raises:
        NotFound: none does.
        MethodNotAllowed: one does, with another method.
    """
    methods: set[str] = set()
    for route in routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return str(getattr(route, "path", ""))
        if match is Match.PARTIAL:
            methods |= getattr(route, "methods", None) or set()
    if methods:
        raise MethodNotAllowed(sorted(methods))
    raise NotFound("there is nothing at this address; /api/v1/openapi.json lists what there is")
