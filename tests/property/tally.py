"""What the generated runs were like: the counts that a check prints, and must reach."""

from collections import Counter

import oracle
from engine import Market, Script, Targets
from oracle.market import Bar

LEAST = {"sequences": 10_000, "refusal": 100, "gap fill": 100, "split under an open order": 100}
"""How many of each a check needs to have seen."""

TALLY: Counter[str] = Counter()
"""The counts of this session."""


def count(market: Market, script: Script, outcome: oracle.Outcome) -> None:
    """Count a run that gave at least one order."""
    if not outcome.orders:
        TALLY["without an order"] += 1
        return
    TALLY["sequences"] += 1
    TALLY["of targets" if isinstance(script, Targets) else "of orders"] += 1
    TALLY["orders"] += len(outcome.orders)
    for kind in {event["kind"] for event in outcome.events}:
        TALLY[kind] += 1
    TALLY["refusal"] += any(order["state"] == "refused" for order in outcome.orders)
    TALLY["gap fill"] += any(filled_in_a_gap(market, order) for order in outcome.orders)
    TALLY["split under an open order"] += any(
        was_open_at_a_split(market, order) for order in outcome.orders
    )


def filled_in_a_gap(market: Market, order: dict[str, object]) -> bool:
    """Whether the bar of the fill opened beyond the order's price."""
    price = order["limit_price"] if order["type"] == "limit" else order["stop_price"]
    same_bar = order["closed"] == order["created"]
    if order["state"] != "filled" or price is None or same_bar:
        return False
    bar: Bar = market.rows[market.start + order["closed"]][2][order["symbol"]]
    waits_for_a_fall = (order["type"] == "limit") == (order["quantity"] > 0)
    return bar.open < price if waits_for_a_fall else bar.open > price


def was_open_at_a_split(market: Market, order: dict[str, object]) -> bool:
    """Whether a split of its instrument acted while the order worked."""
    sessions = [session for _, session, _ in market.rows[market.start :]]
    acted = (
        next((row for row, at in enumerate(sessions) if at >= split.session), None)
        for split in market.splits
        if split.symbol == order["symbol"]
    )
    return any(row is not None and was_open_at(order, row) for row in acted)


def was_open_at(order: dict[str, object], row: int) -> bool:
    """Whether the order was open when the actions of a row acted: expiries come before them."""
    if order["created"] >= row:
        return False
    closed = order["closed"]
    return closed is None or closed > row or (closed == row and order["state"] != "expired")


def line() -> str:
    """The counts as a summary."""
    named = ("of orders", "of targets", "on the batch driver", *list(LEAST)[1:])
    counts = ", ".join(f"{TALLY[name]:,} {name}" for name in named)
    return f"{TALLY['sequences']:,} order sequences ({TALLY['orders']:,} orders): {counts}"
