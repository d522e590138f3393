"""A service that runs in this process: its server and its worker in threads of their own."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn

from farthing.data import find_source, ingest
from farthing.service.application import application
from farthing.service.here import Service
from farthing.service.identity.first import first_key
from farthing.service.metrics.instruments import query_timed
from farthing.service.serve import config_of
from farthing.service.settings import Limits, Settings
from farthing.service.worker.worker import Worker
from farthing.store.database import opened
from farthing.store.migrate import upgrade
from farthing.store.timing import tell

PATIENCE_S = 60

BUNDLE = "demo"

PATIENT = Limits(rate=100_000, burst=100_000, wrong_keys=100_000, wrong_keys_burst=100_000)
"""Tests call more often than people."""


@dataclass
class Served:
    """A service under test."""

    settings: Settings
    url: str
    key: str
    app: object
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1"

    def client(self, key=None, **headers) -> httpx.Client:
        """A client with a key; the administrator's unless told otherwise."""
        told = {"Authorization": f"Bearer {key or self.key}", **headers}
        made = httpx.Client(base_url=self.api, headers=told, timeout=PATIENCE_S)
        self.clients.append(made)
        return made

    def nobody(self) -> httpx.Client:
        """A client without a key."""
        made = httpx.Client(base_url=self.api, timeout=PATIENCE_S)
        self.clients.append(made)
        return made

    def key_for(self, *scopes: str, name="of-a-test") -> str:
        """A key of a user with some scopes alone."""
        admin = self.client()
        user = f"{name}-{time.time_ns()}"
        admin.post("/users", json={"name": user, "scopes": scopes}).raise_for_status()
        made = admin.post(f"/users/{user}/keys", json={"name": "k", "scopes": scopes})
        made.raise_for_status()
        return made.json()["text"]


def ended(client: httpx.Client, job: int) -> dict:
    """A job, once it has ended."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        told = client.get(f"/jobs/{job}").json()
        if told["status"] not in ("queued", "running"):
            return told
        time.sleep(0.05)
    raise AssertionError(f"job {job} has not ended within {PATIENCE_S} s: {told}")


@contextmanager
def serving(home, database_url, limits=None, *, has_worker=True, **settings):
    """A service with a year of the demo market, until the block ends."""
    ingest(find_source("synthetic")(years=1), BUNDLE, home=home)
    told = Settings(
        database=database_url, home=home, secret="s" * 32, limits=limits or PATIENT, **settings
    )
    database, of_worker = opened(told.database), opened(told.database)
    upgrade(database)
    tell(database, query_timed)
    key = first_key(database)
    app = application(Service(told, database))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config_of(app, "127.0.0.1", 0))
    worker = Worker(of_worker, home, "of a test", lease_s=10)
    threads = [threading.Thread(target=server.run, args=([listener],), daemon=True)]
    if has_worker:
        threads.append(threading.Thread(target=worker.run, daemon=True))
    for thread in threads:
        thread.start()
    while not server.started:
        assert threads[0].is_alive(), "the server did not start"
        time.sleep(0.01)
    served = Served(told, f"http://127.0.0.1:{listener.getsockname()[1]}", key, app)
    try:
        yield served
    finally:
        for client in served.clients:
            client.close()
        worker.end()
        server.should_exit = True
        for thread in threads:
            thread.join(PATIENCE_S)
        assert not any(thread.is_alive() for thread in threads), "the service did not end"
        database.close()
        of_worker.close()
