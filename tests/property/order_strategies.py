"""What makes a ticket one of the later kinds: types, durations, groups, brackets, changes.

Each digit of an integer stands for one choice; 0 is always the ticket as it was.
"""

from dataclasses import replace
from fractions import Fraction

import oracle
from engine import Bracket
from engine.market import decimal
from oracle.tickets import Share
from scenarios.reader import Modify

STEP_KINDS = ("ticket", "ticket", "ticket", "ticket", "bracket", "bracket", "change")
NEW_DIGITS = (len(STEP_KINDS), 10, 6, 5, 4, 3, 7, 7, 12)
"""The parts: kind of step, type, duration, group, reduce-only, schedule, two distances, more."""

TYPES = (
    None,
    None,
    "stop_limit",
    "stop_limit",
    "trailing_stop",
    "trailing_stop_limit",
    "market_on_open",
    "limit_on_open",
    "market_on_close",
    "limit_on_close",
)
DURATIONS = (None, None, "ioc", "fok", "gtd", "day")
GROUPS = (None, None, None, "g", "h")
SHARES = ("0.001", "0.01", "0.05", "0.333333333")


def varied(
    ticket: oracle.Ticket,
    instrument: oracle.Instrument,
    base: Fraction,
    features: frozenset[str],
    digits: list[int],
) -> oracle.Ticket:
    """The ticket with what the digits ask for, as far as the features are on."""
    kind, duration, group, reduce, schedule, near, far, more = digits
    changes: dict[str, object] = {}
    if "types" in features and TYPES[kind]:
        changes |= typed(TYPES[kind], instrument, base, (near, far, more))
    if "durations" in features and DURATIONS[duration]:
        until = more // 2 if DURATIONS[duration] == "gtd" else None
        changes |= {"duration": DURATIONS[duration], "until": until}
    if "groups" in features:
        changes["group"] = GROUPS[group]
    if "reduce-only" in features:
        changes["reduce_only"] = reduce == 3
    made = replace(ticket, **changes)
    return sliced(made, more) if "schedules" in features and schedule == 2 else made


def sliced(ticket: oracle.Ticket, more: int) -> oracle.Ticket:
    """The ticket as a schedule, where it is an order at market without a group."""
    if ticket.type != "market" or ticket.group:
        return ticket
    schedule = ("twap", "3") if more % 2 else ("vwap", "1", "0.5", "2")
    return replace(ticket, schedule=schedule)


def typed(
    kind: str, instrument: oracle.Instrument, base: Fraction, digits: tuple[int, int, int]
) -> dict[str, object]:
    """The type and its prices, some ticks from the base."""
    near, far, more = digits
    none = {"type": kind, "price": None, "stop": None, "trail": None, "offset": None}
    stop, limit = (priced(instrument, base, digit - 3) for digit in (near, far))
    if kind == "stop_limit":
        return none | {"stop": stop, "price": limit}
    if kind.startswith("limit"):
        return none | {"price": limit}
    if kind.startswith("trailing"):
        amount = priced(instrument, Fraction(0), near + 1)
        trail = Share(SHARES[more % 4]) if more > 7 else amount
        offset = priced(instrument, Fraction(0), far) if kind.endswith("limit") else None
        return none | {"trail": trail, "offset": offset}
    return none


def priced(instrument: oracle.Instrument, base: Fraction, ticks: int) -> str:
    """A price so many ticks from the base, exact."""
    return f"{decimal(base + ticks * instrument.tick_at(base)):f}"


def bracket_of(
    ticket: oracle.Ticket, instrument: oracle.Instrument, base: Fraction, digits: list[int]
) -> Bracket:
    """The ticket with a stop (or a trail) below and a limit above it, as a buy has them.

    A sell has them the other way round, but for every fourth, whose levels are crossed.
    """
    kind, _, group, reduce, _, near, far, more = digits
    size = ticket.size
    buys = not (size.startswith("-") if isinstance(size, str) else size < 0)
    away = 1 if buys == (more % 4 != 3) else -1
    stop = replace(
        ticket,
        size="1",
        intent="quantity",
        duration="gtc",
        reduce_only=reduce != 3,
        group=f"{ticket.symbol}{group}{more}",
        **typed("trailing_stop", instrument, base, (near, far, 0))
        if kind > 7
        else {"type": "stop", "price": priced(instrument, base, -away * (near + 1))},
    )
    limit = replace(
        stop,
        type="limit",
        trail=None,
        price=priced(instrument, base, away * (far + 1)),
    )
    children = ((stop, limit), (stop, limit), (stop,), (limit,))[more % 4]
    return Bracket(ticket, children)


def change_of(
    instrument: oracle.Instrument, base: Fraction, size: int, digits: list[int]
) -> Modify:
    """A change of one of the first orders: its size, its prices or its trail."""
    kind, duration, _, reduce, _, near, far, more = digits
    changes: dict[str, object] = {}
    if reduce:
        lots = (size % 40 + 1) * (1 if size % 2 else -1)
        changes["quantity"] = f"{decimal(lots * instrument.lot):f}"
    if kind > 4:
        changes["limit"] = priced(instrument, base, near - 3)
    if duration > 2:
        changes["stop"] = priced(instrument, base, far - 3)
    changes["trail"] = priced(instrument, Fraction(0), near + 1)
    return Modify(more % 8 + 1, changes)
