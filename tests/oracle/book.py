"""The orders of a run: how they come in, are changed, belong together, and end (section 3)."""

from fractions import Fraction

from .account import NOTHING, Account
from .controls import Controls
from .doors import RefusedError, check_order_size, prices_asked, trail_asked, units_asked
from .latency import CANCEL, MODIFY, SUBMIT, delay
from .orders import Order, split_order
from .schedules import Schedule
from .tickets import Ticket
from .triggers import is_at_market, trails
from .values import ceil_to, cut_to, sign


class Book:
    """Every order of the run; `now` and `session` are those of the row's close."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.controls = Controls(account)
        self.orders: list[Order] = []
        self.schedules: list[Schedule] = []
        self.pending: list = []  # (time, order, change); a change of None cancels
        self.now = 0
        self.working_session = 0  # that of a day order that is given now
        self.ended: set[str] = set()  # instruments that are traded no more

    def working(self) -> list[Order]:
        """The orders that are open or wait, by id."""
        return [order for order in self.orders if order.works]

    def open_orders(self) -> list[Order]:
        """The open orders by id."""
        return [order for order in self.orders if order.state == "open"]

    # --- coming in

    def submit(self, ticket: Ticket) -> int | None:
        """Take in a ticket: an order, a refused order, or nothing."""
        if ticket.schedule:
            return self._schedule(ticket)
        order = Order(len(self.orders) + 1, self.account.row, ticket)
        parent = None if ticket.parent is None else self.orders[ticket.parent - 1]
        try:
            if parent is not None:
                self._read_child(order, parent)
            elif not self._read_size(order):
                return None
            if order.works:
                self._read_the_rest(order)
        except RefusedError as refusal:
            order = Order(order.id, order.created, ticket)
            order.close("refused", self.account.row, str(refusal))
        if order.works and ticket.symbol in self.ended:
            order.close("dropped", self.account.row)
        return self._take(order)

    def _read_size(self, order: Order) -> bool:
        """The units of an order; False where that is nothing."""
        order.quantity = self._units(order.ticket)
        order.buys = order.quantity > 0
        return order.quantity != 0

    def _read_child(self, order: Order, parent: Order) -> None:
        """A child has minus what its parent has filled; without a parent that can, it ends."""
        order.quantity, order.buys = -parent.filled_now, not parent.buys
        if not parent.filled:
            order.state = "waiting"
            if not parent.works:
                order.close("cancelled", self.account.row)
        elif not parent.filled_now:
            order.close("dropped", self.account.row)

    def _read_the_rest(self, order: Order) -> None:
        """Prices and duration, and what the controls say; a refusal is raised."""
        self._read_prices(order)
        self._read_duration(order)
        self.controls.check(order.symbol, order.quantity, self.in_flight(), is_new=True)

    def _take(self, order: Order) -> int:
        self.controls.given += 1
        setup = self.account.setup
        order.works_from = self.now + delay(setup.latency[SUBMIT], setup.seed, order.id - 1, SUBMIT)
        self.orders.append(order)
        return order.id

    def _units(self, ticket: Ticket) -> Fraction:
        account, symbol = self.account, ticket.symbol
        instrument, last_price = account.instruments[symbol], account.last_prices.get(symbol)
        if ticket.trail is not None and last_price is None:
            raise RefusedError("no_price")
        equity = account.equity_in(symbol) if ticket.measure == "percent" else NOTHING
        units = units_asked(ticket, instrument, last_price, equity, account.money_step)
        if not ticket.is_target:
            return units
        units -= account.positions[symbol].quantity + self.in_flight().get(symbol, NOTHING)
        return check_order_size(units, instrument)

    def in_flight(self, without: Order | None = None) -> dict[str, Fraction]:
        """What open orders at market will still trade, by instrument."""
        units: dict[str, Fraction] = {}
        closed = self.liquidations()
        for order in self.open_orders():
            if is_at_market(order) and order is not without:
                left = closed.get(order.id, order.left)
                units[order.symbol] = units.get(order.symbol, NOTHING) + left
        return units

    def liquidations(self) -> dict[int, Fraction]:
        """What each open order of the engine's closes: all of them no more than is held."""
        held = {symbol: one.quantity for symbol, one in self.account.positions.items()}
        closed = {}
        for order in self.open_orders():
            if order.of_engine:
                rest = held[order.symbol]
                most = min(abs(order.left), abs(rest)) if rest * order.left < 0 else NOTHING
                closed[order.id] = sign(order.left) * most
                held[order.symbol] += closed[order.id]
        return closed

    def _read_prices(self, order: Order) -> None:
        instrument = self.account.instruments[order.symbol]
        ticket = order.ticket
        order.trail, order.offset = trail_asked(ticket.trail, ticket.offset, instrument)
        prices = prices_asked(ticket.prices, instrument, order.buys)
        order.limit, order.stop = prices.get("limit"), prices.get("stop")
        waits = ticket.parent is not None and not self.orders[ticket.parent - 1].filled
        if order.trail is not None and not waits:
            order.best = self.account.last_prices[order.symbol]

    def _read_duration(self, order: Order) -> None:
        if order.ticket.duration == "day":
            order.session = self.working_session
        elif order.ticket.duration == "gtd":
            order.session = order.ticket.until
            if order.session < self.working_session:
                raise RefusedError("session_over")

    # --- schedules

    def _schedule(self, ticket: Ticket) -> int | None:
        """Take in a schedule and give its first slice; one that is refused is an order."""
        try:
            units = self._units(ticket)
        except RefusedError as refusal:
            order = Order(len(self.orders) + 1, self.account.row, ticket)
            order.close("refused", self.account.row, str(refusal))
            return self._take(order)
        self.schedules.append(Schedule(ticket, self.account.instruments[ticket.symbol], units))
        return self._slice(self.schedules[-1])

    def _slice(self, schedule: Schedule) -> int | None:
        ticket = schedule.next_slice()
        return None if ticket is None else self.submit(ticket)

    def give_slices(self, symbols) -> None:
        """Section 4, step 5: the slices of a row, for instruments that have a bar in it."""
        self.schedules = [schedule for schedule in self.schedules if not schedule.is_over]
        for schedule in self.schedules:
            if schedule.ticket.symbol in symbols:
                self._slice(schedule)

    # --- changing and cancelling

    def cancel(self, order_id: int) -> bool:
        """Cancel an order, now or when latency lets it; False when it has ended."""
        order = self.orders[order_id - 1]
        worked = order.works and not order.of_engine
        if worked:
            self._act_or_wait(order, None, CANCEL)
        return worked

    def modify(self, order_id: int, **asked) -> str | None:
        """Change `quantity`, `limit`, `stop` or `trail`; the reason when that is refused."""
        order = self.orders[order_id - 1]
        if not order.works or order.of_engine:
            return None
        try:
            change = self._change(order, asked)
        except RefusedError as refusal:
            self.account.outcome.refusals.append((self.account.row, order_id, str(refusal)))
            return str(refusal)
        self._act_or_wait(order, change, MODIFY)
        return None

    def _change(self, order: Order, asked: dict) -> dict[str, object]:
        """What is to be changed, in the numbers of an order; a refusal is raised."""
        instrument = self.account.instruments[order.symbol]
        size = asked.pop("quantity", None)
        change: dict[str, object] = {}
        if size is not None:
            ticket = Ticket(order.symbol, "quantity", size)
            change["quantity"] = units_asked(ticket, instrument, None, None, NOTHING)
        if asked.get("trail") is not None:
            change["trail"], _ = trail_asked(asked.pop("trail"), None, instrument)
        change |= prices_asked(asked, instrument, order.buys)
        quantity = change.get("quantity", order.quantity)
        beyond = quantity - order.filled if order.buys else order.filled - quantity
        if size is not None and (beyond <= 0 or order.state == "waiting"):
            raise RefusedError("nothing_to_reduce")
        others = self.in_flight(without=order)
        self.controls.check(order.symbol, quantity - order.filled, others, is_new=False)
        return change

    def _act_or_wait(self, order: Order, change, stage: int) -> None:
        setup = self.account.setup
        wait = delay(setup.latency[stage], setup.seed, order.id - 1, stage)
        if wait:
            self.pending.append((self.now + wait, order, change))
        else:
            self._act(order, change)

    def act_on_pending(self, begins: int) -> None:
        """Section 4, step 2: what is effective for bars that begin at this time."""
        due = [one for one in self.pending if one[0] <= begins]
        self.pending = [one for one in self.pending if one[0] > begins]
        for _, order, change in due:
            if order.works:
                self._act(order, change)

    def _act(self, order: Order, change) -> None:
        if change is None:
            self.end(order, "cancelled")
            return
        quantity = change.get("quantity", order.quantity)
        if "quantity" in change and abs(quantity) <= abs(order.filled):
            self.end(order, "cancelled")
            return
        for name, value in change.items():
            setattr(order, name, value)

    # --- belonging together

    def end(self, order: Order, state: str, reason: str | None = None) -> None:
        """End an order; its children end with it where nothing of it has filled."""
        order.close(state, self.account.row, reason)
        if not order.filled:
            for child in self.children(order):
                self.end(child, "cancelled")
        if state == "refused":
            self._cancel_others(order)

    def children(self, order: Order) -> list[Order]:
        """The children of an order that have not ended."""
        return [one for one in self.working() if one.ticket.parent == order.id]

    def after_fill(self, order: Order, quantity: Fraction, price: Fraction) -> list[Order]:
        """What a fill does to groups and children; the children that became open."""
        if order.left == 0:
            order.close("filled", self.account.row)
            self._cancel_others(order)
        else:
            self._cut_others(order, abs(quantity))
        opened = []
        for child in self.children(order):
            child.quantity -= quantity
            if child.state == "waiting":
                child.state = "open"
                child.best = price if trails(child) else None
                opened.append(child)
        return opened

    def _others(self, order: Order) -> list[Order]:
        group = order.ticket.group
        working = self.working() if group is not None else []
        return [one for one in working if one.ticket.group == group and one is not order]

    def _cancel_others(self, order: Order) -> None:
        for other in self._others(order):
            if other.works:
                self.end(other, "cancelled")

    def _cut_others(self, order: Order, units: Fraction) -> None:
        for other in self._others(order):
            cut = ceil_to(units, self.account.instruments[other.symbol].lot)
            if other.state == "open" and abs(other.left) <= cut:
                self.end(other, "cancelled")
            elif other.state == "open":
                other.quantity -= cut if other.buys else -cut

    # --- time and corporate actions

    def expire(self, before: int) -> None:
        """Expire what worked in a session before this one."""
        for order in self.working():
            if order.works and order.session is not None and order.session < before:
                self.end(order, "expired")

    def split(self, symbol: str, ratio: Fraction) -> None:
        """Section 9: open and waiting orders, changes on their way, and schedules."""
        instrument = self.account.instruments[symbol]
        self._split_pending(symbol, ratio)
        for order in self.working():
            if order.works and order.symbol == symbol and not split_order(order, instrument, ratio):
                self.end(order, "dropped")
        for order in self.orders:
            if order.symbol == symbol:
                order.filled_now = cut_to(order.filled_now * ratio, instrument.lot)
        for schedule in self.schedules:
            if schedule.ticket.symbol == symbol:
                schedule.split(ratio)

    def _split_pending(self, symbol: str, ratio: Fraction) -> None:
        """A change goes as the order would that it makes."""
        instrument = self.account.instruments[symbol]
        for _, order, change in self.pending:
            if order.symbol == symbol and change is not None:
                made = Order(0, 0, order.ticket, filled=order.filled, buys=order.buys, **change)
                split_order(made, instrument, ratio)
                change.update({name: getattr(made, name) for name in change})

    def drop(self, symbol: str) -> None:
        """Section 13: what an instrument's end leaves without a market."""
        self.ended.add(symbol)
        self.schedules = [one for one in self.schedules if one.ticket.symbol != symbol]
        for order in self.working():
            if order.works and order.symbol == symbol:
                self.end(order, "dropped")
