"""What the database says when it is asked: signals that are active, jobs that wait, stale data.

These are no counts of a process, so that every server tells the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from farthing.store import states as queries

if TYPE_CHECKING:
    from farthing.service.here import Service


async def states(here: Service) -> bytes:
    """The states, in Prometheus' text format."""
    found = await here.read(queries.found)
    registry = CollectorRegistry()
    active = Gauge("farthing_active_signals", "Signals that are active.", registry=registry)
    active.set(found.active_signals)
    pending = Gauge(
        "farthing_pending_jobs", "Jobs that have not ended.", ["status"], registry=registry
    )
    for status, count in found.undone_jobs.items():
        pending.labels(status).set(count)
    stale = Gauge(
        "farthing_data_staleness_seconds", "Since the last live bar came.", ["timeframe"],
        registry=registry,
    )  # fmt: skip
    for timeframe, seconds in found.staleness_s.items():
        stale.labels(timeframe).set(seconds)
    return generate_latest(registry)
