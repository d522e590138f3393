"""Tickets of the oracle in farthing's words, for a strategy and for a tape."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import oracle
from oracle.tickets import ON_CLOSE, ON_OPEN, TRAILING, Share

import farthing

from .days import Days
from .steps import Bracket


class EngineView:
    """What `steps.follow` needs of a run: orders are counted from 1 there, from 0 here."""

    def __init__(self, ctx: farthing.Context, days: Days) -> None:
        self.ctx, self.orders, self.days = ctx, Orders(ctx), days

    def submit(self, ticket: oracle.Ticket) -> int | None:
        """Give an order; its number from 1, or None when there is nothing to do."""
        parent = None if ticket.parent is None else ticket.parent - 1
        order = self.ctx.place_order(
            ticket.symbol,
            ticket.size,
            intent=ticket.intent,
            **words_of(ticket, self.days),
            parent=parent,
        )
        return None if order is None else order + 1

    def cancel(self, number: int) -> bool:
        """Cancel an order; False when it had ended."""
        return self.ctx.cancel(number - 1)

    def modify(self, number: int, **changes: object) -> str | None:
        """Change an order."""
        return self.ctx.modify(number - 1, **change_words(changes, size="amount"))

    def convert(self, currency: str, amount: oracle.values.Number) -> str | None:
        """Convert cash."""
        return self.ctx.convert(currency, amount)


class Orders:
    """The orders of a run by their numbers."""

    def __init__(self, ctx: farthing.Context) -> None:
        self.ctx = ctx

    def __contains__(self, number: int) -> bool:
        try:
            self.ctx.get_order(number - 1)
        except IndexError:
            return False
        return True

    def __getitem__(self, number: int) -> dict[str, object]:
        return {"type": self.ctx.get_order(number - 1).type}


def words_of(ticket: oracle.Ticket, days: Days) -> dict[str, object]:
    """Everything of a ticket but what is ordered and its parent."""
    words: dict[str, object] = {"duration": ticket.duration}
    if ticket.type in TRAILING:
        words |= trail_words(ticket.trail) | {"offset": ticket.offset}
    else:
        words |= {"limit": ticket.prices["limit"], "stop": ticket.prices["stop"]}
    if ticket.type in (*ON_OPEN, *ON_CLOSE):
        words["at"] = "open" if ticket.type in ON_OPEN else "close"
    if ticket.until is not None:
        words["until"] = days(ticket.until)
    if ticket.reduce_only:
        words["reduce_only"] = True
    if ticket.group is not None:
        words["group"] = ticket.group
    if ticket.schedule:
        kind, *numbers = ticket.schedule
        words["schedule"] = f"{kind}:{','.join(map(str, numbers))}"
    return words


def trail_words(trail: object) -> dict[str, object]:
    """A trail as an amount or a share."""
    return {"trail_percent": trail.part} if isinstance(trail, Share) else {"trail": trail}


def change_words(changes: dict[str, object], size: str) -> dict[str, object]:
    """A change of an order; `size` is the name of its quantity."""
    words = {size if name == "quantity" else name: value for name, value in changes.items()}
    return words | trail_words(words.pop("trail")) if "trail" in words else words


def tape_of(
    script: Sequence[tuple[int, oracle.Ticket | Bracket]], days: Days
) -> list[dict[str, object]]:
    """Tickets and brackets as the orders of a tape.

    A ticket that names its parent by number is of a script in which every ticket makes an order.
    """
    orders: list[dict[str, object]] = []
    for row, step in script:
        if isinstance(step, Bracket):
            place = len(orders)
            orders.append(tape_order((row, step.parent), days))
            orders += [
                tape_order((row, child), days) | {"parent": place} for child in step.children
            ]
        else:
            orders.append(tape_order((row, step), days))
            if step.parent is not None:
                orders[-1]["parent"] = step.parent
    made = sorted(range(len(orders)), key=lambda place: orders[place]["row"])
    by_number = any(not isinstance(step, Bracket) and step.parent for _, step in script)
    return [named(order, made) for order in orders] if by_number else orders


def named(order: dict[str, object], made: list[int]) -> dict[str, object]:
    """An order with its parent by place, where it has one by number."""
    return order | {"parent": made[order["parent"] - 1]} if "parent" in order else order


def tape_order(step: tuple[int, oracle.Ticket], days: Days) -> dict[str, object]:
    """A ticket as an order of a tape, with exact numbers as decimals."""
    row, ticket = step
    prices = ("limit", "stop", "trail", "trail_percent", "offset")
    words = {
        name: as_decimal(word) if name in prices else word
        for name, word in words_of(replace(ticket, parent=None), days).items()
        if word is not None
    }
    order = {"row": row, "asset": ticket.symbol, "size": as_decimal(ticket.size)}
    return order | {"intent": ticket.intent} | words


def as_decimal(number: oracle.values.Number) -> float | Decimal:
    """A float as it is, everything else as a decimal."""
    return number if isinstance(number, float) else Decimal(number)
