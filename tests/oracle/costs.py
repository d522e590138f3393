"""Commission (section 6, step 5): what an order owes for all of it that has filled."""

from fractions import Fraction

from .orders import Order
from .values import exact, half_even_to

BASIS_POINTS = 10_000


def commission_owed(
    commission: tuple, order: Order, units: Fraction, value: Fraction, unit: Fraction
) -> Fraction:
    """The commission of an order of so many units and so much value, half-even to the unit.

    `order.owed` is what maker-taker summed up, `order.rate` the rate of `tiered`.
    """
    model, *terms = commission
    units, value = abs(units), abs(value)
    if model == "none":
        return Fraction(0)
    if model == "per-trade":
        owed = exact(terms[0])
    elif model == "per-share":
        owed = bounded(units * exact(terms[0]), *terms[1:])
    elif model == "bps":
        owed = bounded(value * exact(terms[0]) / BASIS_POINTS, *terms[1:])
    elif model == "maker-taker":
        owed = order.owed
    elif model == "tiered":
        owed = bounded(units * order.rate, tiers_of(terms)[1])
    else:
        raise ValueError(f"{model} is no commission")
    return half_even_to(owed, unit)


def bounded(amount: Fraction, minimum="0", maximum=None) -> Fraction:
    """An amount of at least the minimum and at most the maximum, where there is one."""
    amount = max(amount, exact(minimum))
    return amount if maximum is None else min(amount, exact(maximum))


def maker_taker(commission: tuple, value: Fraction, rests: bool) -> Fraction:
    """What one fill adds, unrounded: a limit that fills at its limit makes the market."""
    maker, taker = commission[1:3]
    return abs(value) * exact(maker if rests else taker) / BASIS_POINTS


def tiers_of(terms: list) -> tuple[list[tuple[Fraction, Fraction]], str]:
    """The (threshold, rate) of each tier, and the minimum."""
    tiers = [tuple(map(exact, term.split(":"))) for term in terms if ":" in term]
    minimum = terms[terms.index("minimum") + 1] if "minimum" in terms else "0"
    return tiers, minimum


def tiered_rate(commission: tuple, traded: Fraction) -> Fraction:
    """The rate of the last tier whose threshold is not above the units of the month so far."""
    tiers, _ = tiers_of(list(commission[1:]))
    return [rate for threshold, rate in tiers if threshold <= traded][-1]
