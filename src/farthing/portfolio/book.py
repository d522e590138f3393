"""The books of one strategy: its cash, what it is owed, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.portfolio.grid import Grid


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event changed in the books of one strategy.

    Money and quantities are whole numbers of the last digits of the ledger and the instrument.

    Attributes:
        row: the bar in which it happened.
        kind: that of the event; ``crossing`` between strategies, ``transfer`` of an allocation.
        book: whose books they are, by place.
        asset: the instrument, by place; None for what is of none.
        order: the strategy's own number of its order; None where there is none.
        quantity: change of the position.
        price: at which it changed; 0 where there is none.
        cash: change of the cash.
        receivable: change of what is owed.
        fee: the commission, which ``cash`` has already.
    """

    row: int
    kind: str
    book: int
    asset: int | None = None
    order: int | None = None
    quantity: int = 0
    price: int = 0
    cash: int = 0
    receivable: int = 0
    fee: int = 0


@dataclass(slots=True)
class Book:
    """The account of one strategy within a portfolio.

    >>> book = Book("a")
    >>> book.post(Entry(0, "fill", 0, asset=1, quantity=10, cash=-1050))
    >>> book.cash, book.units
    (-1050, {1: 10})
    """

    name: str
    cash: int = 0
    receivable: int = 0
    units: dict[int, int] = field(default_factory=dict)

    def post(self, entry: Entry) -> None:
        """Takes an entry in."""
        self.cash += entry.cash
        self.receivable += entry.receivable
        if entry.asset is None or not entry.quantity:
            return
        held = self.units.get(entry.asset, 0) + entry.quantity
        if held:
            self.units[entry.asset] = held
        else:
            self.units.pop(entry.asset, None)

    def positions_value(self, grid: Grid, prices: Sequence[int]) -> int:
        """The value of all positions, shorts with their sign."""
        return sum(grid.value(asset, held, prices[asset]) for asset, held in self.units.items())

    def gross(self, grid: Grid, prices: Sequence[int]) -> int:
        """The value of all positions without their signs."""
        held = self.units.items()
        return sum(abs(grid.value(asset, units, prices[asset])) for asset, units in held)
