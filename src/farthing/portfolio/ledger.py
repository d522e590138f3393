"""The books of all strategies, and what each has of every event of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing import _core
from farthing.errors import ConfigurationError
from farthing.portfolio.book import Book, Entry
from farthing.portfolio.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from farthing.portfolio.desk import Desk
    from farthing.portfolio.grid import Grid
    from farthing.portfolio.netting import Wish

RESERVE = "reserve"
"""The books of what no strategy has."""

NOT_ALLOTTED = frozenset({"deposit", "margin_call", "dividend", "split", "end"})
"""Events that change nothing, or are allotted where their action is."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the account, in last digits; see ``farthing._core.events_since``."""

    kind: str
    row: int
    asset: int
    order: int
    quantity: int
    price: int
    value: int
    fee: int


@dataclass(frozen=True, slots=True)
class Dividend:
    """A dividend that acts in a session."""

    asset: int
    amount: Decimal
    paid: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Split:
    """A split that acts in a session."""

    asset: int
    new: int
    old: int


@dataclass(slots=True)
class Accrual:
    """A dividend that is owed, and what each strategy has of it."""

    paid: tuple[int, int]
    asset: int
    value: int
    parts: list[int]


class Ledger:
    """The books of the strategies and of the reserve, which stand last.

    Every method posts entries whose sums are those of the event, and says so by an assertion:
    quantity, fee and value of fills, quantity and value of ends, quantity and cash of splits, the
    money of all else.

    Attributes:
        books: by place.
        entries: all that was posted.
        prices: the last price of each instrument; 0 where it has none.
        equities: what each is worth at the last mark, with what was moved since.
        told: fills that strategies were not told of yet: order, and entry.
        moved: what allocations have brought to each, less what they took.
    """

    def __init__(self, names: Sequence[str], grid: Grid) -> None:
        """Opens the books."""
        self.grid = grid
        self.books = [Book(name) for name in (*names, RESERVE)]
        self.entries: list[Entry] = []
        self.prices: list[int] = [0] * len(grid.symbols)
        self._values = Values(len(self.books), grid)
        self.equities: list[int] = [0] * len(self.books)
        self.told: list[tuple[Wish, Entry]] = []
        self.moved: list[int] = [0] * len(self.books)
        self._accruals: list[Accrual] = []
        self._kinds: dict[str, Callable[[Event], None]] = {
            "payment": self._payment, "borrow": self._borrow, "interest": self._interest,
            "financing": self._financing,
        }  # fmt: skip

    def post(self, entry: Entry) -> None:
        """Takes an entry into its book and the list; one of nothing is left out."""
        if entry.quantity or entry.cash or entry.receivable:
            if entry.quantity and entry.asset is not None:
                self._values.add(entry.book, entry.asset, entry.quantity)
            self.books[entry.book].post(entry)
            self.entries.append(entry)

    def held(self, asset: int) -> list[int]:
        """What each holds of an instrument."""
        return [book.units.get(asset, 0) for book in self.books]

    def mark(self, core: _core.Context) -> None:
        """Takes the last prices, and what each is worth at them."""
        self.prices = [price or 0 for price in _core.last_prices(core)]
        values = self._values.at(self.prices)
        self.equities[:] = [
            book.cash + book.receivable + value
            for book, value in zip(self.books, values, strict=True)
        ]

    def deposit(self, row: int, amount: int) -> None:
        """Puts money into the reserve, from where allocations take it."""
        self.post(Entry(row, "deposit", len(self.books) - 1, cash=amount))
        self.equities[-1] += amount

    def transfer(self, row: int, changes: Sequence[int]) -> None:
        """Moves money between books."""
        assert sum(changes) == 0, "a transfer makes no money"
        for place, change in enumerate(changes):
            self.post(Entry(row, "transfer", place, cash=change))
            self.equities[place] += change
            self.moved[place] += change

    def fill(self, event: Event, desk: Desk) -> None:
        """Allots a fill to the orders behind it."""
        wishes = desk.parts(event.order)
        if not wishes:
            self._liquidated(event)
            return
        lot = self.grid.lots[event.asset]
        parts = [event.quantity]
        if len(wishes) > 1:
            parts = _core.parts_of_fill([wish.left for wish in wishes], event.quantity, lot)
        fees = _core.parts_of_fee(event.fee, parts, self.grid.unit)
        self._check(event, sum(parts), sum(fees))
        self.exchange("fill", event.row, event.price, wishes, parts, fees)

    def exchange(
        self, kind: str, row: int, price: int, wishes: Sequence[Wish], parts: Sequence[int],
        fees: Sequence[int],
    ) -> None:  # fmt: skip
        """Posts what orders have bought and sold at a price."""
        for wish, quantity, fee in zip(wishes, parts, fees, strict=True):
            if not quantity:
                continue
            wish.filled += quantity
            if not wish.left:
                wish.state = "filled"
            value = self.grid.value(wish.asset, quantity, price)
            entry = Entry(
                row, kind, wish.book, wish.asset, wish.id, quantity, price, -value - fee, fee=fee
            )
            self.post(entry)
            self.told.append((wish, entry))

    def _check(self, event: Event, quantity: int, fee: int) -> None:
        assert quantity == event.quantity, "all of a fill is allotted"
        assert fee == event.fee, "all of a fee is allotted"
        value = self.grid.value(event.asset, quantity, event.price)
        assert value == event.value, "the value of a fill is that of its parts"

    def _liquidated(self, event: Event) -> None:
        """A fill of the engine's own closes what each holds on the side of the account."""
        parts = self.closed(event.asset, event.quantity)
        fees = _core.parts_of_fee(event.fee, parts, self.grid.unit)
        self._check(event, sum(parts), sum(fees))
        for place, (quantity, fee) in enumerate(zip(parts, fees, strict=True)):
            value = self.grid.value(event.asset, quantity, event.price)
            self.post(
                Entry(
                    event.row, "fill", place, event.asset, None, quantity, event.price,
                    -value - fee, fee=fee,
                )
            )  # fmt: skip

    def closed(self, asset: int, quantity: int) -> list[int]:
        """What each has of an order of a liquidation: who holds what it closes, in proportion."""
        return _core.parts_of_liquidation(self.held(asset), quantity, self.grid.lots[asset])

    def dividend(self, row: int, dividend: Dividend, event: Event | None) -> None:
        """Allots a dividend by what each holds; who is short owes it.

        Where the account itself is owed nothing, the strategies pay each other at once.
        """
        asset, unit = dividend.asset, self.grid.unit
        digits = self.grid.quantity_scales[asset], self.grid.unit_scale
        whole = event.value if event else 0
        units = _core.parts_of_dividend(whole // unit, self.held(asset), dividend.amount, digits)
        parts = _all_of(whole, [part * unit for part in units])
        for place, part in enumerate(parts):
            cash, owed = (0, part) if event else (part, 0)
            self.post(Entry(row, "dividend", place, asset, cash=cash, receivable=owed))
        if event:
            self._accruals.append(Accrual(dividend.paid, asset, whole, parts))
            self._accruals.sort(key=lambda accrual: accrual.paid)

    def _payment(self, event: Event) -> None:
        paid = next(
            accrual
            for accrual in self._accruals
            if accrual.asset == event.asset and accrual.value == event.value
        )
        self._accruals.remove(paid)
        for place, part in enumerate(_all_of(event.value, paid.parts)):
            self.post(Entry(event.row, "payment", place, event.asset, cash=part, receivable=-part))

    def split(self, row: int, split: Split, event: Event | None, desk: Desk) -> None:
        """Takes what each holds over a split; parts of lots are paid, as the account's are."""
        asset, unit = split.asset, self.grid.unit
        held, lot = self.held(asset), self.grid.lots[asset]
        desk.split(asset, split.new, split.old)
        if not any(held):
            return
        change, whole = (event.quantity, event.value) if event else (0, 0)
        ratio = split.new, split.old
        counts = _all_of(sum(held) + change, _core.units_after_split(held, change, *ratio, lot))
        price = event.price if event else self.prices[asset]
        worth = price * self.grid.factors[asset]
        parts = _core.parts_in_lieu(whole // unit, held, counts, *ratio, worth, unit)
        paid = _all_of(whole, [part * unit for part in parts])
        for place, (units, count, cash) in enumerate(zip(held, counts, paid, strict=True)):
            self.post(Entry(row, "split", place, asset, None, count - units, price, cash))

    def other(self, event: Event) -> None:
        """Allots an event that is no fill, dividend, split or end.

        Raises:
            ConfigurationError: it is of a kind that no portfolio has.
        """
        if event.kind in NOT_ALLOTTED:
            return
        if event.kind not in self._kinds:
            raise ConfigurationError(
                f"the books of a portfolio cannot follow a {event.kind}: run its strategies alone"
            )
        self._kinds[event.kind](event)

    def _borrow(self, event: Event) -> None:
        """Who is short pays, in proportion."""
        self._pay(event, _core.parts_of_borrow(self._units(event), self.held(event.asset)))

    def _financing(self, event: Event) -> None:
        """Who holds what the account holds pays or earns, in proportion."""
        self._pay(event, _core.parts_of_the_same_side(self._units(event), self.held(event.asset)))

    def _interest(self, event: Event) -> None:
        """Whose cash has the sign of the account's earns or owes, in proportion."""
        cash = [book.cash for book in self.books]
        self._pay(event, _core.parts_of_the_same_side(self._units(event), cash))

    def _units(self, event: Event) -> int:
        """The value of an event in units of the currency."""
        return event.value // self.grid.unit

    def _pay(self, event: Event, parts: Sequence[int]) -> None:
        asset = None if event.kind == "interest" else event.asset
        money = _all_of(event.value, [part * self.grid.unit for part in parts])
        for place, part in enumerate(money):
            self.post(Entry(event.row, event.kind, place, asset, cash=part))

    def end(self, row: int, asset: int, price: int, event: Event | None) -> None:
        """Each is paid for what it holds of an instrument that ends.

        Where the account itself holds nothing, the strategies pay each other.
        """
        held = self.held(asset)
        values = [self.grid.value(asset, units, price) for units in held]
        assert sum(held) == (-event.quantity if event else 0), "an end closes what is held"
        assert sum(values) == (event.value if event else 0), "all of an end is allotted"
        for place, (units, value) in enumerate(zip(held, values, strict=True)):
            self.post(Entry(row, "end", place, asset, None, -units, price, value))


def _all_of(whole: int, parts: list[int]) -> list[int]:
    """Parts that add up to a whole."""
    assert sum(parts) == whole, "all of an event is allotted"
    return parts
