"""A service to put under load: one that runs already, or one that is started for it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from farthing.data import find_source, ingest
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUNDLE = "demo"

START_S = 300
"""Seconds that a service has to start."""

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Target:
    """A service, and somebody who may do everything there.

    Attributes:
        url: of its API.
        key: of that user.
        database: what the service says that it is.
        pid: of the server; None where it was not started here.
    """

    url: str
    key: str
    database: str
    pid: int | None = None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What a request is answered with.

        Raises:
            urllib.error.HTTPError: it is refused.
        """
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", content, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - as told
            return json.load(answer)


@contextmanager
def started(database: str | None) -> Iterator[Target]:
    """``farthing serve`` in a folder of its own, with the demo market, until the block ends.

    Raises:
        ConfigurationError: it does not start.
    """
    with TemporaryDirectory(prefix="farthing-load-") as place, socket.socket() as free:
        home = Path(place)
        ingest(find_source("synthetic")(years=1), BUNDLE, home=home)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        words = [
            sys.executable,
            "-m",
            "farthing",
            "serve",
            "--home",
            str(home),
            "--port",
            str(port),
        ]
        words += [] if database is None else ["--database", database]
        with (home / "out").open("w") as out, (home / "log").open("w") as log:
            process = subprocess.Popen(words, stdout=out, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}/api/v1"
            _wait(process, url, home / "log")
            key = re.search(r"sign-in#(fk_\S+)", (home / "out").read_text())
            if key is None:
                raise ConfigurationError(
                    "the database has users already: load an empty one, or a service by --url"
                )
            yield found(url, key[1], process.pid)
        finally:
            process.terminate()
            process.wait()


def found(url: str, key: str, pid: int | None = None) -> Target:
    """A service that runs.

    Args:
        url: of its API.
        key: of somebody who may do everything.
        pid: of its server.
    """
    said = Target(url, key, "").ask("GET", "/ready")
    return Target(url, key, said["database"], pid)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/ready", timeout=5).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise ConfigurationError(f"farthing serve did not start: {log.read_text()[-500:]}")
