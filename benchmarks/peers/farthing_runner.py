"""Our own side, by the peers' protocol: class, arrays, Zipline files and stories of ``cases``."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import cases
import measure
import numpy as np
import rules
import workloads

import farthing
from farthing import signals

PREFIXES = {"class": "b-", "one-call": "a1-", "per-asset": "a2-", "story": ""}
BARS_OF = {"S": "M", "HR": "H"}
CENTS = 2


class Cases(measure.Runner):
    """A case; its bars are the generator's, and those must be the file's."""

    engine, package = "farthing", "farthing"

    def __init__(self, *given):
        """Prepares it."""
        super().__init__(*given)
        self.check_bars()
        if self.way != "arrays":
            self.run = cases.CASES[PREFIXES[self.way] + self.bars.workload]()

    def check_bars(self):
        """Whether the generator here makes what the other engines are given."""
        ours = workloads.arrays(BARS_OF.get(self.bars.workload, self.bars.workload))
        for name, prices in self.bars.prices.items():
            assert np.array_equal(ours.floats(name)[:, : prices.shape[1]], prices), name

    def simulate(self, signals):
        """The case's run: orders, fills, journal and statistics."""
        return self.run()

    def answer(self, result):
        """What the case says of it."""
        told = cases.answer(result)
        facts = told["facts"]
        fills, end = int(facts["fills"]), facts["end_equity"]
        return {"fills": fills, "end_equity": end, "digest": told["digest"]}


class Arrays(Cases):
    """Targets through the batch driver; the signals are made of exact indicators."""

    kind = "arrays"

    def __init__(self, *given):
        """Loads the bars into the core."""
        super().__init__(*given)
        self.prepared = farthing.prepare(
            self.ours(), capital=int(self.bars.capital), commission=cases.COMMISSION
        )

    def ours(self):
        """The bars of the workload as the engine takes them."""
        return workloads.bars(self.bars.workload)

    def signals(self):
        """Targets of the workload."""
        if self.bars.workload == "N":
            return np.full(self.bars.shape, np.nan)
        return cases.signals(self.bars.workload)

    def simulate(self, signals):
        """The batch driver's run."""
        return self.prepared.targets(signals, rebalance=self.bars.workload == "HR")


class Sweep(Arrays):
    """S: a thousand pairs, on all cores."""

    def ours(self):
        """The first asset of M."""
        bars = workloads.bars("M")
        first = bars.instruments[0]
        return replace(bars, instruments=(first,), tables={first.symbol: bars.tables[first.symbol]})

    def signals(self):
        """The targets of each pair, over the same averages."""
        close = workloads.arrays("M").cents["close"][:, 0]
        lengths = {length for pair in rules.PAIRS for length in pair}
        averages = {length: signals.sma(close, length, scale=CENTS) for length in lengths}
        pairs = ((averages[fast], averages[slow]) for fast, slow in rules.PAIRS)
        return [(fast > slow).astype(float)[:, None] for fast, slow in pairs]

    def simulate(self, signals):
        """All runs with their statistics; of each its end and its fills are kept."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(self.one, signals))

    def one(self, targets):
        """One run of the thousand."""
        result = self.prepared.targets(targets)
        return result.end_equity, result.outcome.fills

    def answer(self, result):
        """The best end, and all fills."""
        return {
            "fills": sum(n for _, n in result),
            "end_equity": str(max(end for end, _ in result)),
        }


def runner(bars, way, file):
    """By the way and the workload."""
    if way != "arrays":
        return Cases(bars, way, file)
    return (Sweep if bars.workload == "S" else Arrays)(bars, way, file)


if __name__ == "__main__":
    measure.main(runner)
