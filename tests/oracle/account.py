"""The account: fills and their guards (section 6), marks, dividends and splits (7 to 9)."""

from decimal import Decimal
from fractions import Fraction

from .costs import commission_owed, slipped
from .ledger import Ledger, Position, Trade
from .market import Bar, Dividend, Instrument, Setup
from .orders import Order
from .outcome import Outcome
from .values import at_scale, cut_to, exact, floor_to, half_even_to, step_of

CASH, RECEIVABLE, CAPITAL, FEES = (
    (name, None) for name in ("cash", "receivable", "capital", "fees")
)
NOTHING = Fraction(0)


class Account:
    """Cash, positions and the ledger behind them; what happens is written into the outcome."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.instruments: dict[str, Instrument] = {one.symbol: one for one in setup.instruments}
        self.ledger_scale = setup.ledger_scale
        self.money_step = step_of(self.ledger_scale)
        self.unit = step_of(setup.unit_scale)
        self.ledger = Ledger()
        self.outcome = Outcome(self.ledger_scale)
        self.positions = {
            symbol: Position(lambda amount: floor_to(amount, self.money_step))
            for symbol in self.instruments
        }
        self.last_prices: dict[str, Fraction] = {}
        self.fill_prices: dict[str, Fraction] = {}
        self.row: int | None = None  # of the run; None before its first row
        self.equity = exact(setup.capital)
        self.event("deposit", value=self.equity)
        self.move(CAPITAL, CASH, setup.currency, self.equity)

    # --- the ledger, section 10

    @property
    def cash(self) -> Fraction:
        """The money of the account."""
        return self.ledger.balances.get(("cash", None, self.setup.currency), NOTHING)

    @property
    def receivable(self) -> Fraction:
        """Dividends that are owed to the account, less those that it owes."""
        return self.ledger.balances.get(("receivable", None, self.setup.currency), NOTHING)

    def move(self, source, to, commodity: str, amount: Fraction) -> None:
        """Post `source -> to amount` for the event that was written last."""
        self.ledger.move(len(self.outcome.events) - 1, source, to, commodity, amount)

    def event(
        self,
        kind: str,
        symbol: str | None = None,
        order: int | None = None,
        quantity: Fraction | None = None,
        price: Fraction | None = None,
        value: Fraction = NOTHING,
        fee: Fraction = NOTHING,
    ) -> None:
        """Write an event into the outcome; postings that follow belong to it."""
        self.outcome.events.append(
            {
                "kind": kind,
                "row": self.row,
                "symbol": symbol,
                "order": order,
                "quantity": None if quantity is None else self.quantity_out(symbol, quantity),
                "price": None if price is None else self.price_out(symbol, price),
                "value": self.money_out(value),
                "fee": self.money_out(fee),
            }
        )

    # --- fills, section 6

    def fill(self, order: Order, price: Fraction) -> None:
        """Fill the order at a price of section 5, or refuse it."""
        symbol, instrument = order.symbol, self.instruments[order.symbol]
        position = self.positions[symbol]
        price = slipped(price, order, instrument, self.setup.slippage)
        value = price * order.quantity * instrument.multiplier
        fee = commission_owed(self.setup.commission, order.quantity, value, self.unit)
        if not position.is_reduced_by(order.quantity):
            reason = self._guard(symbol, order.quantity, price, value + fee)
            if reason is not None:
                order.close("refused", self.row, reason)
                return
        instrument.fitting_quantity(position.quantity + order.quantity)
        self.event("fill", symbol, order.id, order.quantity, price, value, fee)
        self.move(("trading", symbol), ("position", symbol), symbol, order.quantity)
        self.move(CASH, ("trading", symbol), self.setup.currency, value)
        self.move(CASH, FEES, self.setup.currency, fee)
        self._record(symbol, position.fill(order.quantity, value, fee, self.row))
        self.fill_prices[symbol] = price
        order.filled, order.value, order.fee = order.quantity, value, fee
        order.close("filled", self.row)

    def _guard(
        self, symbol: str, quantity: Fraction, price: Fraction, spent: Fraction
    ) -> str | None:
        """Step 4: why the account refuses the fill, or None."""
        model, *terms = self.setup.account
        after = self.positions[symbol].quantity + quantity
        if model == "cash":
            if after < 0:
                return "short_not_allowed"
            return "insufficient_cash" if self.cash < spent else None
        if model == "margin":
            values = [self._value(other) for other in self.positions if other != symbol]
            values.append(after * price * self.instruments[symbol].multiplier)
            equity = self.cash - spent + self.receivable + sum(values)
            if sum(abs(value) for value in values) > exact(terms[0]) * equity:
                return "insufficient_margin"
        return None

    def _record(self, symbol: str, trades: list[Trade]) -> None:
        for trade in trades:
            self.outcome.trades.append(
                {
                    "symbol": symbol,
                    "opened": trade.opened,
                    "closed": self.row,
                    "quantity": self.quantity_out(symbol, trade.quantity),
                    "cost": self.money_out(trade.cost),
                    "proceeds": self.money_out(trade.proceeds),
                    "fees": self.money_out(trade.fees),
                    "profit": self.money_out(trade.proceeds - trade.cost - trade.fees),
                }
            )

    # --- marks, section 7

    def _value(self, symbol: str) -> Fraction:
        """The holding at its last price; before the first mark, at the price of its last fill."""
        quantity = self.positions[symbol].quantity
        if quantity == 0:
            return quantity
        price = self.last_prices.get(symbol, self.fill_prices.get(symbol))
        return quantity * price * self.instruments[symbol].multiplier

    def take_prices(self, bars: dict[str, Bar]) -> None:
        """The last price of an instrument is the close of its last bar."""
        for symbol, bar in bars.items():
            self.last_prices[symbol] = bar.close

    def mark(self) -> tuple[Decimal, Decimal, Decimal, Decimal, int]:
        """What the account is worth at the last prices: a row of `Outcome.marks`."""
        values = [self._value(symbol) for symbol, held in self.positions.items() if held.quantity]
        self.equity = self.cash + self.receivable + sum(values)
        sizes = [abs(value) for value in values]
        numbers = (self.equity, self.cash, sum(sizes, NOTHING), max(sizes, default=NOTHING))
        return (*map(self.money_out, numbers), len(values))

    def list_positions(self, session: int) -> None:
        """Write what is held at the end of a session into the outcome."""
        for symbol, position in self.positions.items():
            if position.quantity:
                self.outcome.positions.append(
                    (
                        session,
                        symbol,
                        self.quantity_out(symbol, position.quantity),
                        self.price_out(symbol, self.last_prices[symbol]),
                        self.money_out(self._value(symbol)),
                        self.money_out(position.cost),
                    )
                )

    # --- dividends and splits, sections 8 and 9

    def accrue(self, dividend: Dividend) -> Fraction:
        """Book what the holder is owed, or what the short owes; it may be nothing."""
        symbol = dividend.symbol
        owed = half_even_to(self.positions[symbol].quantity * exact(dividend.amount), self.unit)
        if owed:
            self.event("dividend", symbol, value=owed)
            self.move(("dividends", symbol), RECEIVABLE, self.setup.currency, owed)
        return owed

    def pay(self, symbol: str, amount: Fraction) -> None:
        """Turn a receivable into cash."""
        self.event("payment", symbol, value=amount)
        self.move(RECEIVABLE, CASH, self.setup.currency, amount)

    def split(self, symbol: str, ratio: Fraction) -> None:
        """Split the position and the last price."""
        if symbol not in self.last_prices:
            return
        instrument = self.instruments[symbol]
        if self.positions[symbol].quantity:
            self._split_position(symbol, instrument, ratio)
        price = half_even_to(self.last_prices[symbol] / ratio, step_of(instrument.price_scale))
        self.last_prices[symbol] = instrument.fitting_price(price)

    def _split_position(self, symbol: str, instrument: Instrument, ratio: Fraction) -> None:
        position = self.positions[symbol]
        before = position.quantity

        def new_count(quantity: Fraction) -> Fraction:
            return cut_to(quantity * ratio, instrument.lot)

        after = instrument.fitting_quantity(new_count(before))
        # (Q * new - n * old) / new: what is left over, in old units, at the old price.
        left_over = before - after / ratio
        payment = half_even_to(
            left_over * self.last_prices[symbol] * instrument.multiplier, self.unit
        )
        if after != before or payment:
            self.event("split", symbol, quantity=after - before, value=payment)
            self.move(("trading", symbol), ("position", symbol), symbol, after - before)
            self.move(("trading", symbol), CASH, self.setup.currency, payment)
        if after == 0:
            self._record(symbol, position.close(abs(before), -payment, NOTHING))
        else:
            position.split(new_count)

    # --- the outcome

    def close_books(self, orders: list[dict[str, object]]) -> Outcome:
        """The outcome with its orders, postings and balances."""
        outcome = self.outcome
        outcome.orders = orders
        for event, account, symbol, commodity, amount in self.ledger.postings:
            posted = self._posted(commodity, amount)
            outcome.postings.append((event, account, symbol, commodity, posted))
        for (account, symbol, commodity), amount in self.ledger.balances.items():
            outcome.balances[account, symbol, commodity] = self._posted(commodity, amount)
        return outcome

    def _posted(self, commodity: str, amount: Fraction) -> Decimal:
        if commodity in self.instruments:
            return self.quantity_out(commodity, amount)
        return self.money_out(amount)

    def money_out(self, amount: Fraction) -> Decimal:
        """Money at the ledger scale."""
        return at_scale(amount, self.ledger_scale)

    def price_out(self, symbol: str, price: Fraction) -> Decimal:
        """A price at the scale of its instrument."""
        return at_scale(price, self.instruments[symbol].price_scale)

    def quantity_out(self, symbol: str, quantity: Fraction) -> Decimal:
        """A quantity at the scale of its instrument."""
        return at_scale(quantity, self.instruments[symbol].quantity_scale)
