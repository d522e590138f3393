"""Three strategies over real daily bars, each in two ways: as a user writes it, and as targets.

The targets are worked out from the raw rows, without a look at what farthing makes of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import oracle
from engine import Market, Targets

import farthing
from farthing.data import Bars, Request, find_source, ingest

SYMBOLS = ("SPY", "AAPL", "IBM", "BAC", "IWM")
SHARE = 0.2
FAST, SLOW = 50, 200
SPLIT_DIGITS = 4
NO_TARGET = float("nan")


def taken_in(folder: Path, home: Path) -> Bars:
    """The bars of LEAN's folder, from a catalog in `home`."""
    source = find_source("lean")(folder / "lean", market="equity/usa")
    request = Request(symbols=SYMBOLS, frequency="1d")
    return ingest(source, "real", request, home=home).bundle.bars()


class Hold(farthing.Strategy):
    """Buys a fifth of each when it first has a price, and keeps it."""

    def on_start(self, ctx: farthing.Context) -> None:
        self.seen = np.zeros(len(ctx.assets), dtype=bool)

    def on_bar(self, ctx: farthing.Context) -> None:
        first = ~np.isnan(ctx.current("price")) & ~self.seen
        ctx.target_percent(np.full(len(ctx.assets), SHARE), where=first)
        self.seen |= first


class Cross(farthing.Strategy):
    """Holds a fifth of what stands above its own longer average."""

    def on_bar(self, ctx: farthing.Context) -> None:
        ctx.target_percent((ctx.sma(FAST) > ctx.sma(SLOW)) * SHARE)


class Monthly(farthing.Strategy):
    """Brings each back to a fifth on the first bar of a month."""

    def on_start(self, ctx: farthing.Context) -> None:
        self.month = None

    def on_bar(self, ctx: farthing.Context) -> None:
        month = np.datetime64(ctx.time_ns, "ns").astype("datetime64[M]")
        if month != self.month:
            self.month = month
            ctx.target_percent([SHARE] * len(ctx.assets), rebalance=True)


def hold(market: Market, days: list[date]) -> Targets:
    seen: set[str] = set()
    matrix = []
    for _, _, row in market.rows:
        matrix.append([SHARE if s in row and s not in seen else NO_TARGET for s in names(market)])
        seen |= set(row)
    return Targets(matrix)


def cross(market: Market, days: list[date]) -> Targets:
    columns = [is_above(market, instrument) for instrument in market.setup["instruments"]]
    return Targets([[SHARE * above for above in row] for row in zip(*columns, strict=True)])


def monthly(market: Market, days: list[date]) -> Targets:
    months = [(days[session].year, days[session].month) for _, session, _ in market.rows]
    before = [None, *months]
    return Targets(
        [
            [SHARE if month != last else NO_TARGET] * len(names(market))
            for last, month in zip(before, months, strict=False)
        ],
        rebalance=True,
    )


def names(market: Market) -> list[str]:
    return [instrument.symbol for instrument in market.setup["instruments"]]


def is_above(market: Market, instrument: oracle.Instrument) -> list[bool]:
    """Whether the fast average is above the slow one: exact, in shares of the present."""
    symbol, steps = instrument.symbol, 10 ** (instrument.price_scale + SPLIT_DIGITS)
    splits = {s.session: Fraction(s.new, s.old) for s in market.splits if s.symbol == symbol}
    closes: list[int] = []  # in steps of a price that a split may re-base
    above, said = False, []
    for _, session, row in market.rows:
        if session in splits:
            closes = [round(close / splits[session]) for close in closes]  # half-even
        if symbol in row:
            closes = [*closes[1 - SLOW :], int(row[symbol].close * steps)]
            is_full = len(closes) == SLOW
            above = is_full and sum(closes[-FAST:]) * SLOW > sum(closes) * FAST
        said.append(above)
    return said


@dataclass(frozen=True)
class Case:
    """A strategy, the same as targets, and what a run of it costs and may do."""

    strategy: type[farthing.Strategy]
    targets: Callable[[Market, list[date]], Targets]
    setup: dict[str, object]


CASES = {
    "hold": Case(Hold, hold, {"capital": "1000000"}),
    "cross": Case(
        Cross,
        cross,
        {
            "capital": "250000",
            "commission": ("per-share", "0.005", "1"),
            "slippage": ("bps", "2"),
            "account": ("cash",),
        },
    ),
    "monthly": Case(
        Monthly,
        monthly,
        {
            "capital": "100000",
            "commission": ("bps", "10", "0"),
            "account": ("margin", "1"),
        },
    ),
}
