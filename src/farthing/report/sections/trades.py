"""Statistics of trades, and the best and the worst of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from farthing.report import text
from farthing.report.table import Fact, Table, gained, returned, row

if TYPE_CHECKING:
    from farthing.report.curve import Curve
    from farthing.report.run import Run

TRADES_LISTED = 8


@dataclass(frozen=True, slots=True)
class Trades:
    """Facts, tables of the best and of the worst trades, and a sentence."""

    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    finding: str


def trades(run: Run, curve: Curve) -> Trades:
    """The trades of a run."""
    found = run.statistics
    count, won, lost = found["trades"], found["trades_won"], found["trades_lost"]
    if not count:
        return Trades((), (), "No position was closed, so there is no trade.")
    profit, loss = _amount(found["gross_profit"]), _amount(found["gross_loss"])
    facts = (
        Fact("Trades", f"{count:,}"),
        Fact("Won", f"{won:,}", text.percent(found["win_rate"])),
        Fact("Lost", f"{lost:,}"),
        Fact("Sum of profits", text.money(profit, signed=True)),
        Fact("Sum of losses", text.money(loss, signed=True)),
        Fact("Profits over losses", text.number(found["profit_factor"])),
        Fact("Mean trade", text.mean(profit + loss, count)),
        Fact("Mean profit", text.mean(profit, won)),
        Fact("Mean loss", text.mean(loss, lost)),
        Fact("Return on cost", text.percent(found["return_on_cost"], signed=True)),
        Fact("Bars held, mean", text.number(found["average_holding"], 1)),
    )
    finding = (
        f"{won:,} of {text.count(count, 'trade')} were won; after fees they come to "
        f"{text.money(profit + loss, signed=True)} {run.currency}."
    )
    return Trades(facts, tuple(_tables(run, curve)), finding)


def _amount(value: str | None) -> Decimal:
    return Decimal(value or 0)


def _tables(run: Run, curve: Curve) -> list[Table]:
    """The best trades that were won and the worst that were lost."""
    profit = pl.col("account_profit")
    ranked = run.trades.sort(profit, "closed", descending=[True, False])
    best = ranked.filter(profit > 0).head(TRADES_LISTED)
    worst = ranked.filter(profit < 0).tail(TRADES_LISTED).reverse()
    parts = (("Best trades", best), ("Worst trades", worst))
    home = run.currency if run.abroad(run.trades) else ""
    return [_table(name, part, curve, home) for name, part in parts if len(part)]


def _table(caption: str, part: pl.DataFrame, curve: Curve, home: str) -> Table:
    """Some trades; ``home`` is the account's currency where not all trades are in it."""
    columns = (
        "symbol",
        "account_profit",
        "profit",
        "opened",
        "closed",
        "bars",
        "quantity",
        "cost",
        "proceeds",
        "fees",
    )
    codes = part.get_column("currency").to_list() if home else []
    rows = tuple(
        row(
            symbol,
            gained(at_home),
            returned(float(profit) / abs(float(cost)) if cost else None),
            curve.when(opened),
            curve.when(closed),
            f"{bars:,}",
            text.quantity(quantity),
            text.money(cost),
            text.money(proceeds),
            text.money(fees),
            *codes[place : place + 1],
        )
        for place, (
            symbol, at_home, profit, opened, closed, bars, quantity, cost, proceeds, fees,
        ) in enumerate(part.select(columns).iter_rows())
    )  # fmt: skip
    dates = ("Opened", "Closed")
    numbers = ("Bars", "Quantity", "Cost", "Proceeds", "Fees")
    names = ("Symbol", "Profit", "Return", *dates, *numbers, *(["Currency"] if home else []))
    note = f"Profit is in {home}; all else is in the trade's own currency." if home else ""
    return Table(caption, names, rows, words=("Symbol", *dates, "Currency"), note=note)
