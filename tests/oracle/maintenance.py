"""Margin calls and liquidation (section 12)."""

from fractions import Fraction

from .account import NOTHING, Account
from .book import Book
from .guard import Holding, holding_of, maintenance_of
from .orders import Order
from .tickets import Ticket
from .values import ceil_to


class Maintenance:
    """Looks at the account at each mark; `called` is the session of a call that stands."""

    def __init__(self, account: Account, book: Book) -> None:
        self.account, self.book = account, book
        self.called: int | None = None

    def look(self, session: int, is_last_of_session: bool) -> None:
        """Call for what is missing, and liquidate where a call is due."""
        account, grace = self.account, self.account.setup.grace
        required = maintenance_of(account, self._holdings({}))
        missing = required - account.equity
        if required == 0 or missing <= 0:
            self.called = None
            return
        if self.called is None:
            self.called = session
            account.event("margin_call", value=ceil_to(missing, account.unit))
        due = is_last_of_session and session >= self.called + grace
        if grace == 0 or due:
            self._liquidate()

    def _holdings(self, closing: dict[str, Fraction]) -> list[Holding]:
        """What is held, or what would be left when so much has traded."""
        account = self.account
        return [
            holding_of(
                account, one, position.quantity + closing.get(one, NOTHING), account.price_of(one)
            )
            for one, position in account.positions.items()
        ]

    def _liquidate(self) -> None:
        """Cancel the strategy's orders, then close what needs the most until it is enough."""
        self.book.schedules.clear()
        for order in self.book.working():
            if order.works and not order.of_engine:
                self.book.end(order, "cancelled")
        closing: dict[str, Fraction] = {}
        for number, units in self.book.liquidations().items():
            symbol = self.book.orders[number - 1].symbol
            closing[symbol] = closing.get(symbol, NOTHING) + units
        left = self._holdings(closing)
        while any(one.quantity for one in left):
            if maintenance_of(self.account, left) <= self.account.equity:
                return
            held = [one for one in left if one.quantity]
            largest = max(held, key=lambda one: maintenance_of(self.account, [one]))
            symbol = largest.instrument.symbol
            self._close(symbol, -largest.quantity)
            closing[symbol] = closing.get(symbol, NOTHING) - largest.quantity
            left = self._holdings(closing)

    def _close(self, symbol: str, quantity: Fraction) -> None:
        """An order of the engine, which nothing can refuse or delay."""
        orders, row = self.book.orders, self.account.row
        ticket = Ticket(symbol, "quantity", quantity, reduce_only=True)
        order = Order(len(orders) + 1, row, ticket, quantity, buys=quantity > 0, of_engine=True)
        orders.append(order)
