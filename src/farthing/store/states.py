"""States that are asked for by whoever watches the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.store import streams
from farthing.store.catalogue import work as queries
from farthing.store.tables import Event
from farthing.store.types import SECOND, now
from farthing.store.wyckoff import active_count
from farthing.types import FREQUENCIES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BARS = "bars:"
"""What the streams of live bars begin with; then follows how long a bar is."""

UNDONE = ("queued", "running")
"""States of jobs that have not ended."""


@dataclass(frozen=True, slots=True)
class States:
    """What is so at the moment.

    Attributes:
        active_signals: signals that are active.
        undone_jobs: jobs that wait, and that run.
        staleness_s: seconds since the last live bars came, by how long bars are.
    """

    active_signals: int
    undone_jobs: dict[str, int]
    staleness_s: dict[str, float]


def found(session: Session) -> States:
    """What is so now, by the database's clock."""
    counted = {row[0]: row[1] for row in session.execute(queries.JOBS_UNDONE.statement)}
    undone = dict.fromkeys(UNDONE, 0) | counted
    at = session.scalars(now().select()).one()
    stale: dict[str, float] = {}
    for timeframe in FREQUENCIES:
        stream = BARS + timeframe
        last = session.get(Event, (stream, streams.last(session, stream)))
        if last is not None:
            stale[timeframe] = (at - last.happened_at) / SECOND
    return States(active_count(session), undone, stale)
