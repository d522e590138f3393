"""The run: the order of things in one bar (section 4), and what a strategy sees of it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from .account import Account
from .actions import accrue, close_at_end, pay, settlement_price, split
from .bar import BarWalk
from .book import Book
from .carry import carry, fund, settle
from .latency import DAY, MINUTE, row_ends
from .maintenance import Maintenance
from .market import Bar, Dividend, Funding, Row, Split
from .orders import order_row
from .outcome import Outcome
from .setup import Setup
from .tickets import Ticket
from .triggers import trails
from .values import Number, exact


class View:
    """What the strategy sees and may do at a bar's close."""

    def __init__(self, engine: "Engine") -> None:
        self._account, self._book = engine.account, engine.book

    def submit(self, ticket: Ticket) -> int | None:
        """Give an order; its id (from 1), or None when there is nothing to do."""
        return self._book.submit(ticket)

    def cancel(self, order_id: int) -> bool:
        """Cancel an order; False when it had ended."""
        return self._book.cancel(order_id)

    def modify(self, order_id: int, **changes: Number) -> str | None:
        """Change `quantity`, `limit`, `stop` or `trail` of an order; why that is refused."""
        return self._book.modify(order_id, **changes)

    def convert(self, currency: str, amount: Number) -> str | None:
        """Turn an amount of a currency into the account's own, or say why not (section 14)."""
        return self._account.convert_as_asked(currency, exact(amount))

    def position(self, symbol: str) -> Decimal:
        """The units held; negative when short."""
        return self._account.quantity_out(symbol, self._account.positions[symbol].quantity)

    @property
    def cash(self) -> Decimal:
        """The cash of the account, in its own currency."""
        return self._account.money_out(self._account.balance("cash", self._account.setup.currency))

    @property
    def equity(self) -> Decimal:
        """The equity at the last mark."""
        return self._account.money_out(self._account.equity)

    @property
    def orders(self) -> dict[int, dict[str, object]]:
        """Every order so far by its id, as rows of the outcome."""
        return {order.id: order_row(order, self._account) for order in self._book.orders}

    def open_orders(self) -> list[dict[str, object]]:
        """The open orders by id, as rows of the outcome."""
        return [order_row(order, self._account) for order in self._book.open_orders()]


class Engine:
    """The actions of one run, and where in time it is."""

    def __init__(self, setup: Setup, dividends: Sequence[Dividend], splits: Sequence[Split]):
        self.setup = setup
        self.account = Account(setup)
        self.book = Book(self.account)
        self.maintenance = Maintenance(self.account, self.book)
        self._dividends = sorted(dividends, key=lambda dividend: dividend.session)
        self._splits = sorted(splits, key=lambda split: split.session)
        self._ends = list(setup.all_ends)
        self._fundings = sorted(setup.fundings, key=_funding_time)
        self._payments: list[tuple[int | Fraction, str, Fraction]] = []  # when, symbol, amount
        self._ambiguous: list[bool] = []  # whether each such bar was decided
        self.session_before: int | None = None  # of the run
        self.ends_at = 0
        self.number = 0  # of the row in its session, from 1
        self.is_last_of_session = False

    # --- step 1

    def begin_session(self) -> None:
        """Expiries, carry, dividends, splits and payments, in this order."""
        session = self.account.session
        self.book.controls.begin_session()
        self.book.expire(before=session)
        if self.session_before is not None:
            carry(self.account, session - self.session_before)
        actions = [*self._dividends, *self._splits]
        for day in sorted({action.session for action in actions if action.session <= session}):
            self._act(day)
        due = [payment for payment in self._payments if payment[0] <= session]
        self._payments = [payment for payment in self._payments if payment[0] > session]
        for _, symbol, amount in sorted(due, key=lambda payment: payment[0]):
            pay(self.account, symbol, amount)

    def _act(self, day: int | Fraction) -> None:
        """The dividends of a day, then its splits."""
        for dividend in self._due(self._dividends, day):
            owed = accrue(self.account, dividend)
            if owed:
                pay_session = dividend.session if (at := dividend.pay_session) is None else at
                self._payments.append((pay_session, dividend.symbol, owed))
        for action in self._due(self._splits, day):
            ratio = Fraction(action.new, action.old)
            split(self.account, action.symbol, ratio)
            self.book.split(action.symbol, ratio)

    def _due(self, actions: list, day: int | Fraction) -> list:
        """Take out the actions of a day, by instrument."""
        due = [action for action in actions if action.session == day]
        del actions[: len(due)]
        return sorted(due, key=self._by_instrument)

    def _by_instrument(self, action) -> int:
        return list(self.account.instruments).index(action.symbol)

    # --- steps 2 to 6

    def walk_bar(
        self, bars: dict[str, Bar], first: bool, strategy: Callable[[View, int], None]
    ) -> None:
        """One row of the run, after what begins its session."""
        account, book = self.account, self.book
        begins = self.ends_at - MINUTE
        walk = BarWalk(account, book, bars, self._finer, begins, first)
        book.act_on_pending(begins)
        walk.fill_open_orders()
        for order in book.working():
            follows = trails(order) and order.id not in walk.unseen
            if follows and order.symbol in bars and not order.triggered:
                order.follow(bars[order.symbol].high, bars[order.symbol].low)
        if self.is_last_of_session:
            walk.fill_at_close()
            book.expire(before=account.session + 1)
        mark = self._mark(bars)
        self._look()
        count = len(book.orders)
        book.give_slices(bars)
        strategy(View(self), account.row)
        if self.setup.fill == "close":
            walk.fill_same_close(book.orders[count:], self.ends_at)
            mark = self._mark({})
            book.controls.look()
        account.outcome.marks.append(mark)
        account.history.take(bars)
        self._ambiguous += walk.turns.ambiguous.values()
        if self.is_last_of_session:
            account.list_positions()

    def _mark(self, bars: dict[str, Bar]) -> tuple:
        """Step 4: funding, variation and ends, then the numbers of the mark."""
        account = self.account
        account.take_prices(bars)
        self.fund(bars)
        if self.is_last_of_session:
            self._settle()
        return account.mark()

    def fund(self, bars: dict[str, Bar]) -> None:
        """Funding at the first bar that ends at or after its time, by instrument and time."""
        due = [one for one in self._fundings if _funding_time(one) <= self.ends_at]
        due = [one for one in due if one.symbol in bars]
        self._fundings = [one for one in self._fundings if one not in due]
        for funding in sorted(due, key=self._by_instrument):
            fund(self.account, funding, bars[funding.symbol].close)

    def _settle(self) -> None:
        """Variation of futures, then the ends of this session."""
        account = self.account
        due = [end for end in self._ends if end.session <= account.session]
        self._ends = [end for end in self._ends if end.session > account.session]
        given = {end.symbol: settlement_price(account, end) for end in due}
        for symbol, instrument in account.instruments.items():
            if instrument.pays_variation:
                settle(account, symbol, given.get(symbol, account.price_of(symbol)))
        for end in sorted(due, key=self._by_instrument):
            close_at_end(account, end)
            self.book.drop(end.symbol)

    def _look(self) -> None:
        """Halts and maintenance at the mark of step 4."""
        self.book.controls.look()
        self.maintenance.look(self.account.session, self.is_last_of_session)

    def _finer(self, symbol: str) -> list[Bar]:
        """The finer bars of this row's bar of an instrument."""
        finer = self.setup.finer or {}
        rows = finer.get((self.account.session, self.number), ())
        return [bars[symbol] for bars in rows if symbol in bars]

    def close_books(self) -> Outcome:
        """The outcome of the run."""
        decided = sum(self._ambiguous)
        self.account.outcome.ambiguous = (decided, len(self._ambiguous) - decided)
        return self.account.close_books([order_row(one, self.account) for one in self.book.orders])


def _funding_time(funding: Funding) -> int:
    return funding.session * DAY + funding.minutes * MINUTE


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
    account, ends = engine.account, row_ends(bars)
    for index, (_, session, row_bars) in enumerate(bars):
        account.session = session
        engine.is_last_of_session = index + 1 == len(bars) or bars[index + 1][1] != session
        account.row = index - start if index >= start else None
        begins_session = index == 0 or bars[index - 1][1] != session
        engine.number = 1 if begins_session else engine.number + 1
        engine.ends_at = engine.book.now = ends[index]
        engine.book.working_session = session + engine.is_last_of_session
        if begins_session:
            engine.begin_session()
        if index < start:
            account.take_prices(row_bars)
            account.history.take(row_bars)
            engine.fund(row_bars)
        else:
            engine.walk_bar(row_bars, begins_session, strategy)
            engine.session_before = session
    return engine.close_books()
