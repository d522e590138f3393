"""Readings from fresh processes: one process, one number a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from farthing.errors import FarthingError
from farthing.lab import worker
from farthing.lab.defaults import SECONDS
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase


class Plant(Record):
    """Something made worse on purpose; see ``worker.planted``."""

    target: str
    slower: float = 0.0
    how: str = "spin"
    instead: str | None = None

    def order(self) -> dict[str, Any]:
        """As the worker takes it."""
        if self.instead is not None:
            return {"target": self.target, "instead": self.instead}
        return {"target": self.target, "slower": self.slower, "how": self.how}


class Rounds(Record):
    """How long a process runs a case: at least so many rounds, then until the time is over."""

    seconds: float = SECONDS
    rounds_min: int = 5
    rounds_max: int = 200


OF_THIS_PYTHON = ("PYTHONHOME", "PYTHONPATH")
"""With these, another environment would load the packages of this one."""
OF_A_PYTEST_AROUND = ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT")
"""With these, a benchmark takes itself for a part of the tests that have started the lab."""


class Environment(Record):
    """What runs a process: a Python, and folders that come before its own packages."""

    python: Path = Path(sys.executable)
    path: tuple[Path, ...] = ()

    def command(self, order: Path, found: Path) -> list[str]:
        """What starts the worker. Its folder is not on the path: it has names of the library."""
        return [str(self.python), "-P", worker.__file__, str(order), str(found)]

    def variables(self) -> dict[str, str]:
        """The environment variables of a process: those of this one, and the fixed ones."""
        kept = {name: value for name, value in os.environ.items() if name not in OF_A_PYTEST_AROUND}
        if self.path or self.python != Path(sys.executable):
            for name in OF_THIS_PYTHON:
                kept.pop(name, None)
        if self.path:
            kept["PYTHONPATH"] = os.pathsep.join(str(folder) for folder in self.path)
        return kept | {"PYTHONHASHSEED": "0"}


class CaseRaised(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """A case raised: there is no time to tell."""

    def __init__(self, case: str, words: str) -> None:
        """Names the case, and what it raised."""
        self.case = case
        self.words = words
        last = words.strip().splitlines()[-1]
        super().__init__(f"the case {case} raised {last}")


def readings(
    source: CasesFile | StrategyCase | PytestFolder,
    cases: Sequence[str],
    *,
    side: str = "head",
    environment: Environment | None = None,
    rounds: Rounds | None = None,
    plants: Sequence[Plant] = (),
) -> list[Reading]:
    """What one fresh process finds of these cases.

    Raises:
        CaseRaised: a case raised, or its answer changed from one round to the next.
        FarthingError: the process ended without an answer.
    """
    environment = environment or Environment()
    order = {
        "source": source.model_dump(mode="json"),
        "cases": list(cases),
        "plants": [plant.order() for plant in plants],
        **(rounds or Rounds()).model_dump(),
    }
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.jsonl"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            environment.command(asked, found),
            env=environment.variables(), check=False, capture_output=True, text=True,
        )  # fmt: skip
        lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    if done.returncode or len(lines) != len(cases):
        words = done.stderr.strip() or f"it ended with exit code {done.returncode}"
        raise CaseRaised(cases[min(len(lines), len(cases) - 1)], words)
    return [_reading(json.loads(line), side) for line in lines]


def _reading(line: dict[str, Any], side: str) -> Reading:
    if "error" in line:
        raise CaseRaised(line["case"], line["error"])
    try:
        return Reading.model_validate({**line, "side": side})
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
        )
        raise CaseRaised(line["case"], f"its answer makes no reading: {wrong}") from error
