"""Keeps so many workers running: one that ends is replaced, and all end with the service.

A worker reads its input, which is a pipe that nobody writes to: it is at its end when the service
has ended, however that ended, and then the worker ends too.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from farthing.store.default import VARIABLE

if TYPE_CHECKING:
    from farthing.service.settings import Settings

LOG = structlog.get_logger("farthing.supervisor")

LOOK_S = 0.2
"""Seconds between looks at the workers."""

RESTART_S_MAX = 30
"""Seconds that are waited at most before a worker is replaced that ends at once again and again."""

YOUNG_S = 5
"""A worker that ends before it is this old waits longer to be replaced each time."""

END_S = 20
"""Seconds that workers have to end."""


@dataclass
class _Place:
    """A worker, and the one that will take its place."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    start_at: float = 0
    quick_ends: int = 0


@dataclass
class Supervisor:
    """Keeps workers running.

    Args:
        settings: how many, and of which database and home.
    """

    settings: Settings
    _places: list[_Place] = field(default_factory=list)

    @property
    def alive(self) -> int:
        """How many workers run."""
        return len(self.pids)

    @property
    def pids(self) -> list[int]:
        """The numbers of their processes."""
        running = [each.process for each in self._places if each.process is not None]
        return [each.pid for each in running if each.poll() is None]

    async def watch(self) -> None:
        """Starts the workers, and starts anew what has ended, until it is cancelled."""
        self._places = [_Place(number + 1) for number in range(self.settings.workers)]
        while True:
            for place in self._places:
                self._look(place)
            await asyncio.sleep(LOOK_S)

    async def end(self) -> None:
        """Ends the workers; one that does not end in time is killed, and its job taken up later."""
        running = [each.process for each in self._places if each.process is not None]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                await asyncio.to_thread(process.wait, END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                await asyncio.to_thread(process.wait)

    def _look(self, place: _Place) -> None:
        now = asyncio.get_running_loop().time()
        if place.process is not None:
            code = place.process.poll()
            if code is None:
                return
            is_quick = now - place.started_at < YOUNG_S
            place.quick_ends = place.quick_ends + 1 if is_quick else 0
            place.start_at = now + min(RESTART_S_MAX, 2**place.quick_ends - 1)
            LOG.warning("worker ended", worker=place.number, code=code)
            place.process = None
        if now >= place.start_at:
            place.process, place.started_at = self._started(place.number), now

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        settings = self.settings
        name = f"{socket.gethostname()}:{os.getpid()}:{number}"
        words = [
            sys.executable, "-m", "farthing", "worker", "--home", str(settings.home),
            "--name", name, "--lease", str(settings.lease_s), "--with-parent",
        ]  # fmt: skip
        environment = os.environ | {VARIABLE: settings.database}
        return subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - ours
