"""One bar's fills (section 4, steps 2, 3 and 6)."""

from collections.abc import Callable, Sequence

from .account import Account
from .book import Book
from .fills import Fills
from .finer import Found
from .market import Bar
from .orders import Order
from .tickets import ON_CLOSE, ON_OPEN
from .triggers import Trigger, remember, trigger_at_close
from .turns import Turns, triggered

AT_ONCE = ("ioc", "fok")


class BarWalk:
    """The fills of one row; `begins` is when its bars begin, `first` whether its session does."""

    def __init__(
        self,
        account: Account,
        book: Book,
        bars: dict[str, Bar],
        finer: Callable,
        begins: int,
        first: bool,
    ) -> None:
        self.account, self.book, self.begins, self.first = account, book, begins, first
        self.fills = Fills(account, book)
        self.turns = Turns(account, bars, finer, first)
        self.at: dict[int, Trigger] = {}  # how each order of this bar filled, by id
        self.later: set[int] = set()  # children of what filled at this bar's close, by id
        self.unseen: set[int] = set()  # those of what filled behind its open
        self.opened: list[Order] = []  # children that the last fills opened

    def fill_open_orders(self) -> None:
        """Step 2."""
        orders = self._there(self.book.open_orders(), self.begins)
        self._fill(self.turns.one_of_each_group(self.turns.triggered(orders)))
        while self.opened:
            children, self.opened = self._there(self.opened, self.begins), []
            self.later.update(one.id for one in children if self._opened_at_close(one))
            self.unseen.update(one.id for one in children if not self.at[one.ticket.parent].at_open)
            children = [one for one in children if one.id not in self.later]
            orders += [child for child in children if self.at[child.ticket.parent].at_open]
            self._fill(self.turns.of_children(children, self.at))
        self._expire(orders)

    def _opened_at_close(self, child: Order) -> bool:
        """Nothing of the bar comes after a parent that filled at its close."""
        parent = self.book.orders[child.ticket.parent - 1]
        return self.turns.fills_at_close(parent)

    def fill_at_close(self) -> None:
        """Step 3; the children of what fills here are not tried."""
        orders = self._there(self.book.open_orders(), self.begins)
        orders = [order for order in orders if order.type in ON_CLOSE]
        bars = self.turns.bars
        found = triggered((order, trigger_at_close(order, bars[order.symbol])) for order in orders)
        self._fill(self.turns.one_of_each_group(found))
        for order in self._could_fill(orders):
            self.book.end(order, "expired")

    def fill_same_close(self, orders: Sequence[Order], now: int) -> None:
        """Step 6: what was ordered at this close, on bars of nothing but the close."""
        self.turns.bars = {symbol: bar.at_close() for symbol, bar in self.turns.bars.items()}
        orders = [order for order in self._there(orders, now) if _is_tried_at_once(order)]
        self._fill(self.turns.one_of_each_group(self.turns.triggered(orders)))
        self._expire(orders)

    def _there(self, orders: Sequence[Order], now: int) -> list[Order]:
        """Those that are open, have arrived, and have a bar in this row."""
        return [
            order
            for order in orders
            if order.state == "open" and order.works_from <= now and order.symbol in self.turns.bars
        ]

    # --- filling

    def _fill(self, turns: Found) -> None:
        """What fills at the open, then what does not."""
        for at_open in (True, False):
            self._fill_at_once([pair for pair in turns if pair[1].at_open is at_open])

    def _fill_at_once(self, turns: Found) -> None:
        """First what only makes positions smaller, then the others, both by id."""
        tried: set[int] = set()
        for first_pass in (True, False):
            for order, trigger in turns:
                waits = order.id in tried or (first_pass and not self._reduces(order))
                if order.state == "open" and not waits:
                    tried.add(order.id)
                    self._fill_one(order, trigger)

    def _fill_one(self, order: Order, trigger: Trigger) -> None:
        before = order.filled
        self.opened += self.fills.fill(order, trigger, self.turns.bars[order.symbol])
        if order.filled != before:
            self.at[order.id] = trigger
        if trigger.stopped and order.state == "open":
            remember(order, self.account.instruments[order.symbol])

    def _reduces(self, order: Order) -> bool:
        """Whether it makes its position smaller; a reduce-only order is cut to that."""
        position = self.account.positions[order.symbol]
        if order.ticket.reduce_only:
            return position.quantity * order.left < 0
        return position.is_reduced_by(order.left)

    # --- what expires with the bar

    def _could_fill(self, orders: Sequence[Order]) -> list[Order]:
        """Those that are still open though their bar has volume."""
        bars = self.turns.bars
        return [one for one in orders if one.state == "open" and bars[one.symbol].can_fill]

    def _expire(self, orders: Sequence[Order]) -> None:
        """Ioc and fok orders, and those on open, that could have filled in this bar."""
        elsewhere = ON_CLOSE if self.first else (*ON_CLOSE, *ON_OPEN)
        for order in self._could_fill(orders):
            if order.type in elsewhere:
                continue
            if order.type in ON_OPEN or order.ticket.duration in AT_ONCE:
                self.book.end(order, "expired")


def _is_tried_at_once(order: Order) -> bool:
    """Section 4, step 6: neither auctions nor children are tried at the same close."""
    return order.type not in (*ON_OPEN, *ON_CLOSE) and order.ticket.parent is None
