"""Several processes, one answer: server and workers write their counts to one folder.

``prometheus_client`` reads the folder's place from the environment when it is first imported, so
it is set before that, by whoever starts the processes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share(folder: Path) -> None:
    """Makes this process, and those that it starts, keep their counts in a folder.

    What earlier processes left there is removed: their counts begin anew, as those of any program
    that is started again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[VARIABLE] = str(folder)


def exposition() -> bytes:
    """All counts of all processes, in Prometheus' text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess

    if VARIABLE not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
