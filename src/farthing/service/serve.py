"""Serving: the database brought up to date, the workers started, the port opened."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

import structlog

from farthing.service.here import Service
from farthing.service.identity.first import first_key
from farthing.service.metrics.instruments import query_timed
from farthing.service.patient import patiently
from farthing.store.database import opened
from farthing.store.migrate import upgrade
from farthing.store.timing import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import uvicorn
    from fastapi import FastAPI

    from farthing.service.settings import Settings

DRAIN_S = 20
"""Seconds that requests under way have when the service ends."""

KEEP_ALIVE_S = 30
"""Seconds that a connection may be silent."""

MESSAGE_BYTES_MAX = 2**16
"""Of a message that a WebSocket sends to the service."""


def serve(settings: Settings, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serves until it is told to end.

    Args:
        settings: what the operator decides.
        host: the address to listen at.
        port: of it.
        told: is called with what a person should read first.
    """
    import uvicorn

    from farthing.service.application import application
    from farthing.service.traces import trace_where_asked
    from farthing.service.worker.supervisor import Supervisor

    log_as_json()
    database = opened(settings.database)
    patiently(database, upgrade)
    tell(database, query_timed)
    here = Service(settings, database)
    address = f"http://{host if ':' not in host else f'[{host}]'}:{port}"
    told(f"farthing serves {database} at {address}")
    key = patiently(database, first_key)
    if key is not None:
        told(f"sign in, this once, at {address}/sign-in#{key}")
        told("keep that key: it is shown no more; `farthing keys` makes others")
    supervisor = Supervisor(settings) if settings.workers else None
    served = application(here, supervisor)
    trace_where_asked(served, database)
    settle()
    uvicorn.Server(config_of(served, host, port)).run()


def config_of(application: FastAPI, host: str, port: int) -> uvicorn.Config:
    """How an application is served."""
    import uvicorn

    return uvicorn.Config(
        application, host, port, log_config=None, access_log=False, server_header=False,
        proxy_headers=False, ws_max_size=MESSAGE_BYTES_MAX, timeout_graceful_shutdown=DRAIN_S,
        timeout_keep_alive=KEEP_ALIVE_S, lifespan="on",
    )  # fmt: skip


def settle() -> None:
    """Takes what stands by now out of the garbage collector's sight, for as long as it serves.

    It would look through modules, routes and schemas every few seconds, and everybody who asks
    meanwhile waits for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


def work(database: str, home: Path, name: str, lease_s: int, *, with_parent: bool) -> None:
    """Does jobs until it is told to end, by a signal or by the end of its parent."""
    from farthing.service.worker.worker import Worker

    log_as_json()
    found = opened(database)
    tell(found, query_timed)
    worker = Worker(found, home, name, lease_s)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.end())
    if with_parent:
        threading.Thread(target=_end_with_parent, args=(worker.end,), daemon=True).start()
    worker.run()


def _end_with_parent(end: Callable[[], None]) -> None:
    """Waits for the end of the input, which the parent never writes to."""
    while os.read(0, 1):  # of a pipe; what buffers would hold a lock at the end of the process
        pass
    end()


def log_as_json() -> None:
    """Logs a line of JSON an event, on the standard error stream: no value can forge a line."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # they have secrets
        ),
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
