"""More requests at once than can be served are turned away at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.service.guard.layer import refuse
from farthing.service.problems import TooMany

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Receive, Scope, Send


class Shedding:
    """Turns requests away when so many are under way.

    What was let in is finished; a request that is turned away has changed nothing.

    Args:
        app: the layer below.
        at_once_max: requests under way at the same time.
    """

    def __init__(self, app: App, at_once_max: int) -> None:
        self._app, self._most, self._now = app, at_once_max, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._now >= self._most:
            detail = f"{self._most} requests are under way, which is all that are served at once"
            await refuse(scope, send, TooMany(detail, 1))
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1
