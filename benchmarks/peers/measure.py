"""What all runners have in common: the line of JSON that one process prints.

Usage of every runner: ``RUNNER WORKLOAD ARRAYS [WAY [ROUNDS]]``, with the Python of an environment
that has the engine. ARRAYS is a file that ``workloads.save`` wrote; WAY is class, arrays, one-call,
per-asset or story.

Imports, reading of bars and whatever ``prepare`` does are not timed. One round warms up. Then
rounds run until there are enough, or time is over; the figure is their median. Signals and the
simulation are timed apart where an engine is given arrays. Python's collector is left on, as users
have it, and begins with nothing to collect.
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bars_file import BarsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROUNDS = 15
SECONDS = 10.0
"""No further round begins after so long; there is one at least."""


class Runner:
    """An engine with a workload; each engine's runner says how it does its parts.

    Attributes:
        engine: its name, such as ``raptorbt``.
        package: the distribution whose version is told.
        kind: what the user writes, ``arrays`` or ``Python per bar``.
        convention: at which price orders fill, and whether shares are whole.
    """

    engine = ""
    package = ""
    kind = "Python per bar"
    convention = "next open, whole shares"

    def __init__(self, bars: BarsFile, way: str, file: Path):
        """Takes the bars."""
        self.bars, self.way, self.file = bars, way, file

    def prepare(self) -> None:
        """What comes before each round, and is not timed."""

    def signals(self) -> Any:
        """The arrays that the simulation is given; None where it finds them itself."""
        return None

    @property
    def has_no_signals(self) -> bool:
        """Whether there is nothing to time apart."""
        return type(self).signals is Runner.signals

    def simulate(self, signals: Any) -> Any:
        """One whole run."""
        raise NotImplementedError

    def answer(self, result: Any) -> dict[str, Any]:
        """``fills``, ``end_equity`` and, where there is one, ``digest`` of the last run."""
        raise NotImplementedError


def one_round(runner: Runner) -> tuple[float, float, Any]:
    """Seconds of the signals and of the simulation, and what came out."""
    runner.prepare()
    began = time.perf_counter()
    signals = runner.signals()
    between = time.perf_counter()
    result = runner.simulate(signals)
    return between - began, time.perf_counter() - between, result


def line(runner: Runner, rounds: int) -> dict[str, Any]:
    """Warms up, runs the rounds, and says what was found."""
    one_round(runner)
    gc.collect()
    found: list[tuple[float, float]] = []
    until = time.perf_counter() + SECONDS
    while not found or (len(found) < rounds and time.perf_counter() < until):
        signals, simulation, result = one_round(runner)
        found.append((signals, simulation))
    return {
        "engine": runner.engine,
        "version": importlib.metadata.version(runner.package),
        "kind": runner.kind,
        "signal_ms": None if runner.has_no_signals else median_ms(each for each, _ in found),
        "simulation_ms": median_ms(each for _, each in found),
        "total_ms": median_ms(map(sum, found)),
        "rounds": len(found),
        "asset_bars": runner.bars.asset_bars,
        "peak_mb": peak_mb(),
        "convention": runner.convention,
        **runner.answer(result),
    }


def median_ms(seconds: Iterable[float]) -> float:
    """The middle one, in milliseconds."""
    return 1e3 * statistics.median(seconds)


def peak_mb() -> float:
    """The largest resident memory so far, of this process or an ended child.

    Linux is asked by file: what ``getrusage`` says begins with the memory of the process that
    started this one.
    """
    unit = 2**20 if sys.platform == "darwin" else 2**10
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    status = Path("/proc/self/status")
    if not status.exists():
        return max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    words = dict(each.split(":", 1) for each in status.read_text().splitlines())
    return max(children, int(words["VmHWM"].split()[0]) / 1024)


def main(runner: Callable[[BarsFile, str, Path], Runner]) -> None:
    """Runs what the arguments say, and prints the line as the last of stdout."""
    workload, file = sys.argv[1], Path(sys.argv[2])
    way = sys.argv[3] if len(sys.argv) > 3 else "class"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else ROUNDS
    found = line(runner(BarsFile(workload, file), way, file), rounds)
    sys.stdout.write("\n" + json.dumps(found) + "\n")
