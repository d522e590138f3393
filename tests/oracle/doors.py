"""The doors (section 2): how the numbers of a ticket become units and prices."""

from fractions import Fraction

from .market import Instrument
from .tickets import Share, Ticket
from .values import (
    PRICE_LIMIT,
    QUANTITY_LIMIT,
    Number,
    OutOfRangeError,
    ceil_to,
    cut_to,
    exact,
    floor_to,
    step_of,
)

SHARE_STEP = step_of(9)

VAST = 10**38
"""An exact number that is too large whatever its lot or tick."""


class RefusedError(Exception):
    """An order is refused; the only argument is the reason."""


def units_asked(
    ticket: Ticket,
    instrument: Instrument,
    last_price: Fraction | None,
    equity: Fraction | None,
    money_step: Fraction,
) -> Fraction:
    """The size of a ticket in units of the instrument; a refusal is raised.

    The equity is in the instrument's currency; None where there is no rate.
    """
    size = exact(ticket.size)
    if size == 0:
        return size
    if ticket.measure != "quantity" and (not last_price or equity is None):
        raise RefusedError("no_price")
    check_not_vast(ticket.size)
    if ticket.measure == "quantity":
        units = whole_lots(ticket.size, instrument)
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


def whole_lots(size: Number, instrument: Instrument) -> Fraction:
    """A size in units: a float is floored towards zero, an exact one has to be whole."""
    units = cut_to(exact(size), instrument.lot)
    if units != exact(size) and not isinstance(size, float):
        raise RefusedError("off_lot")
    return units


def check_order_size(units: Fraction, instrument: Instrument) -> Fraction:
    """The units themselves, when an order can have as many."""
    if abs(units) >= QUANTITY_LIMIT * step_of(instrument.quantity_scale):
        raise RefusedError("quantity_too_large")
    return units


def prices_asked(
    asked: dict[str, Number | None], instrument: Instrument, buys: bool
) -> dict[str, Fraction]:
    """The limit and the stop that an order works with; a refusal is raised, off_tick first."""
    given = {name: price for name, price in asked.items() if price is not None}
    prices = {name: _on_tick(name, price, instrument, buys) for name, price in given.items()}
    if not all(price is not None and instrument.allows(price) for price in prices.values()):
        raise RefusedError("price_out_of_range")
    return prices


def _on_tick(name: str, asked: Number, instrument: Instrument, buys: bool) -> Fraction | None:
    """A price on the tick; None is no number."""
    try:
        price = exact(asked)
    except OutOfRangeError:
        return None
    if isinstance(asked, float):
        return to_tick(price, instrument, name, buys)
    if abs(price) < VAST and price % instrument.tick_at(price):
        raise RefusedError("off_tick")
    return price


def to_tick(price: Fraction, instrument: Instrument, name: str, buys: bool) -> Fraction:
    """The tick away from an unfair fill: buy limit and sell stop down, the other two up."""
    rounded = floor_to if (name == "limit") == buys else ceil_to
    price = rounded(price, step_of(instrument.price_scale))
    return rounded(price, instrument.tick_at(price))


def trail_asked(
    trail: Number | Share | None, offset: Number | None, instrument: Instrument
) -> tuple[Fraction | Share | None, Fraction | None]:
    """The trail and the offset, section 3; a refusal is raised, off_tick first."""
    step = step_of(instrument.price_scale)
    distance = _share(trail) if isinstance(trail, Share) else _amount(trail, step)
    beyond = _amount(offset, step)
    for amount, least in ((distance, step), (beyond, Fraction(0))):
        if isinstance(amount, Fraction) and not least <= amount < PRICE_LIMIT * step:
            raise RefusedError("price_out_of_range")
    return distance, beyond


def _share(trail: Share) -> Share:
    part = _number(trail.part)
    if part is None or not 0 < part < 1 or part % SHARE_STEP:
        raise RefusedError("price_out_of_range")
    return Share(part)


def _number(asked: Number) -> Fraction | None:
    try:
        return exact(asked)
    except OutOfRangeError:
        return None


def _amount(asked: Number | None, step: Fraction) -> Fraction | None:
    """An amount of price: a float up to the step, an exact one on it; -1 is no number."""
    if asked is None:
        return None
    amount = _number(asked)
    if amount is None:
        return Fraction(-1)
    if amount % step and not isinstance(asked, float):
        raise RefusedError("off_tick")
    return ceil_to(amount, step)
