"""A fresh process for each profiler: what it is told, and what it answers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import FarthingError
from farthing.lab.process import CaseRaised, Environment
from farthing.lab.profile import worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.profile.work import Work

ROUNDS_MAX = 1_000_000
Found = dict[str, Any]


class ProfilerFailed(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """A profiler ended without what it was asked for."""


def fresh(
    work: Work,
    what: str,
    seconds: float,
    *,
    files: dict[str, Path] | None = None,
    around: Sequence[str] = (),
    told: Callable[[str], None] | None = None,
    **more: Any,
) -> Found:
    """Runs the work in a fresh process, and gives what it found.

    Args:
        work: what to run.
        what: which of the worker's ways.
        seconds: for how long; a run is always finished.
        files: what it writes, by name.
        around: a command that runs the process, such as a sampler's.
        told: is given what the command says.
        more: goes into the order as it is.

    Raises:
        CaseRaised: the work raised, or its answer changed between runs.
        ProfilerFailed: the process ended without an answer.
    """
    order = {
        "source": work.source.model_dump(mode="json"),
        "case": work.case,
        "what": what,
        "seconds": seconds,
        "rounds_max": ROUNDS_MAX,
        "files": {name: str(path) for name, path in (files or {}).items()},
        **more,
    }
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.json"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [*around, sys.executable, "-P", worker.__file__, str(asked), str(found)],
            env=Environment().variables(), check=False, capture_output=True, text=True,
        )  # fmt: skip
        answer: Found | None = json.loads(found.read_text("utf-8")) if found.exists() else None
    if told is not None:
        told(done.stderr + done.stdout)
    if answer is None:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise ProfilerFailed(f"{work.case} under {what} ended without an answer: {last}")
    if "error" in answer:
        raise CaseRaised(work.case, answer["error"])
    return answer
