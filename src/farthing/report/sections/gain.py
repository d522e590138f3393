"""Where the gain comes from: rows that add up to it, to the last digit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from farthing.report.prices import total
from farthing.report.table import Table, gained, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.report.run import Run

OF_EVENTS = (
    ("dividend", "Dividends, received less paid"),
    ("split", "Cash in lieu of fractions at splits"),
    ("borrow", "Borrow"),
    ("interest", "Interest"),
    ("financing", "Financing"),
    ("funding", "Funding"),
)
"""Kinds of events that bring or cost money beside trades, and what they are called."""

OF_SEVERAL = (
    "Open positions, their fees, and exchange rates",
    "Some of the run is in other currencies: what open positions and exchange rates brought is "
    "what the other rows, each at the rates of its days, leave of the gain.",
)
OF_STOPPED = (
    "Open positions, less their fees",
    "The run stopped within a session, of which no positions are kept: what open positions "
    "brought is what the other rows leave of the gain.",
)
"""Where open positions have no value of their own here: the name of their row, and why."""


def gain(run: Run) -> Table | None:
    """The gain in parts; nothing where there is neither a gain nor a part of one."""
    whole = Decimal(run.manifest["end_equity"]) - run.capital
    rest, why = _rest(run)
    trades = _marked(run.trades, "closed")
    parts = [
        ("Closed trades, after their fees", total(trades.get_column("account_profit"))),
        *([] if rest else _open(run, trades)),
        *_of_events(run),
    ]
    if rest:
        parts.append((rest, whole - sum(amount for _, amount in parts)))
    rows = [(name, amount) for name, amount in parts if amount]
    if not rows:
        return None
    return Table(
        "Where the gain comes from",
        ("Part", f"Amount, {run.currency}"),
        tuple(row(name, gained(amount)) for name, amount in (*rows, ("Gain", whole))),
        words=("Part",),
        note=why,
    )


def _rest(run: Run) -> tuple[str, str]:
    """What is left to open positions, and why; nothing where they have a value of their own."""
    if run.abroad(run.events):
        return OF_SEVERAL
    held = run.equity.get_column("held").tail(1).sum()
    return OF_STOPPED if held and _held(run).is_empty() else ("", "")


def _marked(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows of bars that have a mark: a run that stopped within a bar has none of that one."""
    return table.filter(pl.col(column).is_not_null())


def _held(run: Run) -> pl.DataFrame:
    """The positions at the end of the last session."""
    last = run.equity.get_column("session").tail(1)
    return run.positions.filter(pl.col("session").is_in(last.implode()))


def _open(run: Run, trades: pl.DataFrame) -> Iterator[tuple[str, Decimal]]:
    """What open positions were worth less what they cost, and the fees that no trade has borne."""
    held, fills = _held(run), _marked(run.fills, "time")
    unrealised = total(held.get_column("value")) - total(held.get_column("cost"))
    yield "Open positions, value less cost", unrealised
    borne = total(trades.get_column("fees")) - total(fills.get_column("fee"))
    yield "Fees of open positions", borne


def _of_events(run: Run) -> Iterator[tuple[str, Decimal]]:
    """What came and went beside trades, in the account's currency.

    A split that leaves nothing of a position closes its trades for the cash: it is in theirs.
    """
    left = pl.col("quantity").cum_sum().over("symbol") != 0
    events = _marked(run.events, "time").filter((pl.col("kind") != "split") | left)
    for kind, name in OF_EVENTS:
        yield name, total(events.filter(pl.col("kind") == kind).get_column("account_value"))
