"""``/api/v1/stream``: the WebSocket."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket

from farthing.service.channel.connection import Connection
from farthing.service.guard.layer import TRY_AGAIN_LATER
from farthing.service.here import Caller, Here
from farthing.service.scopes import API

router = APIRouter(prefix=API)


@router.websocket("/stream")
async def stream(socket: WebSocket, here: Here, who: Caller) -> None:
    """Events of jobs, signals and bars; see ``farthing.service.channel.messages``."""
    state = socket.app.state
    if len(state.connections) >= here.settings.limits.streams_max or state.is_ending:
        await socket.close(TRY_AGAIN_LATER)
        return
    await socket.accept()
    connection = Connection(socket, here, state.changed, who.handle)
    state.connections.add(connection)
    try:
        await connection.run()
    finally:
        state.connections.discard(connection)
