"""Fresh processes of an overhead measurement, plain and under callgrind."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError
from farthing.lab.overhead.modules import by_module
from farthing.lab.process import CaseRaised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.process import Environment

WORKER = ("-m", "farthing.lab.overhead.worker")
CONTROL = "callgrind_control"


def carried_out(
    order: dict[str, Any], environment: Environment, before: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """What a fresh process answers, a dictionary a work.

    Args:
        order: see ``farthing.lab.overhead.worker``.
        environment: its Python and packages.
        before: a program that runs it, with its arguments.

    Raises:
        CaseRaised: it raised.
    """
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.jsonl"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [*before, str(environment.python), *WORKER, str(asked), str(found)],
            env=environment.variables(), check=False, capture_output=True, text=True,
        )  # fmt: skip
        text = found.read_text(encoding="utf-8") if found.exists() else ""
    lines = [json.loads(line) for line in text.splitlines()]
    if done.returncode or len(lines) != len(order["works"]):
        work = order["works"][min(len(lines), len(order["works"]) - 1)]
        raise CaseRaised(work, done.stderr.strip() or f"it ended with {done.returncode}")
    return lines


def needs_valgrind() -> None:
    """Asks whether instructions can be counted.

    Raises:
        ConfigurationError: valgrind is not installed.
    """
    for program in ("valgrind", CONTROL):
        if shutil.which(program) is None:
            raise ConfigurationError("valgrind is not installed (on Debian: apt install valgrind)")


def counted(
    order: dict[str, Any], parts: Sequence[str], rounds: int, environment: Environment
) -> dict[str, dict[str, int]]:
    """Instructions of one round of each part of the one work in an order, by module."""
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch) / "callgrind.out"
        told = {**order, "task": "count", "parts": parts, "rounds": rounds, "control": CONTROL}
        under = ("valgrind", "--tool=callgrind", "--instr-atstart=no",
                 f"--callgrind-out-file={kept}")  # fmt: skip
        carried_out(told, environment, under)
        found = [_modules(Path(f"{kept}.{number}")) for number, _ in enumerate(parts, start=1)]
    return {
        part: {module: count // rounds for module, count in each.items()}
        for part, each in zip(parts, found, strict=True)
    }


def _modules(file: Path) -> dict[str, int]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return by_module(line.rstrip("\n") for line in lines)
