"""Orders by the state they ended in, and why some were refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from farthing.backtest.summary import REASONS
from farthing.report import text
from farthing.report.table import Cell, Table, row

if TYPE_CHECKING:
    from farthing.report.curve import Curve
    from farthing.report.run import Run

STATES = {
    "filled": "filled completely",
    "open": "still working at the end of the run",
    "waiting": "for a parent that had not filled at the end of the run",
    "cancelled": "taken back by the strategy or a margin call, or with their group or parent",
    "expired": "the last bar in which they could work is over",
    "dropped": "a split left nothing of them, or their instrument ended",
    "refused": "not accepted, or refused when they would have filled; the reasons are below",
}
"""States in the order in which they are listed, and what they mean."""

SYMBOLS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Orders:
    """Tables of states and of refusals, and a sentence."""

    states: Table | None
    refusals: Table | None
    finding: str


def orders(run: Run, curve: Curve) -> Orders:
    """The orders of a run."""
    total = len(run.orders)
    if not total:
        return Orders(None, None, "No order was given.")
    counts = dict(run.orders.group_by("state").len().iter_rows())
    ranked = [*STATES, *sorted(set(counts) - set(STATES))]
    rows = tuple(
        row(state, f"{counts[state]:,}", text.percent(counts[state] / total), STATES.get(state, ""))
        for state in ranked
        if state in counts
    )
    names = ("State", "Orders", "Share", "Meaning")
    states = Table("Orders by state", names, rows, words=("State", "Meaning"))
    refused = counts.get("refused", 0)
    finding = f"{text.count(total, 'order')}, {text.count(refused, 'refusal')}."
    return Orders(states, _refusals(run, curve) if refused else None, finding)


def _refusals(run: Run, curve: Curve) -> Table:
    refused = run.orders.filter(pl.col("state") == "refused")
    reasons = refused.group_by("reason").agg(
        count=pl.len(), first=pl.col("created").min(), symbols=pl.col("symbol").unique().sort()
    )
    rows = tuple(
        row(
            Cell(reason, "loss"),
            f"{count:,}",
            REASONS.get(reason, ""),
            curve.when(first),
            _named(symbols),
        )
        for reason, count, first, symbols in reasons.sort(
            "count", "reason", descending=[True, False]
        ).iter_rows()
    )
    words = ("Meaning", "First", "Symbols")
    names = ("Reason", "Orders", *words)
    return Table("Refused orders by reason", names, rows, words=("Reason", *words))


def _named(symbols: list[str]) -> str:
    left = len(symbols) - SYMBOLS_NAMED
    return ", ".join(symbols[:SYMBOLS_NAMED]) + (f" and {left:,} more" if left > 0 else "")
