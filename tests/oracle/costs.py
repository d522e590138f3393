"""What a fill costs: slippage and commission (section 6, steps 1 and 3)."""

from fractions import Fraction

from .market import Instrument
from .orders import Order
from .values import ceil_to, exact, floor_to, half_even_to

BASIS_POINTS = 10_000


def slipped(price: Fraction, order: Order, instrument: Instrument, slippage: tuple) -> Fraction:
    """The price of section 5 moved against the trader, never beyond a limit."""
    if slippage[0] == "bps":
        move = abs(price) * exact(slippage[1]) / BASIS_POINTS
        tick = instrument.tick_at(price)
        if order.buys:
            moved = ceil_to(price + move, tick)
        else:
            moved = floor_to(price - move, tick)
            moved = max(moved, tick) if price > 0 else moved
    else:
        moved = price
    if order.ticket.type == "limit":
        moved = min(moved, order.price) if order.buys else max(moved, order.price)
    return instrument.fitting_price(moved)


def commission_owed(
    commission: tuple, units: Fraction, value: Fraction, unit: Fraction
) -> Fraction:
    """The commission of an order of so many units and so much value, half-even to the unit."""
    model, *rates = commission
    rates = [exact(rate) for rate in rates]
    if model == "none":
        owed = Fraction(0)
    elif model == "per-trade":
        owed = rates[0]
    elif model == "per-share":
        owed = max(abs(units) * rates[0], rates[1])
    elif model == "bps":
        owed = max(abs(value) * rates[0] / BASIS_POINTS, rates[1])
    else:
        raise ValueError(f"{model} is no commission")
    return half_even_to(owed, unit)
