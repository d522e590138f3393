"""A request takes no longer than is allowed; long work is a job."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from farthing.service.guard.layer import refuse
from farthing.service.problems import Unavailable

if TYPE_CHECKING:
    from farthing.service.guard.layer import App, Message, Receive, Scope, Send


class Patience:
    """Ends requests that take too long.

    Args:
        app: the layer below.
        seconds: that a request may take.
    """

    def __init__(self, app: App, seconds: int) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Calls the layer below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            async with asyncio.timeout(self._seconds):
                await self._app(scope, receive, noted)
        except TimeoutError:
            if has_begun:
                raise
            detail = f"the request took more than {self._seconds} seconds: ask for less of it"
            await refuse(scope, send, Unavailable(detail))
