"""What the generated runs were like: the counts that a check prints, and must reach."""

from collections import Counter

import oracle
from engine import Made, Market, Script, Targets
from features import ON_DRIVERS
from oracle.market import Bar

NEEDS = {  # the features without which a kind cannot happen
    "partial fill": {"volume limits"},
    "triggered bracket": {"brackets"},
    "ambiguous bar": {"brackets"},
    "decided bar": {"brackets", "finer bars"},
    "margin call": {"accounts"},
    "carry posting": {"carry"},
    "variation": {"futures"},
    "funding": {"futures"},
    "end": {"ends"},
    "conversion": {"currencies"},
    "refused change": {"changes"},
}
NEW = dict.fromkeys(NEEDS, 100) | {"decided bar": 50}
"""How many of each kind a check needs to have seen, on the oracle alone."""

LEAST = {"sequences": 10_000, "refusal": 100, "gap fill": 100, "split under an open order": 100}
LEAST |= {kind: least for kind, least in NEW.items() if NEEDS[kind] <= ON_DRIVERS}
"""How many of each a check needs to have seen on the drivers."""

CARRY = ("borrow", "interest", "financing", "funding")

TALLY: Counter[str] = Counter()
"""The counts of a part, of runs on the oracle and both drivers."""

ALONE: Counter[str] = Counter()
"""The counts of this session, of runs with every feature on the oracle alone."""


def count(
    market: Market,
    script: Script,
    outcome: oracle.Outcome,
    made: Made,
    counts: Counter[str] = TALLY,
) -> None:
    """Count a run that gave at least one order."""
    if not outcome.orders:
        counts["without an order"] += 1
        return
    counts["sequences"] += 1
    counts["of targets" if isinstance(script, Targets) else "of orders"] += 1
    counts["orders"] += len(outcome.orders)
    for kind in {event["kind"] for event in outcome.events}:
        counts[kind] += 1
    counts["refusal"] += any(order["state"] == "refused" for order in outcome.orders)
    counts["gap fill"] += any(filled_in_a_gap(market, order) for order in outcome.orders)
    counts["split under an open order"] += any(
        was_open_at_a_split(market, order) for order in outcome.orders
    )
    count_new(outcome, made, counts)


def count_new(outcome: oracle.Outcome, made: Made, counts: Counter[str]) -> None:
    """Count what the later rules add: orders, bars and postings, not runs."""
    fills = Counter(event["order"] for event in outcome.events if event["kind"] == "fill")
    counts["partial fill"] += sum(parts > 1 for parts in fills.values())
    counts["triggered bracket"] += len(made.children & set(fills))
    decided, undecided = outcome.ambiguous
    counts["ambiguous bar"] += decided + undecided
    counts["decided bar"] += decided
    counts["margin call"] += sum(event["kind"] == "margin_call" for event in outcome.events)
    counts["carry posting"] += sum(event["kind"] in CARRY for event in outcome.events)
    counts["refused change"] += len(outcome.refusals)


def filled_in_a_gap(market: Market, order: dict[str, object]) -> bool:
    """Whether the bar of the fill opened beyond the order's price."""
    if order["type"] not in ("limit", "stop"):
        return False
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


def told(counts: Counter[str], least: dict[str, int]) -> dict[str, int]:
    """The counts that are printed: those that have to be reached, and what they are of."""
    kinds = dict.fromkeys(("sequences", "orders", "of orders", "of targets", *least))
    return {kind: counts[kind] for kind in kinds}


def missing(counts: Counter[str], least: dict[str, int], parts: int = 1) -> list[str]:
    """What a test has seen too few of; of so many parts each has to see its share."""
    return [
        f"{counts[kind]} of {kind}, {number / parts:g} are needed"
        for kind, number in least.items()
        if counts[kind] * parts < number
    ]
