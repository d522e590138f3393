"""An order: what it wants, what has filled of it, and what a split makes of it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .doors import to_tick
from .market import Instrument
from .tickets import TRAILING, Share, Ticket
from .values import ceil_to, cut_to, floor_to, half_even_to, step_of

if TYPE_CHECKING:
    from .account import Account

NOTHING = Fraction(0)
WORKING = ("open", "waiting")


@dataclass
class Order:
    """A ticket that was taken in.

    `session` is the last one that a day or gtd order works in, `works_from` the time of the first
    bar that may fill it. `best` is the price that a trailing order follows.
    """

    id: int
    created: int
    ticket: Ticket
    quantity: Fraction = NOTHING
    limit: Fraction | None = None
    stop: Fraction | None = None
    trail: Fraction | Share | None = None
    offset: Fraction | None = None
    best: Fraction | None = None
    triggered: bool = False
    buys: bool = False
    works_from: int = 0
    session: int | None = None
    of_engine: bool = False
    state: str = "open"
    reason: str | None = None
    closed: int | None = None
    filled: Fraction = NOTHING
    filled_now: Fraction = NOTHING  # in units of after all splits so far
    value: Fraction = NOTHING
    fee: Fraction = NOTHING
    owed: Fraction = NOTHING  # of maker-taker: before rounding
    rate: Fraction | None = None  # of tiered: fixed at the first fill

    @property
    def symbol(self) -> str:
        """The instrument that is traded."""
        return self.ticket.symbol

    @property
    def type(self) -> str:
        """The type that was asked for."""
        return self.ticket.type

    @property
    def left(self) -> Fraction:
        """What has not filled yet, signed."""
        return self.quantity - self.filled

    @property
    def works(self) -> bool:
        """Whether it has not ended: it is open, or waits for its parent."""
        return self.state in WORKING

    def close(self, state: str, row: int, reason: str | None = None) -> None:
        """End the order."""
        self.state, self.closed, self.reason = state, row, reason

    def level(self, instrument: Instrument) -> Fraction | None:
        """Section 5: the stop that a trailing order has now; None before it follows a price."""
        if self.best is None:
            return None
        part = isinstance(self.trail, Share)
        away = self.best * self.trail.part if part else self.trail
        price = self.best + away if self.buys else self.best - away
        rounded = ceil_to if self.buys else floor_to
        return rounded(price, instrument.tick_at(price))

    def stop_and_limit(self, instrument: Instrument) -> tuple[Fraction | None, Fraction | None]:
        """The prices that hold on this bar; those of a trailing order follow its level."""
        if self.type not in TRAILING or self.triggered:
            return self.stop, self.limit
        stop = self.level(instrument)
        if stop is None or self.offset is None:
            return stop, None
        limit = stop + self.offset if self.buys else stop - self.offset
        return stop, to_tick(limit, instrument, "limit", self.buys)

    def follow(self, high: Fraction, low: Fraction) -> None:
        """Section 5: the best price after a bar."""
        if self.best is not None:
            self.best = min(self.best, low) if self.buys else max(self.best, high)


def split_order(order: Order, instrument: Instrument, ratio: Fraction) -> bool:
    """Section 9: an order after a split; False when it has to be dropped."""
    left = cut_to(order.left * ratio, instrument.lot)
    order.quantity = instrument.fitting_quantity(order.filled + left)
    prices = {"limit": order.limit, "stop": order.stop}
    there = {name: price for name, price in prices.items() if price is not None}
    for name, price in there.items():
        there[name] = to_tick(price / ratio, instrument, name, order.buys)
        setattr(order, name, there[name])
    _split_trail(order, step_of(instrument.price_scale), ratio)
    has_units = left != 0 or order.state == "waiting"
    return has_units and all(instrument.allows(price) for price in there.values())


def _split_trail(order: Order, step: Fraction, ratio: Fraction) -> None:
    """The best price goes as a last price does, amounts up; a share stays."""
    if order.best is not None:
        order.best = half_even_to(order.best / ratio, step)
    for name in ("trail", "offset"):
        amount = getattr(order, name)
        if isinstance(amount, Fraction):
            setattr(order, name, ceil_to(amount / ratio, step))


def order_row(order: Order, account: "Account") -> dict[str, object]:
    """The order as a row of the outcome; one that trails shows no prices."""
    ticket, symbol = order.ticket, order.symbol
    limit, stop = (
        None if price is None or ticket.type in TRAILING else account.price_out(symbol, price)
        for price in (order.limit, order.stop)
    )
    return {
        "id": order.id,
        "created": order.created,
        "closed": order.closed,
        "symbol": symbol,
        "intent": ticket.intent,
        "type": ticket.type,
        "duration": ticket.duration,
        "state": order.state,
        "reason": order.reason,
        "quantity": account.quantity_out(symbol, order.quantity),
        "filled": account.quantity_out(symbol, order.filled),
        "limit_price": limit,
        "stop_price": stop,
        "value": account.money_out(order.value),
        "fee": account.money_out(order.fee),
    }
