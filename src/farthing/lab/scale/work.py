"""The work of an axis in a size, as cases: run in fresh processes.

``CASES`` has a case ``AXIS/SIZE/HOME`` for every size of every axis, over a catalog in a folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import farthing as ft
from farthing import signals
from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared
from farthing.data import Catalog
from farthing.lab.scale.axes import EVERY

if TYPE_CHECKING:
    from farthing.data.bars import Bars

CAPITAL = 100_000_000
COMMISSION = "bps:0.1"

Run = Callable[[], Any]


class Cross(ft.Strategy):
    """Long while the quick average is above the slow one, else flat."""

    fast: int = 10
    slow: int = 30

    def on_bar(self, ctx: Any) -> None:
        """Holds what is in an uptrend."""
        uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(uptrend / len(ctx.assets))


class Orders(ft.Strategy):
    """So many market orders, spread evenly over bars and assets; positions stay small."""

    orders: int = 0
    bars: int = 1

    def on_start(self, _ctx: Any) -> None:
        """Has given none."""
        self.given = self.seen = 0

    def on_bar(self, ctx: Any) -> None:
        """Gives those that are due."""
        self.seen += 1
        while self.given * self.bars < self.orders * self.seen:
            turn, place = divmod(self.given, len(ctx.assets))
            ctx.order(ctx.assets[place], -1 if turn % 2 else 1)
            self.given += 1


def cross(_size: int, bars: Callable[[], Bars], _count: int) -> Run:
    """A whole run of a strategy, bars read from the disk."""
    return lambda: ft.run(Cross, bars=bars(), capital=CAPITAL, commission=COMMISSION)


def orders(size: int, bars: Callable[[], Bars], count: int) -> Run:
    """A whole run that gives so many orders."""
    strategy = Orders(orders=size, bars=count)
    return lambda: ft.run(strategy, bars=bars(), capital=CAPITAL, commission=COMMISSION)


def sets(size: int, bars: Callable[[], Bars], _count: int) -> Run:
    """So many pairs of averages, the bars prepared once: signals, simulation and statistics."""

    def run() -> Any:
        prepared = Prepared(bars(), run_config(capital=CAPITAL, commission=COMMISSION))
        table = next(iter(prepared.bars.tables.values())).collect()
        closes = table["close"].cast(float).to_numpy()
        found = []
        for fast, slow in pairs(size):
            quick, slowly = (signals.sma(closes, length) for length in (fast, slow))
            result = prepared.targets(np.where(quick > slowly, 1.0, 0.0))
            found.append((result.end_equity, result.outcome.fills, result.statistics.sharpe_ratio))
        return found

    return run


PAIRS = [(fast, slow) for fast in range(5, 45) for slow in range(50, 100, 2)]


def pairs(count: int) -> list[tuple[int, int]]:
    """So many pairs of lengths, spread over all: quick ones trade more."""
    return [PAIRS[place * len(PAIRS) // count] for place in range(count)]


WORKS = {"cross": cross, "orders": orders, "sets": sets}


class Sizes(dict[str, Any]):
    """A case for every size that is asked for."""

    def __missing__(self, name: str) -> Callable[[], Run]:
        """The case ``AXIS/SIZE/HOME``."""
        axis_name, size, home = name.split("/", 2)
        axis = EVERY[axis_name]
        shape = axis.shape(int(size))
        catalog = Catalog(Path(home))

        def bars() -> Bars:
            return catalog.bundle(shape.name).bars()

        return lambda: WORKS[axis.work](int(size), bars, shape.bars)


CASES = Sizes()


def answer(result: Any) -> dict[str, Any]:
    """The digest of a run; of many, that of what they came to."""
    if isinstance(result, list):
        return {"digest": hashlib.sha256(repr(result).encode()).hexdigest(), "facts": {}}
    facts = {"fills": str(result.outcome.fills), "end_equity": str(result.end_equity)}
    return {"digest": result.digest, "facts": facts}
