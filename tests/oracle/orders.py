"""Orders: the doors of sizes and prices (section 2), and what a bar triggers (section 5)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .market import Bar, Instrument
from .values import (
    QUANTITY_LIMIT,
    Number,
    OutOfRangeError,
    ceil_to,
    cut_to,
    exact,
    floor_to,
    step_of,
)

if TYPE_CHECKING:
    from .account import Account

INTENTS = ("quantity", "value", "percent")
VAST = 10**38  # an exact number too large whatever its lot or tick


class RefusedError(Exception):
    """An order is refused; the only argument is the reason."""


@dataclass(frozen=True)
class Ticket:
    """What a strategy asks for; a positive size buys, a negative one sells."""

    symbol: str
    intent: str
    size: Number
    type: str = "market"
    price: Number | None = None
    duration: str = "gtc"

    def __post_init__(self) -> None:
        if self.measure not in INTENTS or self.type not in ("market", "limit", "stop"):
            raise ValueError(f"{self.intent} {self.type} is no order")
        if (self.type == "market") != (self.price is None) or self.duration not in ("gtc", "day"):
            raise ValueError("a limit or a stop has a price, a market order none; gtc or day")

    @property
    def measure(self) -> str:
        """What the size counts: quantity, value or percent."""
        return self.intent.removeprefix("target_")

    @property
    def is_target(self) -> bool:
        """Whether the size is what to hold, not what to trade."""
        return self.intent.startswith("target_")


@dataclass
class Order:
    """A ticket that was taken in; `session` is the one that a day order works in."""

    id: int
    created: int
    ticket: Ticket
    quantity: Fraction = Fraction(0)
    price: Fraction | None = None
    session: int | None = None
    state: str = "open"
    reason: str | None = None
    closed: int | None = None
    filled: Fraction = Fraction(0)
    value: Fraction = Fraction(0)
    fee: Fraction = Fraction(0)

    @property
    def symbol(self) -> str:
        """The instrument that is traded."""
        return self.ticket.symbol

    @property
    def buys(self) -> bool:
        """Whether the order is on the buying side."""
        return self.quantity > 0

    def close(self, state: str, row: int, reason: str | None = None) -> None:
        """End the order."""
        self.state, self.closed, self.reason = state, row, reason


def units_asked(
    ticket: Ticket,
    instrument: Instrument,
    last_price: Fraction | None,
    equity: Fraction,
    money_step: Fraction,
) -> Fraction:
    """The size of a ticket in units of the instrument; a refusal is raised."""
    size = exact(ticket.size)
    if size == 0:
        return size
    if ticket.measure != "quantity" and not last_price:
        raise RefusedError("no_price")
    check_not_vast(ticket.size)
    if ticket.measure == "quantity":
        units = cut_to(size, instrument.lot)
        if units != size and not isinstance(ticket.size, float):
            raise RefusedError("off_lot")
    else:
        money = cut_to(size if ticket.measure == "value" else equity * size, money_step)
        units = cut_to(money / (last_price * instrument.multiplier), instrument.lot)
    if units == 0 and not ticket.is_target:
        raise RefusedError("below_lot")
    return check_order_size(units, instrument)


def check_not_vast(size: Number) -> None:
    """Refuses an exact size that is too large whatever its lot."""
    if not isinstance(size, float) and abs(exact(size)) >= VAST:
        raise RefusedError("quantity_too_large")


def check_order_size(units: Fraction, instrument: Instrument) -> Fraction:
    """The units themselves, when an order can have as many."""
    if abs(units) >= QUANTITY_LIMIT * step_of(instrument.quantity_scale):
        raise RefusedError("quantity_too_large")
    return units


def price_asked(ticket: Ticket, instrument: Instrument, buys: bool) -> Fraction | None:
    """The limit or stop price that the order works with; a refusal is raised."""
    if ticket.price is None:
        return None
    try:
        price = exact(ticket.price)
    except OutOfRangeError:
        raise RefusedError("price_out_of_range") from None
    if isinstance(ticket.price, float):
        price = to_tick(price, instrument, ticket.type, buys)
    elif abs(price) < VAST and price % instrument.tick_at(price):
        raise RefusedError("off_tick")
    if not instrument.allows(price):
        raise RefusedError("price_out_of_range")
    return price


def to_tick(price: Fraction, instrument: Instrument, order_type: str, buys: bool) -> Fraction:
    """The tick away from an unfair fill: buy limit and sell stop down, the other two up."""
    rounded = floor_to if (order_type == "limit") == buys else ceil_to
    price = rounded(price, step_of(instrument.price_scale))
    return rounded(price, instrument.tick_at(price))


def trigger_price(order: Order, bar: Bar) -> Fraction | None:
    """Section 5: the price at which the bar fills the order, before slippage; None: it does not."""
    if not bar.can_fill:
        return None
    if order.price is None:
        return bar.open
    # A buy limit and a sell stop wait for the price to fall, the other two for it to rise.
    falling = (order.ticket.type == "limit") == order.buys
    if (bar.open <= order.price) if falling else (bar.open >= order.price):
        return bar.open
    if (bar.low <= order.price) if falling else (bar.high >= order.price):
        return order.price
    return None


def split_order(order: Order, instrument: Instrument, ratio: Fraction, row: int) -> None:
    """Section 9: an open order after a split; without quantity or with no price it is dropped."""
    buys = order.buys
    order.quantity = instrument.fitting_quantity(cut_to(order.quantity * ratio, instrument.lot))
    if order.price is not None:
        order.price = to_tick(order.price / ratio, instrument, order.ticket.type, buys)
    if order.quantity == 0 or not (order.price is None or instrument.allows(order.price)):
        order.close("dropped", row)


def order_row(order: Order, account: "Account") -> dict[str, object]:
    """The order as a row of the outcome."""
    ticket, symbol = order.ticket, order.symbol
    price = None if order.price is None else account.price_out(symbol, order.price)
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
        "limit_price": price if ticket.type == "limit" else None,
        "stop_price": price if ticket.type == "stop" else None,
        "value": account.money_out(order.value),
        "fee": account.money_out(order.fee),
    }
