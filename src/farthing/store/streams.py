"""Streams of events: numbered from 1 without a gap, and read again from any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from farthing.store.catalogue import work as queries
from farthing.store.insert import insert_for
from farthing.store.tables import Event, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

FIRST = 1


def append(session: Session, stream: str, kind: str, body: Mapping[str, Any]) -> int:
    """Adds an event; its number.

    The row of the stream is held until the transaction ends, so that numbers appear in their order
    and one that is undone leaves no gap.
    """
    begun = insert_for(session)(Stream).values(name=stream, last=FIRST)
    counted = begun.on_conflict_do_update(
        index_elements=["name"], set_={"last": Stream.last + 1}
    ).returning(Stream.last)
    sequence: int = session.execute(counted).scalar_one()
    row = {"stream": stream, "sequence": sequence, "kind": kind, "body": dict(body)}
    session.execute(insert(Event).values(**row))
    return sequence


def hold(session: Session, stream: str) -> None:
    """Holds the row of a stream until the transaction ends, before there is an event."""
    begun = insert_for(session)(Stream).values(name=stream, last=FIRST - 1)
    held = begun.on_conflict_do_update(index_elements=["name"], set_={"last": Stream.last})
    session.execute(held)


def after(session: Session, stream: str, sequence: int, limit: int) -> Sequence[Event]:
    """Events behind a number, in order: all of them come again from 0."""
    asked = {"stream": stream, "sequence": sequence, "limit": limit}
    return session.scalars(queries.EVENTS_AFTER.statement, asked).all()


def last(session: Session, stream: str) -> int:
    """The number of the last event; 0 where there is none."""
    return session.scalar(queries.STREAM_LAST.statement, {"stream": stream}) or 0
