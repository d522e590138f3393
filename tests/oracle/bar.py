"""One bar's fills (section 4, steps 2, 3 and 6): who has its turn, and in which order."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from .account import Account
from .book import Book
from .fills import Fills
from .finer import Decision, Fill, Found, decide, worse_one
from .market import Bar
from .orders import Order
from .tickets import ON_CLOSE, ON_OPEN
from .triggers import Trigger, remember, trigger_after_fill, trigger_at_close, trigger_of


class BarWalk:
    """The fills of one row. `finer` has the finer bars of an instrument, none where there are none.

    `ambiguous` says of each instrument whose bar is ambiguous whether all of that was decided.
    """

    def __init__(
        self, account: Account, book: Book, bars: dict[str, Bar], finer: Callable, first: bool
    ) -> None:
        self.account, self.book, self.bars, self.finer = account, book, bars, finer
        self.first = first
        self.fills = Fills(account, book)
        self.groups: set[str] = set()  # that had their turn
        self.ambiguous: dict[str, bool] = {}
        self.at: dict[int, Trigger] = {}  # how each order of this bar filled, by id
        self.opened: list[Order] = []  # children that the last fills opened

    # --- the steps

    def fill_open_orders(self, begins: int) -> None:
        """Step 2."""
        orders = [order for order in self.book.open_orders() if order.works_from <= begins]
        orders = [order for order in orders if order.symbol in self.bars]
        found = [(order, self._trigger(order, self.bars[order.symbol])) for order in orders]
        self._fill(self._one_of_each_group(_triggered(found)))
        tried = list(orders)
        while self.opened:
            children = [child for child in self.opened if child.works_from <= begins]
            tried += [child for child in children if self._parent(child).at_open]
            self.opened = []
            self._fill(self._of_children(children))
        self._expire(tried, self.bars)

    def fill_at_close(self, begins: int) -> None:
        """Step 3; the children of what fills here are not tried."""
        orders = [order for order in self.book.open_orders() if order.works_from <= begins]
        orders = [order for order in orders if order.type in ON_CLOSE and order.symbol in self.bars]
        found = [(order, trigger_at_close(order, self.bars[order.symbol])) for order in orders]
        self._fill(self._one_of_each_group(_triggered(found)))
        missed = {order.id for order, trigger in found if trigger is None}
        for order in orders:
            is_over = order.ticket.duration in ("ioc", "fok") or order.id in missed
            if order.state == "open" and self.bars[order.symbol].can_fill and is_over:
                self.book.end(order, "expired")

    def fill_same_close(self, orders: Sequence[Order], now: int) -> None:
        """Step 6: what was ordered at this close, on bars of nothing but the close."""
        flat = {symbol: bar.at_close() for symbol, bar in self.bars.items()}
        orders = [
            order
            for order in orders
            if order.state == "open" and order.symbol in flat and order.works_from <= now
        ]
        orders = [one for one in orders if one.type not in (*ON_OPEN, *ON_CLOSE)]
        orders = [one for one in orders if one.ticket.parent is None]
        found = [(one, self._trigger(one, flat[one.symbol])) for one in orders]
        self.bars = flat
        self._fill(self._one_of_each_group(_triggered(found)))
        self._expire(orders, flat)

    # --- who has its turn

    def _trigger(self, order: Order, bar: Bar) -> Trigger | None:
        instrument = self.account.instruments[order.symbol]
        return trigger_of(order, bar, instrument, first=self.first)

    def _parent(self, child: Order) -> Trigger:
        return self.at[child.ticket.parent]

    def _one_of_each_group(self, found: Found) -> Found:
        """At most one order of a group fills in a bar; what is triggered alone is remembered."""
        for order, trigger in found:
            if not trigger.fills:
                remember(order, self.account.instruments[order.symbol])
        found = [(order, trigger) for order, trigger in found if trigger.fills]
        turns = [pair for pair in found if pair[0].ticket.group is None]
        for group in dict.fromkeys(one.ticket.group for one, _ in found):
            rivals = [pair for pair in found if pair[0].ticket.group == group]
            if group is not None and group not in self.groups:
                self.groups.add(group)
                turns.append(self._first_of(rivals))
        return sorted(turns, key=lambda pair: pair[0].id)

    def _first_of(self, rivals: Found) -> tuple[Order, Trigger]:
        """Of the orders of a group, the one that has the bar."""
        chosen = worse_one(rivals)
        symbol = chosen[0].symbol
        in_this_bar = [pair for pair in rivals if pair[0].symbol == symbol]
        if len(in_this_bar) < 2 or any(trigger.opened for _, trigger in rivals):
            return chosen
        decision = self._ask_finer([one for one, _ in in_this_bar], symbol, None)
        self._count(symbol, decision)
        if decision is None or decision.winner is None:
            return chosen
        return (decision.winner, decision.trigger)

    def _ask_finer(self, orders: list[Order], symbol: str, parent: Fill | None) -> Decision | None:
        return decide(orders, self.finer(symbol), self.account.instruments[symbol], parent)

    def _count(self, symbol: str, decision: Decision | None) -> None:
        is_decided = decision is not None and decision.is_decided
        self.ambiguous[symbol] = self.ambiguous.get(symbol, True) and is_decided

    def _of_children(self, children: list[Order]) -> Found:
        """Children in their parent's bar (section 5)."""
        after_open = [child for child in children if self._parent(child).at_open]
        whole = [(child, self._trigger(child, self.bars[child.symbol])) for child in after_open]
        turns = self._one_of_each_group(_triggered(whole))
        within = [child for child in children if child not in after_open]
        families = dict.fromkeys((one.ticket.parent, one.ticket.group or one.id) for one in within)
        for parent, group in families:
            family = [
                one
                for one in within
                if (one.ticket.parent, one.ticket.group or one.id) == (parent, group)
            ]
            if group not in self.groups:
                turns += self._first_of_family(family)
        return sorted(turns, key=lambda pair: pair[0].id)

    def _first_of_family(self, family: list[Order]) -> Found:
        """Of children of one parent and group, the stop that the bar reaches, or what is finer."""
        symbol, filled = family[0].symbol, self._parent(family[0])
        instrument, bar = self.account.instruments[symbol], self.bars[symbol]
        found = [(one, trigger_after_fill(one, bar, instrument, filled.price)) for one in family]
        stops = _triggered(found)
        if not stops:
            return []
        self.groups.update(one.ticket.group for one, _ in stops if one.ticket.group)
        decision = self._ask_finer(family, symbol, Fill(filled.price, filled.falls))
        self._count(symbol, decision)
        if decision is None:
            triggered = [one for one, trigger in stops if not trigger.fills]
            filling = [pair for pair in stops if pair[1].fills]
            turns = [worse_one(filling)] if filling else []
        else:
            triggered = decision.triggered
            turns = [(decision.winner, decision.trigger)] if decision.winner else []
        for order in triggered:
            remember(order, instrument)
        return turns

    # --- filling

    def _fill(self, turns: Found) -> None:
        """First what only makes positions smaller, then the others, both by id."""
        tried: set[int] = set()
        for is_first_pass in (True, False):
            for order, trigger in turns:
                if order.state != "open" or order.id in tried:
                    continue
                if is_first_pass and not self._reduces(order):
                    continue
                tried.add(order.id)
                self._fill_one(order, trigger)

    def _fill_one(self, order: Order, trigger: Trigger) -> None:
        before = order.filled
        children = self.fills.fill(order, trigger, self.bars[order.symbol])
        if order.filled != before:
            self.at[order.id] = trigger
        self.opened += children
        if trigger.stopped and order.state == "open":
            remember(order, self.account.instruments[order.symbol])

    def _reduces(self, order: Order) -> bool:
        """Whether it makes its position smaller; a reduce-only order is cut to that."""
        position = self.account.positions[order.symbol]
        left: Fraction = order.left
        if order.ticket.reduce_only:
            return position.quantity * left < 0
        return position.is_reduced_by(left)

    def _expire(self, orders: Sequence[Order], bars: dict[str, Bar]) -> None:
        """Ioc and fok orders, and limits on open, that could have filled in this bar."""
        for order in orders:
            if order.state != "open" or not bars[order.symbol].can_fill:
                continue
            if order.type in ON_CLOSE or (order.type in ON_OPEN and not self.first):
                continue
            missed = (
                order.type == "limit_on_open" and self._trigger(order, bars[order.symbol]) is None
            )
            if missed or order.ticket.duration in ("ioc", "fok"):
                self.book.end(order, "expired")


def _triggered(found) -> Found:
    """The pairs of what is triggered."""
    return [(order, trigger) for order, trigger in found if trigger is not None]
