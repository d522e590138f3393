"""A service for tests of one's own: ``farthing serve`` on a free port, until the block ends."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from farthing.data.catalog import HOME_VARIABLE, home_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

START_S = 300
"""Seconds that a service has to answer."""

SIGN_IN = re.compile(r"/sign-in#(\S+)")


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs.

    Attributes:
        url: its address.
        key: of its first user; empty where there were users already.
        process: the server's.
        log: what it logs, a line of JSON an event.
    """

    url: str
    key: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def served(home: str | Path | None = None, *options: str) -> Iterator[Served]:
    """Runs ``farthing serve`` with these options until the block ends.

    Args:
        home: of the catalog; by default FARTHING_HOME, else the user's data folder.
        options: of the command, such as ``"--workers", "2"``.

    Raises:
        TimeoutError: it does not answer; its log is told.
    """
    port, place = _free_port(), home_folder(home)
    words = [sys.executable, "-m", "farthing", "serve", "--port", str(port), *options]
    with TemporaryDirectory(prefix="farthing-served-") as folder:
        said, log = Path(folder, "said"), Path(folder, "log")
        with said.open("wb") as out, log.open("wb") as err:
            environment = os.environ | {HOME_VARIABLE: str(place)}
            process = subprocess.Popen(words, stdout=out, stderr=err, env=environment)  # noqa: S603
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, process, log)
            found = SIGN_IN.search(said.read_text())
            yield Served(url, found[1] if found else "", process, log)
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until a service answers.

    Raises:
        TimeoutError: it does not, or has ended.
    """
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/v1/health"):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the service at {url} does not answer: {log.read_text()[-2000:]}")
