"""What ``farthing bench overhead`` runs: D, H, HR, M and the stories, and the pairs of S."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cases
import numpy as np
import workloads

from farthing.backtest.config import run_config
from farthing.lab.overhead.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable


def grid_work(name: str) -> Work:
    """A workload whose orders are targets."""
    config = run_config(capital=workloads.capital(name), commission=cases.COMMISSION)
    return Work(
        bars=workloads.bars(name),
        config=config,
        program=cases.STRATEGIES / f"{cases.CLASSES[name]}.py",
        parameters={"rebalance": True} if name == "HR" else {},
        targets=lambda: cases.signals(name),
        rebalance=name == "HR",
    )


def story_work(name: str) -> Work:
    """One of the stories: a Zipline file with windows."""
    bars = workloads.bars(name)
    start = workloads.start(name, bars.sessions["session"])
    config = run_config(capital=workloads.capital(name), commission="none", start=start)
    file = cases.STRATEGIES / f"zipline_{name.replace('-', '_')}.py"
    return Work(bars=bars, config=config, program=file)


WORKS: dict[str, Callable[[], Work]] = {
    **{name: lambda name=name: grid_work(name) for name in ("D", "H", "HR", "M")},
    **{
        name: lambda name=name: story_work(name)
        for name in ("story-daily", "story-hourly", "story-minute")
    },
}


def pairs() -> tuple[np.ndarray, int, range, range]:
    """S: the closes of one asset of M in cents, their scale, and the lengths of both averages."""
    closes = workloads.arrays("M").cents["close"][:, 0]
    return np.ascontiguousarray(closes), 2, range(5, 45), range(50, 100, 2)
