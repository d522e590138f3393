"""What triggers an order (section 5)."""

from dataclasses import dataclass, replace
from fractions import Fraction

from .market import Bar, Instrument
from .orders import Order
from .tickets import AT_MARKET, ON_CLOSE, ON_OPEN, TRAILING, WITH_STOP


@dataclass(frozen=True)
class Trigger:
    """How a bar triggers an order.

    `price` is that of section 5; None where a stop_limit is triggered and does not fill. `opened`:
    the open triggers; `at_open`: it fills at the open. `falls`: the price is reached from above.
    `rests`: a limit fills at its limit. `stopped`: a stop is reached.
    """

    price: Fraction | None
    opened: bool
    at_open: bool
    falls: bool
    stopped: bool = False
    rests: bool = False

    @property
    def fills(self) -> bool:
        """Whether there is a price to fill at."""
        return self.price is not None


def trigger_of(
    order: Order, bar: Bar, instrument: Instrument, first: bool = False, triggered: bool = False
) -> Trigger | None:
    """Whether and how a bar triggers an order; on-close orders have their own function.

    `first`: the bar's row is the first of its session; `triggered`: by a finer bar before.
    """
    if not bar.can_fill or order.type in (ON_CLOSE if first else (*ON_CLOSE, *ON_OPEN)):
        return None
    stop, limit = order.stop_and_limit(instrument)
    if order.type in WITH_STOP and not (triggered or order.triggered):
        return _stop_trigger(order, bar, instrument, stop, limit)
    if limit is None:
        return Trigger(bar.open, True, True, not order.buys)
    if order.type in ON_OPEN:
        return _auction_trigger(bar.open, limit, order.buys, at_open=True)
    return _limit_trigger(bar, limit, order.buys)


def trigger_at_close(order: Order, bar: Bar) -> Trigger | None:
    """Whether an on-close order fills at the close of a session's last bar."""
    if not bar.can_fill or order.type not in ON_CLOSE:
        return None
    return _auction_trigger(bar.close, order.limit, order.buys, at_open=False)


def trigger_after_fill(
    order: Order, bar: Bar, instrument: Instrument, parent_price: Fraction
) -> Trigger | None:
    """Whether a bar within which its parent filled triggers a child: stops alone do."""
    if order.type not in WITH_STOP:
        return None
    stop, limit = order.stop_and_limit(instrument)
    if stop is None or not instrument.allows(stop):
        return None
    if (bar.high < stop) if order.buys else (bar.low > stop):
        return None
    price = max(stop, parent_price) if order.buys else min(stop, parent_price)
    return _stop_reached(order, price, limit)


def _auction_trigger(
    price: Fraction, limit: Fraction | None, buys: bool, *, at_open: bool
) -> Trigger | None:
    """An open or a close at which an order fills, where its limit lets it."""
    if limit is not None and (price > limit if buys else price < limit):
        return None
    return Trigger(price, True, at_open, buys)


def _limit_trigger(bar: Bar, limit: Fraction, buys: bool) -> Trigger | None:
    if (bar.open <= limit) if buys else (bar.open >= limit):
        return Trigger(bar.open, True, True, buys, rests=bar.open == limit)
    if (bar.low <= limit) if buys else (bar.high >= limit):
        return Trigger(limit, False, False, buys, rests=True)
    return None


def _stop_trigger(
    order: Order, bar: Bar, instrument: Instrument, stop: Fraction | None, limit: Fraction | None
) -> Trigger | None:
    """A stop, or the stop of a stop_limit, that was not triggered before."""
    if stop is None or not instrument.allows(stop):
        return None
    buys = order.buys
    if (bar.open >= stop) if buys else (bar.open <= stop):
        if limit is None:
            return Trigger(bar.open, True, True, not buys, stopped=True)
        found = _limit_trigger(bar, limit, buys) or Trigger(None, True, False, buys)
        return replace(found, opened=True, stopped=True)
    if (bar.high >= stop) if buys else (bar.low <= stop):
        return _stop_reached(order, stop, limit)
    return None


def _stop_reached(order: Order, price: Fraction, limit: Fraction | None) -> Trigger:
    """A stop that the bar reaches within: a stop_limit fills there where its limit lets it."""
    beyond = limit is not None and (price > limit if order.buys else price < limit)
    return Trigger(None if beyond else price, False, False, not order.buys, stopped=True)


def remember(order: Order, instrument: Instrument) -> None:
    """Section 5: what was triggered and has not filled is a limit, or at market, from now on."""
    order.stop, order.limit = order.stop_and_limit(instrument)
    order.triggered = True


def is_at_market(order: Order) -> bool:
    """Whether the order is one of those that count as in flight."""
    return order.type in AT_MARKET


def trails(order: Order) -> bool:
    """Whether the stop of the order follows the market."""
    return order.type in TRAILING
