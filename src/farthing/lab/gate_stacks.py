"""Where the rounds of a case spend their time, on either side of a comparison."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import FarthingError
from farthing.lab import worker
from farthing.lab.flame import read_folded
from farthing.lab.process import Environment, Rounds
from farthing.lab.profile.sampling import py_spy

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.flame.stacks import Stack

SECONDS = 3.0
RATE = 200
"""Samples a second."""


def stacks(
    source: CasesFile | PytestFolder | StrategyCase, case: str, environment: Environment
) -> dict[Stack, int]:
    """The stacks of a case's rounds, the set-up left out, as py-spy samples them.

    Raises:
        FarthingError: py-spy took no sample of a round.
    """
    rounds = Rounds(seconds=SECONDS, rounds_max=10**6)
    order = {"source": source.model_dump(mode="json"), "cases": [case], **rounds.model_dump()}
    with tempfile.TemporaryDirectory() as scratch:
        asked, found, raw = (Path(scratch) / name for name in ("order.json", "found", "raw"))
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [py_spy(), "record", "--rate", str(RATE), "--format", "raw", "--output", str(raw),
             "--", *environment.command(asked, found)],
            env=environment.variables(), check=False, capture_output=True, text=True,
        )  # fmt: skip
        lines = raw.read_text(encoding="utf-8").splitlines() if raw.exists() else []
    text = "\n".join(line for line in lines if not line.startswith(" "))  # a stack of no frames
    rounds_only = _rounds_only(read_folded(text, lines=False)) if text.strip() else {}
    if not rounds_only:
        raise FarthingError(f"py-spy took no sample of {case}: {done.stderr.strip()[-300:]}")
    return rounds_only


def _rounds_only(all_stacks: dict[Stack, int]) -> dict[Stack, int]:
    """The stacks below the loop of rounds."""
    found: dict[Stack, int] = {}
    for stack, count in all_stacks.items():
        for place, name in enumerate(stack):
            if name.startswith(f"{worker.rounds_of.__name__} "):
                inner = stack[place + 1 :] or (name,)
                found[inner] = found.get(inner, 0) + count
                break
    return found
