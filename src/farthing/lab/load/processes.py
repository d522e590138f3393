"""What the server and its workers cost: seconds of a core, and the memory that they hold."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from farthing.lab.extra import need

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK_S = 5
"""Seconds between looks at the memory."""


def cpu_s(pid: int | None) -> float | None:
    """Seconds that a server and its workers have computed; None where it runs elsewhere."""
    if pid is None:
        return None
    spent = [each.cpu_times() for each in _all(pid)]
    return float(sum(each.user + each.system for each in spent))


@contextmanager
def memory_watched(pid: int | None) -> Iterator[list[int]]:
    """Bytes that are resident of a server and its workers, looked at again and again."""
    held: list[int] = []
    ending = threading.Event()

    def watch() -> None:
        while pid is not None and not ending.wait(LOOK_S):
            try:
                held.append(_held(pid))
            except need("psutil").NoSuchProcess:  # what was asked of it fails, and tells
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield held
    finally:
        ending.set()
        watcher.join()


def _held(pid: int) -> int:
    gone, total = need("psutil").NoSuchProcess, 0
    for each in _all(pid):
        with suppress(gone):  # a worker that has ended since it was listed holds nothing
            total += int(each.memory_info().rss)
    return total


def _all(pid: int) -> list[Any]:
    first = need("psutil").Process(pid)
    return [first, *first.children(recursive=True)]
