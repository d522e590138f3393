"""Our workloads as cases: ``CASES[name]()`` prepares one and gives ``run``; ``run()`` makes it.

What is prepared is not timed: bars are in memory, signals of (c) are known. Bars keep what the core
is given of them after the first run, which is never timed. What is timed is the whole run of a
user: orders, fills, journal and statistics are made in it. ``answer(result)`` says what came out,
so that two engines or two revisions can be held to the same trades.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bundles
import claims
import grid
import heavy
import numpy as np
import portfolios
import ranges
import start
import studies
import trials
import workloads

import farthing
from farthing import _core
from farthing.backtest.result import Result

if TYPE_CHECKING:
    from farthing.data.bars import Bars

STRATEGIES = Path(__file__).parent / "strategies"
COMMISSION = "bps:10"
CLASSES = {
    "D": "sma_cross",
    "H": "momentum",
    "HR": "momentum",
    "M": "mean_reversion",
    "N": "nothing",
}

Run = Callable[[], Any]


def class_case(name: str) -> Run:
    """(b): a class strategy over built-in indicator arrays."""
    parameters = {"rebalance": True} if name == "HR" else {}
    file = STRATEGIES / f"{CLASSES[name]}.py"
    return _event(name, workloads.bars(name), file, parameters, COMMISSION)


def zipline_case(name: str, kind: str) -> Run:
    """(a1), (a2): a Zipline file with one call for all assets, or one per asset."""
    file = STRATEGIES / f"zipline_{name.lower()}_{kind}.py"
    return _event(name, workloads.bars(name), file, {})


def story_case(name: str) -> Run:
    """(a): one of the three stories as its file, on the bundle that its bars are kept in."""
    bars = bundles.of_workload(f"story-{name}").bars()
    return _event(f"story-{name}", bars, STRATEGIES / f"zipline_story_{name}.py", {})


def story_class_case(name: str) -> Run:
    """(b): the same as a class over built-in indicators, loaded before."""
    bars = bundles.of_workload(f"story-{name}").bars()
    return _event(f"story-{name}", bars, grid.module(f"story_{name}"), {})


def _event(
    name: str, bars: Bars, strategy: Any, parameters: dict[str, Any], commission: str = "none"
) -> Run:
    first = workloads.start(name, bars.sessions["session"])
    return lambda: farthing.run(
        strategy,
        bars=bars,
        start=first,
        capital=workloads.capital(name),
        commission=commission,
        parameters=parameters,
    )


def signals(name: str) -> np.ndarray:
    """The targets of a workload, from the indicators of the class strategies."""
    from farthing import signals as rules

    data = workloads.arrays(name)
    closes = data.cents["close"]
    weight = 1 / data.shape[1]
    columns = [closes[:, asset] for asset in range(data.shape[1])]
    if name == "D":
        fast, slow = (
            np.stack([rules.sma(c, n, scale=2) for c in columns], axis=1) for n in (10, 30)
        )
        return np.where(fast > slow, weight, 0.0)
    if name in ("H", "HR"):
        rising = np.zeros(closes.shape, dtype=bool)
        rising[20:] = closes[20:] > closes[:-20]
        return np.where(rising, weight, 0.0)
    z = np.stack([rules.zscore(c, 20, scale=2) for c in columns], axis=1)
    return np.where(z < -2, weight, np.where(z > 0, 0.0, np.nan))


def prepared_for(name: str) -> farthing.Prepared:
    """The bars of a workload and its settings, for the batch driver."""
    return farthing.prepare(
        workloads.bars(name), capital=workloads.capital(name), commission=COMMISSION
    )


def batch_case(name: str, kernel: str = "auto") -> Run:
    """(c): targets through the batch driver; the simulation alone."""
    prepared = prepared_for(name)
    targets = signals(name)
    return lambda: prepared.targets(targets, rebalance=name == "HR", width=kernel)


def replay_case(name: str, kernel: str) -> Run:
    """The orders of (c) again, in one kernel: narrow, wide or twin."""
    prepared = prepared_for(name)
    exact = prepared.targets(signals(name), rebalance=name == "HR")
    tape = _core.OrderTape.of(exact.outcome)
    first, setup, days = prepared.start, prepared.setup, prepared.days
    asset_bars = prepared.shape[0] * prepared.shape[1]
    if kernel == "twin":
        panel = prepared.panel.twin(list(prepared.bars.instruments))

        def twin() -> Any:
            outcome = _core.twin_tape(setup, panel, first, tape)
            outcome.summary(days, 252)
            return Replayed(outcome, asset_bars)

        return twin

    def replay() -> Any:
        outcome = _core.simulate_tape(setup, prepared.panel, first, tape, kernel)
        outcome.summary(days, 252)
        return Replayed(outcome, asset_bars)

    return replay


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to, of which no ``Result`` was made."""

    outcome: Any
    asset_bars: int

    @property
    def end_equity(self) -> Any:
        """What it ends with: a decimal, or a float of the twin."""
        return self.outcome.end_equity


CASES: dict[str, Callable[[], Run]] = {
    **{f"b-{name}": lambda name=name: class_case(name) for name in ("D", "H", "HR", "M", "N")},
    **{f"c-{name}": lambda name=name: batch_case(name) for name in ("D", "H", "HR", "M")},
    **{
        f"replay-{kernel}-{name}": lambda name=name, kernel=kernel: replay_case(name, kernel)
        for name in ("D", "H", "HR", "M")
        for kernel in ("narrow", "wide", "twin")
    },
    **{f"a1-{name}": lambda name=name: zipline_case(name, "one_call") for name in ("D", "H", "M")},
    **{f"a2-{name}": lambda name=name: zipline_case(name, "per_asset") for name in ("D", "H", "M")},
    **{
        f"story-{name}": lambda name=name: story_case(name)
        for name in ("daily", "hourly", "minute")
    },
    **{
        f"b-story-{name}": lambda name=name: story_class_case(name)
        for name in ("daily", "hourly", "minute")
    },
    **claims.CASES,
    **grid.CASES,
    **heavy.CASES,
    **portfolios.CASES,
    **ranges.CASES,
    **start.CASES,
    **studies.CASES,
    **trials.CASES,
}

WORKLOADS = {
    "D": "50 assets x 504 days, moving averages cross",
    "H": "20 assets x 882 hours, momentum",
    "HR": "20 assets x 882 hours, momentum, rebalanced at every bar",
    "M": "10 assets x 8,190 minutes, z-score",
    "N": "100,000 minutes, a strategy that does nothing",
    "G": "the averages of D with many lengths",
    "S": "averages of a thousand lengths on the minutes of one asset",
    "daily": "the story of days",
    "hourly": "the story of hours",
    "minute": "the story of minutes",
}
WAYS = {
    "a1": "a Zipline file, one call a bar",
    "a2": "a Zipline file, one call per asset and bar",
    "b": "a class that Python calls at each bar",
    "c": "arrays of targets, the simulation alone",
    "d": "rules, every set in one sweep",
    "d-twin": "rules, every set in one sweep, in the kernel of floats",
    "replay-narrow": "the orders of c again, money in 64 bits",
    "replay-wide": "the orders of c again, money in 128 bits",
    "replay-twin": "the orders of c again, in the kernel of floats",
    "story": "a Zipline file on a bundle",
    "b-story": "the same as a class",
}
GRIDS = {"grid": "a hundred pairs", "walk": "windows that choose a pair and trade it"}
OTHERS = {
    "open": "a bundle of assets x days is opened, every bar in the core",
    "begin": "a backtest of so many assets begins, its bars open already",
    "cold": "a backtest of so many assets begins, its bundle not opened yet",
    "run": "a whole run over so many assets, averages cross",
    "history": "D with one window of so many closes read at every bar",
    "long": "a run of so many minutes, which looks at each",
    "block": "empty blocks of ProfileContext: none, not timed, timed",
    "portfolio": "so many strategies x assets of ten years or two, arrays with brackets",
    "study": "a study with the start of its workers: here, in a pool, on Ray, in windows",
    "trials": "a thousand trials whose run takes no time: proposed, executed, stored",
    "claim": "a part of which others publish figures: a table, statistics, four windows",
    "wyckoff": "ranges and their signals: a long series, bar by bar, one bar, a market",
    "start": "a Python of its own: does nothing, imports farthing, or asks for help",
}


def about(name: str) -> str:
    """What a case is, in some words."""
    kind, *words = name.split("-")
    if kind in OTHERS:
        return OTHERS[kind]
    grid_kind = words.pop() if words[-1] in GRIDS else ""
    *way, workload = kind, *words
    said = [WAYS["-".join(way)], WORKLOADS[workload], GRIDS.get(grid_kind, "")]
    return ": ".join(said[:2]) + (f", {said[2]}" if grid_kind else "")


ABOUT = {name: about(name) for name in CASES}


def answer(result: Any) -> dict[str, Any]:
    """What a run came to: its digest, its fills and its end equity.

    A run that is timed without making a ``Result`` (a replay) is held to its fills and end equity;
    the float twin, whose money is no decimal, to its fills alone.
    """
    if isinstance(
        result,
        (heavy.Ready, heavy.Read, heavy.Passed, start.Started, trials.Conducted),
    ):
        return {"digest": result.digest, "facts": result.facts}
    if isinstance(result, claims.Made):
        return {"digest": result.digest, "facts": result.facts, "work": result.work}
    if isinstance(result, (grid.Searched, ranges.Found)):
        return {"digest": result.digest, "facts": result.facts, "work": result.asset_bars}
    facts = {"fills": str(result.outcome.fills), "end_equity": str(result.end_equity)}
    if isinstance(result, Result):
        work = result.outcome.bars * len(result.bars.symbols)
        return {"digest": result.digest, "facts": facts, "work": work}
    words = json.dumps(facts, sort_keys=True).encode()
    digest = hashlib.sha256(words).hexdigest()
    return {"digest": digest, "facts": facts, "work": result.asset_bars}
