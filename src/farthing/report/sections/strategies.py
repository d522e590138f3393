"""The profit of each strategy of a portfolio."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.report.table import Table, gained, row

if TYPE_CHECKING:
    from farthing.report.run import Run


def strategies(run: Run) -> Table | None:
    """What each strategy has made, and the reserve; nothing where one strategy ran by itself."""
    portfolio = run.manifest.get("portfolio")
    if portfolio is None:
        return None
    profits = portfolio["profit"]
    rows = tuple(row(name, gained(Decimal(profit))) for name, profit in profits.items())
    return Table(
        "Profit by strategy",
        ("Strategy", f"Profit, {run.currency}"),
        rows,
        words=("Strategy",),
        note=f"Shared {portfolio['allocate']}, anew {portfolio['rebalance']}.",
    )
