"""The tables of a result in the terms of the oracle's outcome."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import oracle
import polars as pl

from farthing.backtest.result import Result

CARRY = ("borrow", "interest", "financing", "variation", "funding")
NEITHER_QUANTITY_NOR_PRICE = ("deposit", "dividend", "payment", "margin_call", *CARRY)
OF_A_CURRENCY = ("interest", "conversion")
POSITION = ("symbol", "quantity", "price", "value", "cost")
TRADE = ("symbol", "quantity", "cost", "proceeds", "fees", "profit")


def outcome_of(result: Result) -> oracle.Outcome:
    """Everything that the oracle tells of a run, as the engine tells it."""
    rows = {time: row for row, time in enumerate(result.equity["time"])}
    marks = result.equity.select("equity", "cash", "gross", "largest", "held").rows()
    sums = result.fills.group_by("order").agg(pl.col("value").sum())
    values = dict(sums.rows())
    sessions = {day: place for place, day in enumerate(result.bars.sessions["session"])}
    return oracle.Outcome(
        ledger_scale=result.outcome.ledger_scale,
        orders=[_order(row, rows.get, values) for row in result.orders.iter_rows(named=True)],
        events=_events(result, rows.get),
        postings=_postings(result.journal),
        marks=marks,
        trades=[_trade(row, rows.get) for row in result.trades.iter_rows(named=True)],
        positions=[
            (sessions[row["session"]], *(row[name] for name in POSITION))
            for row in result.positions.iter_rows(named=True)
        ],
        balances=_balances(result.balances),
        profits=[
            (row["symbol"], row["price_profit"], row["currency_profit"])
            for row in result.trades.iter_rows(named=True)
            if row["currency"] != result.config.currency.code
        ],
        refusals=[(row, order + 1, why) for row, order, why in result.outcome.refused_changes],
        ambiguous=result.outcome.ambiguous,
    )


def _order(row: dict[str, object], row_of: Callable, values: dict) -> dict[str, object]:
    """The value of an order has no sign in the engine's table; the oracle's is that of its fill."""
    value = values.get(row["id"], Decimal(0))
    same = ("symbol", "intent", "type", "duration", "state", "reason", "quantity", "filled")
    return {
        "id": row["id"] + 1,
        "created": row_of(row["created"]),
        "closed": row_of(row["closed"]),
        **{name: row[name] for name in same},
        "limit_price": row["limit"],
        "stop_price": row["stop"],
        "value": value if abs(value) == row["value"] else row["value"],
        "fee": row["fee"],
    }


def _events(result: Result, row_of: Callable) -> list[dict[str, object]]:
    orders = iter(result.fills["order"])
    events = []
    for row in result.events.iter_rows(named=True):
        kind = row["kind"]
        if kind == "conversion":
            row |= {"quantity": row["value"], "value": row["account_value"]}
        events.append(
            {
                "kind": kind,
                "row": None if kind == "deposit" else row_of(row["time"]),
                "symbol": row["currency"] if kind in OF_A_CURRENCY else row["symbol"],
                "order": next(orders) + 1 if kind == "fill" else None,
                "quantity": None if kind in NEITHER_QUANTITY_NOR_PRICE else row["quantity"],
                "price": row["price"] if kind == "fill" else None,
                "value": row["value"],
                "fee": row["fee"],
            }
        )
    return events


def _postings(journal: pl.DataFrame) -> list[tuple]:
    return journal.select("event", "account", "symbol", "commodity", "amount").rows()


def _balances(table: pl.DataFrame) -> dict[tuple, Decimal]:
    """The trial balance; an account that is not in it has nothing."""
    balances = defaultdict(Decimal)
    for account, symbol, commodity, amount in table.drop("in_units").iter_rows():
        balances[account, symbol, commodity] = amount
    return balances


def _trade(row: dict[str, object], row_of: Callable) -> dict[str, object]:
    rows = {"opened": row_of(row["opened"]), "closed": row_of(row["closed"])}
    return rows | {name: row[name] for name in TRADE}
