"""The steps of a script beside tickets, and what they do on the oracle."""

from dataclasses import dataclass, field, replace

import oracle
from oracle.tickets import PRICES_OF_TYPE
from scenarios.reader import Cancel, Convert, Modify


@dataclass(frozen=True)
class Bracket:
    """A parent and its children, which are given with its number where it is an order."""

    parent: oracle.Ticket
    children: tuple[oracle.Ticket, ...]


@dataclass
class Made:
    """What has been made of a script so far: the numbers of children, from 1."""

    children: set[int] = field(default_factory=set)


def follow(view: oracle.engine.View, step: object, made: Made) -> None:
    """Does a step; one that names an order which is not there does nothing."""
    if isinstance(step, Bracket):
        parent = view.submit(step.parent)
        for child in step.children if parent else ():
            made.children.add(view.submit(replace(child, parent=parent)))
    elif isinstance(step, Convert):
        view.convert(step.currency, step.amount)
    elif not isinstance(step, Cancel | Modify):
        view.submit(step)
    elif step.order in view.orders:
        if isinstance(step, Cancel):
            view.cancel(step.order)
        else:
            changes = fitting(step.changes, view.orders[step.order]["type"])
            if changes:
                view.modify(step.order, **changes)


def fitting(changes: dict[str, object], order_type: str) -> dict[str, object]:
    """The changes of a size, or of a price that an order of this type has."""
    allowed = ("quantity", *PRICES_OF_TYPE[order_type])
    return {name: value for name, value in changes.items() if name in allowed}
