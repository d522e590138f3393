"""A fill (section 6), from the volume to the postings."""

from collections import defaultdict
from fractions import Fraction

from .account import CASH, FEES, NOTHING, Account
from .book import Book
from .costs import commission_owed, maker_taker, tiered_rate
from .guard import Guard
from .market import Bar
from .orders import Order
from .slippage import SHARE_STEP, Circumstances, slipped
from .triggers import Trigger
from .values import SHARE_LIMIT, OutOfRangeError, exact, floor_to, sign


class Fills:
    """Fills orders on the bars of a row, which share their volume."""

    def __init__(self, account: Account, book: Book) -> None:
        self.account, self.book = account, book
        self.taken: dict[str, Fraction] = defaultdict(Fraction)  # of the row's bars, by instrument

    def volume_left(self, symbol: str, bar: Bar) -> Fraction | None:
        """Step 2: what the bar still gives; None is without limit."""
        limit = self.account.setup.volume_limit
        if limit is None or bar.volume is None:
            return None
        lot = self.account.instruments[symbol].lot
        return floor_to(exact(bar.volume) * exact(limit), lot) - self.taken[symbol]

    def fill(self, order: Order, trigger: Trigger, bar: Bar) -> list[Order]:
        """Fill the order, in part or whole, or refuse it; the children that became open."""
        available = self.volume_left(order.symbol, bar)
        if available == 0 or not self._reduce(order):
            return []
        if available is None or abs(order.left) <= available:
            quantity = order.left
        elif order.ticket.duration == "fok":
            return []
        else:
            quantity = sign(order.left) * available
        price = self._price(order, trigger, quantity, bar)
        fee = self._fee(order, trigger, quantity, price)
        position = self.account.positions[order.symbol]
        if not position.is_reduced_by(quantity):
            reason = Guard(self.account, order.symbol, quantity, price).reason(fee)
            if reason is not None:
                self.book.end(order, "refused", reason)
                return []
        self.taken[order.symbol] += abs(quantity)
        self._post(order, quantity, price, fee)
        return self.book.after_fill(order, quantity, price)

    def _reduce(self, order: Order) -> bool:
        """Step 1: cut a reduce-only order to what closes the position; False when refused."""
        if not order.ticket.reduce_only:
            return True
        held = self.account.positions[order.symbol].quantity
        if held * order.left >= 0:
            self.book.end(order, "refused", "nothing_to_reduce")
            return False
        if abs(order.left) > abs(held):
            order.quantity = order.filled - held
        return True

    def _price(self, order: Order, trigger: Trigger, quantity: Fraction, bar: Bar) -> Fraction:
        """Step 3."""
        account, symbol = self.account, order.symbol
        share = NOTHING
        if bar.volume is not None:
            taken = self.taken[symbol] + abs(quantity)
            share = floor_to(taken / exact(bar.volume), SHARE_STEP)
            if account.setup.slippage[0] == "volume-share" and share >= SHARE_LIMIT * SHARE_STEP:
                raise OutOfRangeError(f"{taken} units are too many times a volume of {bar.volume}")
        instrument = account.instruments[symbol]
        found = Circumstances(instrument, share, account.history.bars[symbol])
        _, limit = order.stop_and_limit(instrument)
        return slipped(trigger.price, order.buys, limit, account.setup.slippage, found)

    def _fee(self, order: Order, trigger: Trigger, quantity: Fraction, price: Fraction) -> Fraction:
        """Step 5: what is owed so far less what was charged before."""
        account, commission = self.account, self.account.setup.commission
        value = account.value(order.symbol, quantity, price)
        if commission[0] == "maker-taker":
            order.owed += maker_taker(commission, value, trigger.rests)
        if commission[0] == "tiered" and order.rate is None:
            order.rate = tiered_rate(commission, account.traded[self._month()])
        sums = (order.filled + quantity, order.value + value)
        total = commission_owed(commission, order, *sums, account.unit_of(order.symbol))
        return total - order.fee

    def _month(self) -> tuple[int, int]:
        day = self.account.setup.day_of(self.account.session)
        return (day.year, day.month)

    def _post(self, order: Order, quantity: Fraction, price: Fraction, fee: Fraction) -> None:
        """Step 7: the event, its postings, the lots, and the sums of the order."""
        account, symbol = self.account, order.symbol
        instrument, position = account.instruments[symbol], account.positions[symbol]
        value = account.value(symbol, quantity, price)
        instrument.fitting_quantity(position.quantity + quantity)
        currency = account.currency_of(symbol)
        account.event("fill", symbol, order.id, quantity, price, value, fee)
        account.move(("trading", symbol), ("position", symbol), symbol, quantity)
        if instrument.pays_variation:
            account.carried[symbol] += value
        else:
            account.move(CASH, ("trading", symbol), currency, value)
        account.move(CASH, FEES, currency, fee)
        rate = account.rates.of(currency)
        account.record(symbol, position.fill(quantity, value, fee, account.row, rate))
        account.fill_prices[symbol] = price
        account.traded[self._month()] += abs(quantity)
        order.filled += quantity
        order.filled_now += quantity
        order.value += value
        order.fee += fee
        account.exchange(currency, -fee if instrument.pays_variation else -value - fee)
