"""Instructions of one round, counted by valgrind: they do not depend on what else the machine does.

Two processes run under valgrind, one with many more rounds than the other; the difference, divided,
is a round's: start-up drops out. An early warning, and a help to attribute; the clock decides.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.process import CaseRaised, Environment

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase

COLLECTED = re.compile(r"I\s+refs:\s+([\d,]+)")
SECONDS_MORE = 0.05
"""What the second process runs longer, in time without valgrind: start-up varies a little."""
ROUNDS_MORE = (2, 500)
"""The least and the most rounds that it makes more."""


def count_instructions(
    source: CasesFile | StrategyCase | PytestFolder,
    case: str,
    seconds: float,
    environment: Environment | None = None,
) -> int:
    """Instructions of one round of a case that takes so many seconds.

    Raises:
        ConfigurationError: valgrind is not installed.
        CaseRaised: the case does not run under it.
    """
    if shutil.which("valgrind") is None:
        raise ConfigurationError("valgrind is not installed (on Debian: apt install valgrind)")
    more = min(max(ROUNDS_MORE[0], round(SECONDS_MORE / seconds)), ROUNDS_MORE[1])
    few, many = (
        _counted(source, case, environment or Environment(), rounds) for rounds in (1, 1 + more)
    )
    return (many - few) // more


def _counted(
    source: CasesFile | StrategyCase | PytestFolder,
    case: str,
    environment: Environment,
    rounds: int,
) -> int:
    order = {
        "source": source.model_dump(mode="json"), "cases": [case],
        "seconds": 0.0, "rounds_min": rounds, "rounds_max": rounds,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.jsonl"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
             *environment.command(asked, found)],
            env={**environment.variables(), "POLARS_MAX_THREADS": "1", "PYTHONMALLOC": "malloc"},
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    collected = COLLECTED.search(done.stderr)
    if done.returncode or collected is None or not lines:
        raise CaseRaised(case, done.stderr.strip() or "valgrind said nothing")
    if "error" in json.loads(lines[0]):
        raise CaseRaised(case, json.loads(lines[0])["error"])
    return int(collected.group(1).replace(",", ""))
