"""One fresh process of an engine: a runner is started, and its line of JSON is read."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from farthing.lab.peers.failure import PeerFailed, last_words
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.peers.engines import Engine

OF_OTHERS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
"""Variables that lead one environment into another."""


class Line(Record):
    """What a runner prints; see ``benchmarks/peers/measure.py``.

    Attributes:
        engine: its name, as rows show it.
        version: of its distribution.
        kind: what is called when.
        convention: how orders fill.
        signal_ms: of the signals; None where the engine finds them itself.
        simulation_ms: of the simulation.
        total_ms: of both.
        rounds: how many were timed; each figure is their median.
        asset_bars: what a round goes through.
        peak_mb: the largest resident memory.
        fills: None where the engine does not count them.
        end_equity: None where it has none.
        digest: of the exact answer; empty where there is none.
    """

    engine: str
    version: str
    kind: str
    convention: str
    signal_ms: float | None
    simulation_ms: float = Field(gt=0)
    total_ms: float = Field(gt=0)
    rounds: int = Field(ge=1)
    asset_bars: int = Field(ge=1)
    peak_mb: float = Field(gt=0)
    fills: int | None
    end_equity: str | float | None
    digest: str = ""

    @property
    def answer(self) -> tuple[int | None, str | float | None, str]:
        """What must be the same in every process."""
        return self.fills, self.end_equity, self.digest


@dataclass(frozen=True)
class Work:
    """What all processes of a comparison are told.

    Attributes:
        workload: such as ``D``.
        way: what the user writes.
        bars: the file of its bars.
        rounds: at most so many in a process.
        timeout: seconds after which a process is ended.
    """

    workload: str
    way: str
    bars: Path
    rounds: int
    timeout: float


def one_process(engine: Engine, python: Path, work: Work) -> Line:
    """Runs an engine's runner in a folder of bars, with its own Python.

    Raises:
        PeerFailed: it raised, took too long, or printed no line.
    """
    told = (work.workload, str(work.bars), work.way, str(work.rounds))
    command = (str(python), "-W", "ignore", str(engine.runner), *told)
    variables = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    try:
        done = subprocess.run(
            command, cwd=work.bars.parent, env=variables, timeout=work.timeout, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise PeerFailed(engine.name, f"it ran for more than {work.timeout:g} s") from error
    if done.returncode:
        raise PeerFailed(engine.name, last_words(done.stderr or f"exit code {done.returncode}"))
    try:
        return Line.model_validate_json((done.stdout.splitlines() or [""])[-1])
    except ValidationError as error:
        words = "; ".join(f"{each['loc']}: {each['msg']}" for each in error.errors())
        raise PeerFailed(engine.name, f"its runner printed no result: {words}") from error
