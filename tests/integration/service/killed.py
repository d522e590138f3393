"""Processes of the service that are killed: each begins in a moment, of one that has imported all.

A server is ``farthing serve`` without workers of its own, a worker ``farthing worker``; both as the
command line calls them.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from farthing.service.identity.first import first_key
from farthing.service.serve import serve, work
from farthing.service.settings import Limits, Settings
from farthing.store.database import opened
from farthing.store.migrate import upgrade

PATIENCE_S = 60

LEASE_S = 2

PATIENT = Limits(rate=100_000, burst=100_000)

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "farthing.service.application", "farthing.service.serve", "farthing.service.worker.worker",
        "farthing.store.migrate", "uvicorn", "websockets.legacy", "psycopg",
    ]
)  # fmt: skip


def _logged(log, function, *told, **more):
    """Calls what a process is for; what it says goes into a file."""
    with log.open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    function(*told, **more)


def _migrate(url, ready):
    database = opened(url)
    ready.set()
    upgrade(database)


@dataclass
class Killed:
    """A service whose processes a test starts and kills.

    Attributes:
        home: the catalog's folder.
        url: of the database.
        port: of the server, the same after each start.
        key: of somebody who may do everything.
        rng: what happens by chance.
    """

    home: object
    url: str
    port: int
    key: str
    rng: object
    kills: int = 0
    processes: dict = field(default_factory=dict)

    @property
    def api(self):
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def log(self):
        return self.home / "log"

    def start(self, name):
        """Starts ``server`` or ``worker``."""
        function = {"server": self._serve, "worker": self._work}[name]
        self.processes[name] = function()

    def kill(self, name):
        """Kills a process with the signal that none can catch."""
        process = self.processes.pop(name)
        assert process.is_alive(), self.log.read_text()[-3000:]
        process.kill()
        process.join()
        self.kills += 1

    def client(self):
        return httpx.Client(
            base_url=self.api, headers={"Authorization": f"Bearer {self.key}"}, timeout=PATIENCE_S
        )

    def within(self, most_s):
        """Waits a while, by chance."""
        time.sleep(self.rng.uniform(0, most_s))

    def wait_until_ready(self):
        until(self._answers, lambda: self.log.read_text()[-3000:])

    def _answers(self):
        try:
            return httpx.get(f"{self.api}/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def _serve(self):
        settings = Settings(self.url, self.home, "s" * 32, workers=0, limits=PATIENT)
        return self._begun(serve, settings, "127.0.0.1", self.port, print)

    def _work(self):
        return self._begun(work, self.url, self.home, "killed", LEASE_S, with_parent=False)

    def _begun(self, function, *told, **more):
        process = CONTEXT.Process(
            target=_logged, args=(self.log, function, *told), kwargs=more, daemon=True
        )
        process.start()
        return process


@contextmanager
def service(home, url, rng, *names):
    """A service of a database that is made for it, with those of its processes that are named."""
    home.mkdir(parents=True, exist_ok=True)
    database = opened(url)
    upgrade(database)
    key = first_key(database)
    database.close()
    with _running(Killed(home, url, _free_port(), key, rng), names) as found:
        yield found


@contextmanager
def beside(service, home):
    """Another server of the same database."""
    home.mkdir(parents=True, exist_ok=True)
    other = Killed(home, service.url, _free_port(), service.key, service.rng)
    with _running(other, ("server",)) as found:
        yield found


@contextmanager
def _running(found, names):
    found.log.touch()
    try:
        for name in names:
            found.start(name)
        if "server" in names:
            found.wait_until_ready()
        yield found
    finally:
        for process in found.processes.values():
            process.kill()
            process.join()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def migration(url):
    """A process that upgrades a database, and begins when this returns."""
    ready = CONTEXT.Event()
    process = CONTEXT.Process(target=_migrate, args=(url, ready), daemon=True)
    process.start()
    assert ready.wait(PATIENCE_S)
    return process


def until(is_so, told=lambda: ""):
    """Waits until something is so; what it then is."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = is_so()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"it was never so: {told()}")
