"""Runs that stop within a bar in which a trade has closed: the error keeps what was there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import farthing as ft
from farthing.backtest.run import run
from farthing.errors import LedgerOverflow, StrategyError
from farthing.report import beancount
from farthing.report.save import save

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2024, 1, 2)


def bars(*symbols: str, **actions: Any) -> Any:
    """Six days at 10.00."""
    days = [FIRST + timedelta(days=day) for day in range(6)]
    frames = [
        pl.DataFrame(
            {"date": days, "symbol": symbol, "open": ["10.00"] * 6, "close": ["10.00"] * 6}
        )
        for symbol in symbols
    ]
    return ft.bars_from_frame(pl.concat(frames), **actions)


ORDERS = [
    {"row": 0, "asset": "A", "size": 10, "limit": Decimal(10)},
    {"row": 2, "asset": "A", "size": -10, "limit": Decimal(10)},
    {"row": 2, "asset": "B", "size": 1},
]
"""The limits fill at 10.00 whatever the slippage; the market order after them does not fit."""


def of_orders(ctx: ft.Context) -> None:
    """Gives the orders."""
    for order in ORDERS:
        if order["row"] == ctx.row:
            ctx.order(order["asset"], order["size"], limit=order.get("limit"))


def buys(ctx: ft.Context) -> None:
    """Buys at the first bar."""
    if ctx.row == 0:
        ctx.order("A", 10)


def before_a_session() -> ModuleType:
    """A Zipline program that raises before its third session."""
    made = ModuleType("before_a_session")

    def initialize(context: Any) -> None:
        context.sessions = context.bars = 0

    def handle_data(context: Any, data: Any) -> None:
        from farthing.api import order, symbol

        context.bars += 1
        if context.bars == 1:
            order(symbol("A"), 10)

    def before_trading_start(context: Any, data: Any) -> None:
        context.sessions += 1
        if context.sessions == 3:
            raise ValueError("of its own")

    for function in (initialize, handle_data, before_trading_start):
        setattr(made, function.__name__, function)
    return made


def split(new: int, old: int) -> ft.Split:
    """A split of the third day."""
    return ft.Split("A", FIRST + timedelta(days=2), new, old)


CASES = {
    "a fill does not fit": (of_orders, ("A", "B"), [], {"slippage": "fixed:1e15"}, 3),
    "a price does not fit after a split": (buys, ("A",), [split(1, 10**13)], {}, 2),
    "the strategy raises before a session": (before_a_session(), ("A",), [split(1, 20)], {}, 2),
}


def stopped(case: str) -> StrategyError:
    """The error of a case."""
    strategy, symbols, splits, settings, _ = CASES[case]
    with pytest.raises(StrategyError) as found:
        run(strategy, bars=bars(*symbols, splits=splits), benchmark="A", **settings)
    return found.value


@pytest.mark.parametrize("case", CASES)
def test_the_error_has_the_result_with_the_trade(case: str):
    result = stopped(case).result
    assert result is not None
    assert result.is_partial
    assert result.outcome.bars == CASES[case][4]
    assert result.trades.select("symbol", "quantity", "profit").rows() == [("A", 10, 0)]
    assert result.trades.get_column("closed").to_list() == [None], "its bar has no mark"
    assert result.statistics.trades == 1
    months = [(month.trades_won, month.trades_lost) for month in result.statistics.months]
    assert months == [(0, 0)]
    assert result.end_equity == 100_000


@pytest.mark.parametrize("case", CASES)
def test_the_result_can_be_printed_and_saved(case: str, tmp_path: Path):
    result = stopped(case).result
    assert result is not None
    assert "end equity" in str(result)
    assert (save(result, tmp_path / "out") / "run.json").is_file()


@pytest.mark.parametrize("width", ["auto", "narrow", "wide"])
def test_the_batch_driver_names_the_fill(width: Any):
    from farthing.backtest.config import run_config
    from farthing.backtest.simulate import Prepared

    prepared = Prepared(bars("A", "B"), run_config(slippage="fixed:1e15"))
    with pytest.raises(LedgerOverflow, match="does not fit the ledger"):
        prepared.tape(prepared.order_tape(ORDERS), width=width)


@pytest.mark.parametrize("case", CASES)
def test_beancount_dates_what_happened_in_the_stopped_bar_behind_the_bars_before(case: str):
    result = stopped(case).result
    assert result is not None
    days = re.findall(r"^(\S+) \* ", beancount(result), re.MULTILINE)
    assert days == sorted(days)
    assert days[-1] == str(result.equity.get_column("session").max())
