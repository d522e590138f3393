"""The experiment with the gate: what is planted into small cases, how often, and what must be said.

``farthing bench experiment`` makes it: a commit is compared with itself, with nothing planted, with
15 %, 12 % and 5 %. Each comparison has three cases, each judged by itself: one in the kernel of
the core, one in Python, one that reads. They import next to nothing and run for milliseconds: a
process takes a quarter of a second, and all of it less than half an hour on two free cores.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core
from farthing.types import Instrument

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.lab.compare import Budget
    from farthing.lab.experiment import Planted
    from farthing.lab.process import Rounds

SEED = 11
BARS, ASSETS, RUNS = 1_000, 20, 4
DAY = 24 * 3600 * 10**9
WORDS = 12_000
READ, PIECE = 24 * 2**20, 2**16
"""Bytes that are read. A sleep ends some 60 microseconds late: reading takes many times that."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a case came to."""

    words: str


def kernel() -> Callable[[], Told]:
    """Moving averages cross: orders, fills and postings in the core."""
    setup, panel, targets = market()

    def run() -> Told:
        outcomes = [in_kernel(setup, panel, targets) for _ in range(RUNS)]
        return Told(f"{outcomes[-1].end_equity} {outcomes[-1].fills}")

    return run


def in_kernel(setup: Any, panel: Any, targets: Any) -> Any:
    """One simulation."""
    return _core.simulate_targets(setup, panel, 0, targets, "weight", False, "narrow")


@cache
def market() -> tuple[Any, Any, np.ndarray]:
    """Bars and targets in the core, made without a data frame: importing one takes longer."""
    generator = np.random.default_rng(SEED)
    walk = 5000 * np.exp(np.cumsum(generator.normal(0, 0.01, (BARS, ASSETS)), axis=0))
    cents = np.ascontiguousarray(walk.round().astype(np.int64).T)
    instruments = [Instrument(f"A{asset:02d}") for asset in range(ASSETS)]
    rows = np.arange(BARS, dtype=np.uint32)
    builder = _core.PanelBuilder(DAY * (1 + np.arange(BARS)), rows, instruments)
    for asset, prices in enumerate(cents):
        builder.add(asset, rows, prices, prices + 5, prices - 5, prices)
    none: tuple[str, list[Any]] = ("none", [])
    setup = _core.Setup(
        instruments, ("USD", 2), 1_000_000, ("bps", ["10", "0"]), none, "next-open",
        ("unlimited", []), [], [],
    )  # fmt: skip
    sums = np.cumsum(np.vstack([np.zeros((1, ASSETS)), cents.T]), axis=0)
    fast, slow = ((sums[n:] - sums[:-n])[-(BARS - 30) :] / n for n in (10, 30))
    targets = np.vstack([np.zeros((31, ASSETS)), np.where(fast > slow, 1 / ASSETS, 0.0)[1:]])
    return setup, builder.finish(), targets


def python() -> Callable[[], Told]:
    """A loop over words and a dictionary, as a strategy of plain Python has them."""
    words = [f"A{number * 7919 % 997:03d}" for number in range(WORDS)]
    return lambda: Told(str(in_python(words)))


def in_python(words: list[str]) -> int:
    """Counts words, and adds up what is even."""
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return sum(count for count in counted.values() if count % 2 == 0)


def reading() -> Callable[[], Told]:
    """The interpreter's own file, read again and again from the system's cache."""
    file = str(Path(sys.executable).resolve())
    return lambda: Told(str(in_reading(file)))


def in_reading(file: str) -> int:
    """Reads so many bytes in small pieces."""
    left = READ
    handle = os.open(file, os.O_RDONLY)
    try:
        while left > 0:
            got = len(os.read(handle, PIECE))
            left -= got
            if got < PIECE:
                os.lseek(handle, 0, os.SEEK_SET)
    finally:
        os.close(handle)
    return READ


CASES = {"kernel": kernel, "python": python, "reading": reading}


def answer(told: Told) -> dict[str, Any]:
    """What a case came to."""
    return {"digest": told.words, "facts": {}}


def plan(count: int = 20) -> list[Planted]:
    """What is planted, and what the gate must say of it; asked of 20, less of fewer."""
    from farthing.lab.cases import CasesFile
    from farthing.lab.experiment import Planted
    from farthing.lab.process import Plant
    from farthing.lab.results.comparison import Verdict

    source = CasesFile(file=Path(__file__).resolve())

    def entry(name: str, share: float, **must: Any) -> Planted:
        how = {"kernel": "spin", "python": "spin", "reading": "sleep"}
        plants = tuple(
            Plant(target=f"cases_of_gate_experiment:in_{case}", slower=share, how=how[case])
            for case in CASES
        )
        return Planted(
            name=name, share=share, source=source, cases=tuple(CASES), count=count,
            plants=plants if share else (), **must,
        )  # fmt: skip

    def of(number: int) -> int:
        return number * count // 20

    return [
        entry("nothing", 0.0, most={Verdict.FAIL: 0}, least={Verdict.PASS: of(16)}),
        entry("15 %", 0.15, least={Verdict.FAIL: of(19)}),
        entry("12 %", 0.12, least={Verdict.FAIL: of(17)}),
        entry("5 % at a gate of 5 %", 0.05, gate=0.05, most={Verdict.PASS: 0}),
    ]


def effort() -> tuple[Budget, Rounds]:
    """Blocks of a comparison, and rounds of a process: fewer than the gate has, of short cases."""
    from farthing.lab.compare import Budget
    from farthing.lab.process import Rounds

    return Budget(first=8, more=3, most=11, second=6), Rounds(seconds=0.02)
