"""Bars from a table, longer bars of shorter ones, the drivers, and the doors of orders."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import account
import coarse
import digits
import frame
import numpy as np
import polars as pl
from function import Function
from made import SEED, column, table

import farthing
from farthing import api
from farthing.data import resample

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal


def bars_from_lists(told: dict[str, list[Any]]) -> Any:
    """Bars as a user makes them of lists."""
    return farthing.bars_from_frame(pl.DataFrame(told), label="end", symbol="A")


def rows(bars: Any) -> list[Any]:
    """The rows of the one asset, in the order of the baseline's columns."""
    return list(bars.tables["A"].select(COLUMNS).collect().iter_rows())


COLUMNS = ("time", "session", "open", "high", "low", "close", "volume")
FRAME = Function(
    ours=bars_from_lists,
    baselines={
        "plain": lambda told: frame.bars_of(told, frame.cents),
        "decimal": lambda told: frame.bars_of(told, frame.decimal),
    },
    inputs={kind: partial(table, kind) for kind in ("decimals", "floats")},
    answer=rows,
    baseline_answer={"plain": frame.in_decimals},
)


@dataclass(frozen=True)
class Minutes:
    """The same bars of minutes for each side."""

    bars: Any
    decimals: list[frame.Bar]
    cents: list[frame.Bar]


def minutes(size: int) -> Minutes:
    """Minutes that are there before they are put together."""
    told = table("decimals", size)
    return Minutes(
        bars_from_lists(told), frame.bars_of(told, frame.decimal), frame.bars_of(told, frame.cents)
    )


FIVE_MINUTES = timedelta(minutes=5)
RESAMPLE = Function(
    ours=lambda told: resample(told.bars, "5m"),
    baselines={
        "plain": lambda told: coarse.coarse_of(told.cents, FIVE_MINUTES),
        "decimal": lambda told: coarse.coarse_of(told.decimals, FIVE_MINUTES),
    },
    inputs={"bars": minutes},
    answer=rows,
    baseline_answer={"plain": frame.in_decimals},
)


@dataclass(frozen=True)
class Market:
    """Bars of one asset, for both sides, and the sizes that are ordered."""

    bars: Any
    opens: list[Decimal]
    closes: list[Decimal]
    sizes: list[float]


CAPITAL = 1_000_000
COMMISSION = "bps:10"
SIZES: dict[str, tuple[float, float]] = {
    "quantity": (-50, 50),
    "value": (-5_000, 5_000),
    "percent": (-0.01, 0.01),
    "target_quantity": (0, 5_000),
    "target_value": (0, 500_000),
    "target_percent": (0, 0.9),
}


def market(intent: str, size: int) -> Market:
    """Bars and what is ordered at each close."""
    low, high = SIZES[intent]
    sizes = np.random.default_rng(SEED).uniform(low, high, size).round(4).tolist()
    bars = bars_from_lists(table("decimals", size))
    return Market(bars, column("open", "decimals", size), column("close", "decimals", size), sizes)


def traded(intent: str, told: Market) -> tuple[Decimal, int]:
    """The market in decimals."""
    with digits.exact():
        book = account.Decimals(CAPITAL)
        return account.simulated(book, told.opens, told.closes, intent, told.sizes.__getitem__)


def traded_in_cents(intent: str, told: Market) -> tuple[Decimal, int]:
    """The market in whole cents."""
    with digits.exact():
        opens, closes = (
            [frame.cents(price) for price in each] for each in (told.opens, told.closes)
        )
        book = account.Cents(CAPITAL)
        return account.simulated(book, opens, closes, intent, told.sizes.__getitem__)


def outcome(result: Any) -> tuple[Decimal, int]:
    """What is compared of a result."""
    return result.end_equity, result.outcome.fills


def driver(ours: Callable[[Market], Any], intent: str) -> Function:
    """A driver of the engine beside a plain account."""
    return Function(
        ours=ours,
        baselines={
            "plain": partial(traded_in_cents, intent), "decimal": partial(traded, intent),
        },
        inputs={"bars": partial(market, intent)},
        answer=outcome,
    )  # fmt: skip


def by_arrays(told: Market) -> Any:
    """The batch driver."""
    return farthing.simulate(
        told.bars, targets=told.sizes, rebalance=True, capital=CAPITAL, commission=COMMISSION
    )


def by_calls(told: Market) -> Any:
    """The event driver, with an order at each bar."""
    sizes = told.sizes

    def on_bar(ctx: Any) -> None:
        ctx.order_target_percent("A", sizes[ctx.row])

    return farthing.run(on_bar, bars=told.bars, capital=CAPITAL, commission=COMMISSION)


def by_zipline(name: str, told: Market) -> Any:
    """A program of Zipline's functions, with an order at each bar."""
    door, sizes = getattr(api, name), iter(told.sizes)
    program = types.ModuleType("program")

    def initialize(context: Any) -> None:
        context.asset = api.symbol("A")

    def handle_data(context: Any, _data: Any) -> None:
        door(context.asset, next(sizes))

    program.initialize, program.handle_data = initialize, handle_data  # type: ignore[attr-defined]
    return farthing.run(program, bars=told.bars, capital=CAPITAL, commission=COMMISSION)


DOORS = {
    "order": "quantity",
    "order_value": "value",
    "order_percent": "percent",
    "order_target": "target_quantity",
    "order_target_value": "target_value",
    "order_target_percent": "target_percent",
}


def drivers() -> dict[str, Function]:
    """The drivers and the doors."""
    return {
        "bars_from_frame": FRAME,
        "data.resample": RESAMPLE,
        "simulate": driver(by_arrays, "target_percent"),
        "run": driver(by_calls, "target_percent"),
        **{f"api.{name}": driver(partial(by_zipline, name), DOORS[name]) for name in DOORS},
    }
