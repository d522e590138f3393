"""One WebSocket: the streams that it follows, and how far each was sent.

Events are read from the store and not from memory: a caller that comes again asks for what follows
the last number it has seen, of whichever server it finds.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect, WebSocketState

from farthing.service.channel.messages import ASKED, Subscribe, message
from farthing.service.problems import TooMany, Unprocessable
from farthing.store import streams
from farthing.store.callers import by_handle

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.websockets import WebSocket

    from farthing.service.here import Service
    from farthing.store.tables import Event

FOLLOWED_MAX = 100
"""Streams that a connection follows at most."""

LOOK_S = 0.1
"""Seconds between looks for events."""

CHECK_S = 5.0
"""Seconds between looks at the caller's key."""

NOT_ALLOWED = 1008
"""The code of a connection that is closed because of who the caller is (RFC 6455, 7.4.1)."""

READ_MAX = 500
"""Events that are read of a stream at once."""


class Connection:
    """A WebSocket that is open.

    Args:
        socket: of the caller.
        here: where the events are.
        changed: is set when something happened in this process, so that nobody waits for a look.
        handle: of the caller's key.
    """

    def __init__(self, socket: WebSocket, here: Service, changed: Changed, handle: str) -> None:
        self._socket, self._here, self._changed = socket, here, changed
        self._handle = handle
        self._sent: dict[str, int] = {}

    async def run(self) -> None:
        """Follows what the caller asks for, until one of the two ends it."""
        sending = asyncio.create_task(self._send())
        hearing = asyncio.create_task(self._hear())
        watching = asyncio.create_task(self._watch())
        tasks = (sending, hearing, watching)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for each in ended:
            if isinstance(each, Exception) and not isinstance(each, WebSocketDisconnect):
                raise each

    async def _watch(self) -> None:
        """Closes the connection once the caller's key is good no more."""
        while await self._here.read(by_handle, self._handle) is not None:
            await asyncio.sleep(CHECK_S)
        await self._socket.close(NOT_ALLOWED)

    async def _hear(self) -> None:
        while True:
            text = await self._socket.receive_text()
            try:
                asked = ASKED.validate_json(text)
            except ValidationError:
                detail = 'a message is {"subscribe": STREAM, "after": NUMBER} or unsubscribe'
                await self._tell({"problem": Unprocessable(detail).document("/api/v1/stream")})
                continue
            if not isinstance(asked, Subscribe):
                self._sent.pop(asked.unsubscribe, None)
            elif len(self._sent) >= FOLLOWED_MAX and asked.subscribe not in self._sent:
                detail = f"{FOLLOWED_MAX} streams are followed at most: unsubscribe from one"
                await self._tell({"problem": TooMany(detail, 1).document("/api/v1/stream")})
            else:
                await self._subscribe(asked)

    async def _subscribe(self, asked: Subscribe) -> None:
        last = await self._here.read(streams.last, asked.subscribe)
        await self._tell({"subscribed": asked.subscribe, "last": last})
        self._sent[asked.subscribe] = asked.after
        self._changed.tell()

    async def _send(self) -> None:
        while True:
            waiting = self._changed.next()
            for event in await self._new() if self._sent else ():
                if self._sent.get(event.stream) == event.sequence - 1:  # not asked anew meanwhile
                    self._sent[event.stream] = event.sequence
                    await self._tell(message(event))
            await asyncio.wait((waiting,), timeout=LOOK_S)

    async def _new(self) -> list[Event]:
        asked = dict(self._sent)

        def read(session: Session) -> list[Event]:
            return [
                event
                for stream, sent in asked.items()
                for event in streams.after(session, stream, sent, READ_MAX)
            ]

        return await self._here.read(read)

    async def _tell(self, content: dict[str, Any]) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_json(content)


class Changed:
    """Tells connections of this process at once that there is something new."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None

    def next(self) -> asyncio.Future[None]:
        """Is done when something new is told of."""
        if self._next is None or self._next.done():
            self._next = asyncio.get_running_loop().create_future()
        return self._next

    def tell(self) -> None:
        """Tells that there is something new."""
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
