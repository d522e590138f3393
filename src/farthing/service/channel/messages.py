"""What goes over the WebSocket, both ways.

{"subscribe": "job:12", "after": 3}    events of a stream, behind a number; 0 for all
{"unsubscribe": "job:12"}
{"stream": "job:12", "sequence": 4, "kind": "progress", "at": "...", "body": {...}}
{"subscribed": "job:12", "last": 17}   what follows is new from here on
{"problem": {...}}                     as in answers to requests
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints, TypeAdapter

from farthing.service.fields import Asked
from farthing.service.pages import ID_MAX
from farthing.service.plain import moment

if TYPE_CHECKING:
    from farthing.store.tables import Event

Stream = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}(:[A-Za-z0-9._/-]{1,64})?$")]
"""The name of a stream: ``job:12``, ``signals``, ``bars:1d``."""


class Subscribe(Asked):
    """Asks for the events of a stream behind a number."""

    subscribe: Stream
    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0


class Unsubscribe(Asked):
    """Asks for no more of a stream."""

    unsubscribe: Stream


ASKED: TypeAdapter[Subscribe | Unsubscribe] = TypeAdapter(Subscribe | Unsubscribe)
"""Reads what a caller sends."""


def message(event: Event) -> dict[str, Any]:
    """An event as it is sent."""
    return {
        "stream": event.stream,
        "sequence": event.sequence,
        "kind": event.kind,
        "at": moment(event.happened_at),
        "body": event.body,
    }
