"""The run: orders come in (sections 2 and 3), and the order of things in one bar (section 4)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from .account import NOTHING, Account
from .market import Bar, Dividend, Row, Setup, Split
from .orders import (
    Order,
    RefusedError,
    Ticket,
    check_order_size,
    order_row,
    price_asked,
    split_order,
    trigger_price,
    units_asked,
)
from .outcome import Outcome


class View:
    """What the strategy sees and may do at a bar's close."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._account = engine.account

    def submit(self, ticket: Ticket) -> int | None:
        """Give an order; its id (from 1), or None when there is nothing to do."""
        return self._engine.submit(ticket)

    def cancel(self, order_id: int) -> bool:
        """Cancel an order; False when it was not open any more."""
        return self._engine.cancel(order_id)

    def position(self, symbol: str) -> Decimal:
        """The units held; negative when short."""
        return self._account.quantity_out(symbol, self._account.positions[symbol].quantity)

    @property
    def cash(self) -> Decimal:
        """The cash of the account."""
        return self._account.money_out(self._account.cash)

    @property
    def equity(self) -> Decimal:
        """The equity at the last mark."""
        return self._account.money_out(self._account.equity)

    @property
    def orders(self) -> dict[int, dict[str, object]]:
        """Every order so far by its id, as rows of the outcome."""
        return {order.id: order_row(order, self._account) for order in self._engine.orders}

    def open_orders(self) -> list[dict[str, object]]:
        """The open orders by id, as rows of the outcome."""
        return [order_row(order, self._account) for order in self._engine.open_orders()]


class Engine:
    """The orders and the actions of one run, and where in time it is."""

    def __init__(self, setup: Setup, dividends: Sequence[Dividend], splits: Sequence[Split]):
        self.account = Account(setup)
        self.orders: list[Order] = []
        self._open: list[Order] = []
        self._dividends = sorted(dividends, key=lambda dividend: dividend.session)
        self._splits = sorted(splits, key=lambda split: split.session)
        self._payments: list[tuple[int | Fraction, str, Fraction]] = []  # when, symbol, amount
        self.row: int | None = None
        self.session = -1
        self.is_last_of_session = False

    def open_orders(self) -> list[Order]:
        """The open orders by id."""
        self._open = [order for order in self._open if order.state == "open"]
        return self._open

    # --- orders, sections 2 and 3

    def submit(self, ticket: Ticket) -> int | None:
        """Take in a ticket: an order, a refused order, or nothing."""
        order = Order(len(self.orders) + 1, self.row, ticket)
        instrument = self.account.instruments[ticket.symbol]
        try:
            units = self._units(ticket)
            if units == 0:
                return None
            order.price = price_asked(ticket, instrument, units > 0)
            order.quantity = units
        except RefusedError as refusal:
            order.close("refused", self.row, str(refusal))
        if ticket.duration == "day":
            order.session = self.session + self.is_last_of_session
        self.orders.append(order)
        self._open.append(order)
        return order.id

    def _units(self, ticket: Ticket) -> Fraction:
        account, symbol = self.account, ticket.symbol
        instrument, last_price = account.instruments[symbol], account.last_prices.get(symbol)
        units = units_asked(ticket, instrument, last_price, account.equity, account.money_step)
        if not ticket.is_target:
            return units
        orders = (order for order in self.open_orders() if order.symbol == symbol)
        in_flight = sum((order.quantity for order in orders if order.price is None), NOTHING)
        units -= account.positions[symbol].quantity + in_flight
        return check_order_size(units, instrument)

    def cancel(self, order_id: int) -> bool:
        """Cancel an order, when it is open."""
        order = next(order for order in self.orders if order.id == order_id)
        was_open = order.state == "open"
        if was_open:
            order.close("cancelled", self.row)
        return was_open

    # --- one bar, section 4

    def begin_session(self) -> None:
        """Step 1: expiries, dividends, splits and payments, in this order."""
        self.expire_day_orders(before=self.session)
        actions = [*self._dividends, *self._splits]
        for day in sorted({action.session for action in actions if action.session <= self.session}):
            self._act(day)
        due = [payment for payment in self._payments if payment[0] <= self.session]
        self._payments = [payment for payment in self._payments if payment[0] > self.session]
        for _, symbol, amount in sorted(due, key=lambda payment: payment[0]):
            self.account.pay(symbol, amount)

    def _act(self, day: int | Fraction) -> None:
        """The dividends of a day, then its splits."""
        for dividend in self._due(self._dividends, day):
            owed = self.account.accrue(dividend)
            if owed:
                pay_session = dividend.session if (at := dividend.pay_session) is None else at
                self._payments.append((pay_session, dividend.symbol, owed))
        for split in self._due(self._splits, day):
            ratio = Fraction(split.new, split.old)
            self.account.split(split.symbol, ratio)
            for order in self.open_orders():
                if order.symbol == split.symbol:
                    split_order(order, self.account.instruments[split.symbol], ratio, self.row)

    def expire_day_orders(self, before: int) -> None:
        """Expire what worked in a session before this one."""
        for order in self.open_orders():
            if order.session is not None and order.session < before:
                order.close("expired", self.row)

    def fill_orders(self, orders: Sequence[Order], bars: dict[str, Bar]) -> None:
        """Step 2: first what only makes positions smaller, then the others, both by id."""
        triggered = []
        for order in orders:
            bar = bars.get(order.symbol)
            price = None if bar is None else trigger_price(order, bar)
            if price is not None:
                triggered.append((order, price))
        for order, price in triggered:
            if self.account.positions[order.symbol].is_reduced_by(order.quantity):
                self.account.fill(order, price)
        for order, price in triggered:
            if order.state == "open":
                self.account.fill(order, price)

    def walk_bar(self, bars: dict[str, Bar], strategy: Callable[[View, int], None]) -> None:
        """Steps 2 to 6."""
        account = self.account
        self.fill_orders(list(self.open_orders()), bars)
        if self.is_last_of_session:
            self.expire_day_orders(before=self.session + 1)
        account.take_prices(bars)
        mark = account.mark()
        count = len(self.orders)
        strategy(View(self), self.row)
        if account.setup.fill == "close":
            at_close = {symbol: bar.at_close() for symbol, bar in bars.items()}
            ordered = [order for order in self.orders[count:] if order.state == "open"]
            self.fill_orders(ordered, at_close)
            mark = account.mark()
        account.outcome.marks.append(mark)
        if self.is_last_of_session:
            account.list_positions(self.session)

    def _due(self, actions: list, day: int | Fraction) -> list:
        """Take out the actions of a day, by instrument."""
        due = [action for action in actions if action.session == day]
        del actions[: len(due)]
        symbols = list(self.account.instruments)
        return sorted(due, key=lambda action: symbols.index(action.symbol))


def run(
    setup: Setup,
    bars: Sequence[Row],
    strategy: Callable[[View, int], None],
    dividends: Sequence[Dividend] = (),
    splits: Sequence[Split] = (),
    start: int = 0,
) -> Outcome:
    """Run a strategy over the rows from `start` on; rows before it give last prices only."""
    engine = Engine(setup, dividends, splits)
    for index, (_, session, row_bars) in enumerate(bars):
        engine.session = session
        engine.is_last_of_session = index + 1 == len(bars) or bars[index + 1][1] != session
        engine.row = engine.account.row = index - start if index >= start else None
        if index == 0 or bars[index - 1][1] != session:
            engine.begin_session()
        if index < start:
            engine.account.take_prices(row_bars)
        else:
            engine.walk_bar(row_bars, strategy)
    return engine.account.close_books([order_row(order, engine.account) for order in engine.orders])
