"""G and S as cases: many runs over the same bars, each with other lengths of its averages.

G is a portfolio, D's: a grid of a hundred pairs, and a walk forward in which sixteen pairs are run
over each of five windows of a year, and the best by its Sharpe ratio trades the ten weeks after it.
S is one asset of M, and a thousand pairs. Each is written in the ways of the other workloads:
``a1`` is a Zipline file, ``b`` a class that Python calls at each bar, ``c`` arrays for the batch
driver; S is also written as rules, ``d``, which run all pairs in one sweep.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import workloads

from farthing import _core, rules, signals
from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.backtest.simulate import Prepared

if TYPE_CHECKING:
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

STRATEGIES = Path(__file__).parent / "strategies"
COMMISSION = "bps:10"
CAPITAL = 1_000_000
FAST, SLOW = (5, 8, 10, 12, 15, 18, 20, 22, 25, 28), (30, 35, 40, 50, 60, 70, 80, 90, 100, 120)
WALKED_FAST, WALKED_SLOW = (5, 10, 20, 28), (30, 50, 80, 120)
WINDOWS, TRAINED, TRADED = 5, 252, 50
"""Windows, and the sessions of each: those that choose a pair, and those that trade it."""
SWEPT_FAST, SWEPT_SLOW = range(5, 45), range(50, 100, 2)

Pair = tuple[int, int]
Span = tuple[int, int]
"""The first session of a run and the one after its last, from the first of the bars."""
Way = Callable[["Bars", Pair, Span | None], "Result"]


@dataclass(frozen=True, slots=True)
class Searched:
    """What many runs came to."""

    digest: str
    facts: dict[str, str]
    asset_bars: int

    @classmethod
    def of(cls, results: Iterable[Result]) -> Searched:
        """End equity, fills and Sharpe ratio of each run, and the best of them."""
        runs = list(results)
        found = [(str(each.end_equity), each.outcome.fills, sharpe(each)) for each in runs]
        bars = sum(each.outcome.bars * len(each.bars.symbols) for each in runs)
        return cls.found(found, bars)

    @classmethod
    def found(cls, found: list[tuple[str, int, float]], asset_bars: int) -> Searched:
        """The same of what was found of each run."""
        best = max(found, key=lambda run: run[2])
        fills = sum(run[1] for run in found)
        facts = {"runs": str(len(found)), "fills": str(fills), "end_equity": best[0]}
        return cls(hashlib.sha256(repr(found).encode()).hexdigest(), facts, asset_bars)


def sharpe(result: Result) -> float:
    """By what runs are compared; 0 where it is not defined."""
    return result.statistics.sharpe_ratio or 0.0


def grid(way: Way) -> Callable[[], Searched]:
    """A hundred pairs, all sessions."""
    bars = workloads.bars("D")
    pairs = [(fast, slow) for fast in FAST for slow in SLOW]
    return lambda: Searched.of([way(bars, pair, None) for pair in pairs])


def walk(way: Way) -> Callable[[], Searched]:
    """Eighty runs that choose, and the five that trade what was chosen."""
    bars = workloads.bars("D")
    pairs = [(fast, slow) for fast in WALKED_FAST for slow in WALKED_SLOW]

    def run() -> Searched:
        results = []
        for begin in range(0, WINDOWS * TRADED, TRADED):
            end = begin + TRAINED
            trained = [way(bars, pair, (begin, end)) for pair in pairs]
            best = max(zip(pairs, trained, strict=True), key=lambda pair: sharpe(pair[1]))[0]
            results += [*trained, way(bars, best, (end, end + TRADED))]
        return Searched.of(results)

    return run


def sweep(way: Way) -> Callable[[], Searched]:
    """A thousand pairs on the minutes of one asset, with the statistics of each."""
    bars = workloads.bars("S")
    pairs = [(fast, slow) for fast in SWEPT_FAST for slow in SWEPT_SLOW]
    return lambda: Searched.of([way(bars, pair, None) for pair in pairs])


CROSS = rules.Rules(
    entry=rules.sma("close", rules.param("fast")) > rules.sma("close", rules.param("slow")),
    size=rules.percent(1),
)


def sweep_rules() -> Callable[[], Searched]:
    """(d): the same pairs as rules, all of them in one sweep."""
    bars = workloads.bars("S")
    prepared = Prepared(bars, config(bars, None))
    pairs = {"fast": SWEPT_FAST, "slow": SWEPT_SLOW}

    def run() -> Searched:
        swept = rules.sweep(CROSS, prepared, pairs)
        columns = swept.select("end_equity", "fills", "sharpe_ratio").rows()
        found = [(str(equity), fills, sharpe or 0.0) for equity, fills, sharpe in columns]
        return Searched.found(found, len(swept) * prepared.shape[0])

    return run


def sweep_twin() -> Callable[[], Searched]:
    """The same in the kernel of floats."""
    bars = workloads.bars("S")
    prepared = Prepared(bars, config(bars, None))
    pairs = np.array([(fast, slow) for fast in SWEPT_FAST for slow in SWEPT_SLOW], dtype=float)
    twin = prepared.panel.twin(list(bars.instruments))

    def run() -> Searched:
        grown = _core.twin_rules(
            prepared.setup, prepared.panel, twin, prepared.start, CROSS.compiled, pairs,
            prepared.days, bars.sessions_per_year, len(os.sched_getaffinity(0)),
        )  # fmt: skip
        found = [("", 0, each) for each in grown]
        return Searched.found(found, len(grown) * prepared.shape[0])

    return run


def by_class(bars: Bars, pair: Pair, span: Span | None) -> Result:
    """(b): the class of D with other lengths."""
    lengths = {"fast": pair[0], "slow": pair[1]}
    return run_program(program(module("sma_cross"), lengths), bars, config(bars, span))


def by_file(bars: Bars, pair: Pair, span: Span | None) -> Result:
    """(a1): the Zipline file of D with other lengths, which stand in its module."""
    file = module("zipline_d_one_call")
    file.FAST, file.SLOW = pair
    file.KNOWN = span[0] if span else 0
    return run_program(program(file, {}), bars, config(bars, span))


@cache
def module(name: str) -> Any:
    """A strategy file, loaded once for many runs."""
    file = STRATEGIES / f"{name}.py"
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None, f"{file} is a Python file"
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found


class Arrays:
    """(c): targets through the batch driver; each average and each window is made once a run."""

    def __init__(self) -> None:
        """Knows nothing yet."""
        self._averages: dict[int, np.ndarray] = {}
        self._prepared: dict[Span | None, Prepared] = {}

    def forget(self) -> None:
        """Knows nothing again."""
        self._averages.clear()
        self._prepared.clear()

    def __call__(self, bars: Bars, pair: Pair, span: Span | None) -> Result:
        """The run of a pair."""
        if span not in self._prepared:
            self._prepared[span] = Prepared(bars, config(bars, span))
        prepared = self._prepared[span]
        fast, slow = (self._average(bars, length) for length in pair)
        targets = np.where(fast > slow, 1 / fast.shape[1], 0.0)
        return prepared.targets(targets if span is None else targets[slice(*span)])

    def _average(self, bars: Bars, length: int) -> np.ndarray:
        if length not in self._averages:
            closes = workloads.arrays("S" if len(bars.symbols) == 1 else "D").cents["close"]
            columns = [signals.sma(column, length, scale=2) for column in closes.T]
            self._averages[length] = np.stack(columns, axis=1)
        return self._averages[length]


def anew(search: Callable[[Way], Callable[[], Searched]]) -> Callable[[], Searched]:
    """A search by arrays, in which every run of the case makes its averages again."""
    way = Arrays()
    run = search(way)

    def again() -> Searched:
        way.forget()
        return run()

    return again


def config(bars: Bars, span: Span | None) -> Any:
    """Of a run over some sessions; over all of them where none are named."""
    sessions = bars.sessions["session"]
    first, last = (None, None) if span is None else (sessions[span[0]], sessions[span[1] - 1])
    return run_config(capital=CAPITAL, commission=COMMISSION, start=first, end=last)


CASES: dict[str, Callable[[], Callable[[], Searched]]] = {
    "a1-G-grid": lambda: grid(by_file),
    "a1-G-walk": lambda: walk(by_file),
    "b-G-grid": lambda: grid(by_class),
    "b-G-walk": lambda: walk(by_class),
    "b-S": lambda: sweep(by_class),
    "c-G-grid": lambda: anew(grid),
    "c-G-walk": lambda: anew(walk),
    "c-S": lambda: anew(sweep),
    "d-S": sweep_rules,
    "d-twin-S": sweep_twin,
}
