"""The account: its ledger (section 10), what it holds, and what that is worth (section 7)."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from .currencies import Rates
from .history import History
from .ledger import Ledger, Position, Trade
from .market import Bar, Instrument
from .outcome import Outcome
from .setup import Setup
from .values import at_scale, exact, floor_to, half_even_to, step_of

CASH, RECEIVABLE, CAPITAL, FEES, EXCHANGE = (
    (name, None) for name in ("cash", "receivable", "capital", "fees", "exchange")
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
        self.rates = Rates(setup)
        self.history = History(self.instruments)
        self.outcome = Outcome(self.ledger_scale)
        self.positions = {
            symbol: Position(lambda amount: floor_to(amount, self.money_step))
            for symbol in self.instruments
        }
        self.carried = dict.fromkeys(self.instruments, NOTHING)  # section 13: futures
        self.last_prices: dict[str, Fraction] = {}
        self.fill_prices: dict[str, Fraction] = {}
        self.traded: Counter[tuple[int, int]] = Counter()  # units by year and month
        self.row: int | None = None  # of the run; None before its first row
        self.session = 0
        self.equity = exact(setup.capital)
        self.event("deposit", value=self.equity)
        self.move(CAPITAL, CASH, setup.currency, self.equity)

    # --- the ledger

    def balance(self, account: str, currency: str) -> Fraction:
        """What the postings of an account sum up to in a currency."""
        return self.ledger.balances.get((account, None, currency), NOTHING)

    def currency_of(self, symbol: str) -> str:
        """The currency of an instrument."""
        return self.setup.currency_of(self.instruments[symbol])

    def unit_of(self, symbol: str) -> Fraction:
        """The unit of an instrument's currency."""
        return self.setup.unit_of(self.instruments[symbol])

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

    def receive(self, kind: str, source, currency: str, value: Fraction, symbol=None) -> None:
        """An event of one posting, `source -> cash` (negative: paid); nothing is no event."""
        if value:
            self.event(kind, symbol, value=value)
            self.move(source, CASH, currency, value)
            self.exchange(currency, value)

    def exchange(self, currency: str, change: Fraction) -> None:
        """Section 14: with `convert: each`, the conversion of what an event did to the cash."""
        if self.setup.convert == "each" and currency != self.setup.currency and change:
            self.convert(currency, change)

    def convert_as_asked(self, currency: str, amount: Fraction) -> str | None:
        """A conversion of the strategy's: an account of cash gives only what it has."""
        own = half_even_to(amount * self.rates.of(currency), self.unit)
        gives = {currency: amount, self.setup.currency: -own}
        missing = [one for one, out in gives.items() if out > self.balance("cash", one) and out > 0]
        if self.setup.account[0] == "cash" and missing:
            return "insufficient_cash"
        self.convert(currency, amount)
        return None

    def convert(self, currency: str, amount: Fraction) -> None:
        """Turn an amount of a currency into the account's own."""
        own = half_even_to(amount * self.rates.of(currency), self.unit)
        self.event("conversion", currency, quantity=-amount, value=own)
        self.move(CASH, EXCHANGE, currency, amount)
        self.move(EXCHANGE, CASH, self.setup.currency, own)

    def record(self, symbol: str, trades: list[Trade]) -> None:
        """Write what closed into the outcome; its parts in the account's currency, section 14."""
        rate = self.rates.of(self.currency_of(symbol))
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
            if self.currency_of(symbol) != self.setup.currency:
                profit = half_even_to(trade.proceeds * rate - trade.cost * trade.rate, self.unit)
                by_currency = half_even_to(trade.proceeds * (rate - trade.rate), self.unit)
                parts = (profit - by_currency, by_currency)
                self.outcome.profits.append((symbol, *map(self.money_out, parts)))

    # --- what it is worth

    def price_of(self, symbol: str) -> Fraction:
        """The last price; before the first mark, the price of the last fill."""
        return self.last_prices.get(symbol, self.fill_prices.get(symbol, NOTHING))

    def value(self, symbol: str, quantity: Fraction, price: Fraction) -> Fraction:
        """The value of a quantity at a price."""
        return quantity * price * self.instruments[symbol].multiplier

    def holding(self, symbol: str) -> Fraction:
        """The value of what is held of an instrument at its last price."""
        return self.value(symbol, self.positions[symbol].quantity, self.price_of(symbol))

    def worth(self, symbol: str) -> Fraction:
        """What a holding adds to equity; of a future only what is not settled yet."""
        return self.holding(symbol) - self.carried[symbol]

    def in_own_currency(self, symbol: str, value: Fraction) -> Fraction:
        """Money of an instrument in the account's currency: another one's goes to the unit."""
        return self.total({self.currency_of(symbol): value})

    def total(self, sums: dict[str, Fraction]) -> Fraction:
        """Sums by currency as one of the account's: each other one half-even to the unit."""
        own = self.setup.currency
        others = (
            half_even_to(amount * self.rates.of(currency), self.unit)
            for currency, amount in sums.items()
            if currency != own and amount
        )
        return sums.get(own, NOTHING) + sum(others, NOTHING)

    def sums(self, worth: dict[str, Fraction]) -> dict[str, Fraction]:
        """Cash, receivable and what holdings are worth, by currency."""
        sums = {
            currency: self.balance("cash", currency) + self.balance("receivable", currency)
            for currency in self.setup.currencies
        }
        for symbol, value in worth.items():
            sums[self.currency_of(symbol)] += value
        return sums

    def equity_in(self, symbol: str) -> Fraction | None:
        """The equity of the last mark in the currency of an instrument; None without a rate."""
        rate = self.rates.known.get(self.currency_of(symbol))
        return None if rate is None else self.equity / rate

    def take_prices(self, bars: dict[str, Bar]) -> None:
        """The last price of an instrument is the close of its last bar."""
        for symbol, bar in bars.items():
            self.last_prices[symbol] = bar.close
        self.rates.read(self.last_prices, self.session)

    def mark(self) -> tuple[Decimal, Decimal, Decimal, Decimal, int]:
        """What the account is worth at the last prices: a row of `Outcome.marks`."""
        self.equity = self.total(
            self.sums({symbol: self.worth(symbol) for symbol in self.positions})
        )
        cash = self.total({one: self.balance("cash", one) for one in self.setup.currencies})
        held = {symbol: one.quantity for symbol, one in self.positions.items() if one.quantity}
        sizes = [abs(self.in_own_currency(symbol, self.holding(symbol))) for symbol in held]
        numbers = (self.equity, cash, sum(sizes, NOTHING), max(sizes, default=NOTHING))
        return (*map(self.money_out, numbers), len(held))

    def list_positions(self) -> None:
        """Write what is held at the end of a session into the outcome."""
        for symbol, position in self.positions.items():
            if position.quantity:
                self.outcome.positions.append(
                    (
                        self.session,
                        symbol,
                        self.quantity_out(symbol, position.quantity),
                        self.price_out(symbol, self.last_prices[symbol]),
                        self.money_out(self.holding(symbol)),
                        self.money_out(position.cost),
                    )
                )

    # --- the outcome

    def close_books(self, orders: list[dict[str, object]]) -> Outcome:
        """The outcome with its orders, postings and balances."""
        outcome = self.outcome
        outcome.orders = orders
        for event, account, symbol, commodity, amount in self.ledger.postings:
            posted = self.quantity_out(commodity, amount)
            outcome.postings.append((event, account, symbol, commodity, posted))
        for (account, symbol, commodity), amount in self.ledger.balances.items():
            outcome.balances[account, symbol, commodity] = self.quantity_out(commodity, amount)
        return outcome

    def money_out(self, amount: Fraction) -> Decimal:
        """Money at the ledger scale."""
        return at_scale(amount, self.ledger_scale)

    def price_out(self, symbol: str, price: Fraction) -> Decimal:
        """A price at the scale of its instrument."""
        return at_scale(price, self.instruments[symbol].price_scale)

    def quantity_out(self, commodity: str, quantity: Fraction) -> Decimal:
        """A quantity at the scale of its instrument, or money."""
        if commodity not in self.instruments:
            return self.money_out(quantity)
        return at_scale(quantity, self.instruments[commodity].quantity_scale)
