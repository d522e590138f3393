"""The work of a scan."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from farthing.service.metrics.instruments import (
    PATTERN_SECONDS,
    PATTERNS,
    SIGNAL_REQUESTS,
    SIGNAL_SECONDS,
)
from farthing.service.plain import plain
from farthing.service.scans.plan import planned
from farthing.service.scans.schemas import Scan
from farthing.service.work import Changed, Finished

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from farthing.service.work import Watch
    from farthing.wyckoff.scan import Scan as Found

KIND = "scan"
SOURCE = "scan"


def scanned(manifest: Mapping[str, Any], home: Path, watch: Watch) -> Finished:
    """Scans; see ``farthing.service.work.Work``."""
    plan = planned(Scan.model_validate(manifest["asked"]), home)
    if plan.manifest != manifest["decides"]:
        raise Changed("the bundle changed after the scan was submitted: submit it again")
    count = len(plan.bars.symbols)
    watch.step(0, count)
    begun, outcome = time.perf_counter(), "failed"
    try:
        found = plan.run()
        outcome = "done"
    finally:
        SIGNAL_REQUESTS.labels(SOURCE, outcome).inc()
    _observe(found, time.perf_counter() - begun, count)
    watch.step(count, count)
    return Finished(_summary(found))


def _observe(found: Found, seconds: float, count: int) -> None:
    """Notes how long a symbol took, and which events there are."""
    PATTERN_SECONDS.labels(SOURCE).observe(seconds / max(count, 1))
    SIGNAL_SECONDS.labels(SOURCE).observe(seconds / max(count, 1))
    events = found.found.events.get_column("event").value_counts()
    for pattern, number in events.iter_rows():
        PATTERNS.labels(pattern).inc(number)


def _summary(found: Found) -> dict[str, Any]:
    return {
        "as_of": str(found.as_of),
        "shown_from": found.shown_from,
        "notes": list(found.notes),
        "signals_count": sum(row.signal is not None for row in found.rows),
        "rows": [plain(asdict(row)) for row in found.rows],
    }
