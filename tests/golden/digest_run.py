"""Prints the digests of a few runs: the same on every machine and every Python.

It needs nothing but an installed farthing: `tools/interpreters.py` runs it on wheels.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

import farthing as ft
from farthing.data import Request, find_source, ingest
from farthing.strategies import cross, reversion, rotation

BARS = 500
SYMBOLS = ("AAA", "BBB", "CCC")


class Cross(ft.Strategy):
    """Holds in equal parts what stands above its own longer average."""

    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders what changed."""
        uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(uptrend / len(ctx.assets))


class Working(ft.Strategy):
    """Keeps limits and stops in the book, some for a day, of sizes that are no whole lots."""

    def on_bar(self, ctx: ft.Context) -> None:
        """Gives an order of another kind at each bar."""
        asset = ctx.assets[ctx.row % len(ctx.assets)]
        price = float(ctx.current("close")[asset.index])
        duration = "day" if ctx.row % 2 else "gtc"
        if ctx.row % 4 == 0:
            ctx.order(asset, 1000 / 7, limit=price * 0.995, duration=duration)
        elif ctx.row % 4 == 1:
            ctx.order_percent(asset, -0.1, stop=price * 0.99, duration=duration)
        elif ctx.row % 4 == 2:
            ctx.order_value(asset, Decimal("12345.67"), limit=price * 1.001)
        else:
            ctx.order_target_percent(asset, 1 / 3)


def frame(seed: int = 7) -> pl.DataFrame:
    """Daily bars of three walks, in whole cents."""
    draw = random.Random(seed)
    rows = []
    for symbol in SYMBOLS:
        cents = 10_000
        for day in range(BARS):
            first, last = cents + draw.randint(-50, 50), cents + draw.randint(-200, 205)
            high, low = (
                max(first, last) + draw.randint(0, 80),
                min(first, last) - draw.randint(0, 80),
            )
            cents = last
            date = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day)
            prices = (price / 100 for price in (first, high, low, last))
            rows.append((symbol, date, *prices, draw.randint(1, 10**6)))
    names = ["symbol", "time", "open", "high", "low", "close", "volume"]
    return pl.DataFrame(rows, schema=names, orient="row")


@dataclass(frozen=True)
class Golden:
    """A run whose digest is frozen: a strategy, its bars, and what it costs and may do."""

    strategy: Any
    bars: Callable[[Path], Any]
    settings: dict[str, Any] = field(default_factory=dict)


def walks(_: Path) -> ft.Bars:
    """The three walks."""
    return ft.bars_from_frame(frame())


def demo(home: Path) -> ft.Bars:
    """The made-up market of the demo, from a catalog."""
    return ingest(find_source("synthetic")(), "demo", home=home).bundle.bars()


def minutes(home: Path) -> ft.Bars:
    """Its last sessions in minutes."""
    request = Request(frequency="1m")
    return ingest(
        find_source("synthetic")(years=1, days=5), "minutes", request, home=home
    ).bundle.bars()


COSTS = {"commission": "per-share:0.005:1", "slippage": "bps:5"}
RUNS = {
    "cross": Golden(Cross, walks),
    "working": Golden(Working, walks, {**COSTS, "account": "margin:2"}),
    "demo-cross": Golden(cross.Cross, demo, {"capital": 1_000_000, **COSTS}),
    "demo-rotation": Golden(rotation, demo, {"capital": 1_000_000}),
    "demo-reversion": Golden(
        reversion.Reversion, demo, {"account": "cash", "commission": "bps:10"}
    ),
    "demo-minutes": Golden(Cross, minutes, {"commission": "per-trade:0.35", "fill": "close"}),
}


@contextmanager
def market() -> Iterator[Callable[[str], ft.Bars]]:
    """The bars of each run, by its name, while their catalog is there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        yield lambda name: RUNS[name].bars(Path(home))


def main() -> None:
    """Prints a digest a line."""
    with market() as bars:
        for name, golden in RUNS.items():
            print(name, ft.run(golden.strategy, bars=bars(name), **golden.settings).digest)


if __name__ == "__main__":
    main()
