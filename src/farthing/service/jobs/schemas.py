"""What is told of a job."""

from __future__ import annotations

from typing import Any, Literal

from farthing.service.fields import Told
from farthing.store.tables.jobs import JobStatus

Kind = Literal["backtest", "ingest", "scan", "study"]


class Progress(Told):
    """How far a job is."""

    done: int
    total: int


class Job(Told):
    """A job.

    Attributes:
        manifest_hash: over data, code, parameters, models and engine.
        stream: by which the WebSocket tells what becomes of it.
        result: what it came to, once it is done; exact numbers are text.
    """

    id: int
    kind: Kind
    status: JobStatus
    is_cancelling: bool
    manifest_hash: str
    stream: str
    attempts: int
    worker: str | None
    progress: Progress | None
    error: str | None
    created_at: str
    ended_at: str | None


class JobDetail(Job):
    """A job with what was asked and what it came to."""

    asked: dict[str, Any]
    result: dict[str, Any] | None
