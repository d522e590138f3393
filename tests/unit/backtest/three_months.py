"""A run that is small enough to be worked out by hand: six sessions of three months.

Fills are at the close at which an order is given; each order costs a dollar.

| session | close | order | cash | held | equity | |
|---|---|---|---|---|---|---|
| 2023-12-28 | 50.00 | buy 10 | 499 | 10 | 999 | below the capital by the fee |
| 2023-12-29 | 52.00 | | 499 | 10 | 1019 | |
| 2024-01-02 | 47.50 | sell 4 | 688 | 6 | 973 | loses 10.00 and fees of 0.40 + 1 |
| 2024-01-31 | 54.00 | | 688 | 6 | 1012 | |
| 2024-02-01 | 56.00 | | 688 | 6 | 1024 | |
| 2024-02-29 | 55.00 | sell 6 | 1017 | 0 | 1017 | wins 30.00 less fees of 0.60 + 1 |
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

import farthing as ft

if TYPE_CHECKING:
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

DAYS = (
    date(2023, 12, 28),
    date(2023, 12, 29),
    date(2024, 1, 2),
    date(2024, 1, 31),
    date(2024, 2, 1),
    date(2024, 2, 29),
)
CLOSES = ("50.00", "52.00", "47.50", "54.00", "56.00", "55.00")
EQUITY = tuple(map(Decimal, ("999", "1019", "973", "1012", "1024", "1017")))
ORDERS = {0: 10, 2: -4, 5: -6}
CAPITAL = Decimal(1000)
COSTS = {"capital": CAPITAL, "commission": "per-trade:1", "fill": "close"}


class Given(ft.Strategy):
    """Gives the orders of the table, and records what it holds."""

    size: int = 1

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders where the table does."""
        if ctx.row in ORDERS:
            ctx.order("A", ORDERS[ctx.row] * self.size)
            ctx.record(ordered=ORDERS[ctx.row] * self.size)


def bars(**more: Any) -> Bars:
    """Bars of these closes, which open where they close."""
    closes = list(map(Decimal, CLOSES))
    frame = pl.DataFrame({"date": list(DAYS), "open": closes, "close": closes})
    return ft.bars_from_frame(frame, symbol="A", **more)


def run(strategy: Any = Given, **more: Any) -> Result:
    """The run of the table."""
    return ft.run(strategy, bars=bars(), **{**COSTS, **more})
