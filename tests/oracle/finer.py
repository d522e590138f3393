"""Finer bars (section 5): which of several orders an ambiguous bar reached first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .market import Bar, Instrument
from .orders import Order
from .triggers import Trigger, trigger_after_fill, trigger_of

Found = list[tuple[Order, Trigger]]


@dataclass(frozen=True)
class Fill:
    """The fill of a parent: its price of section 5, and whether it was reached from above."""

    price: Fraction
    falls: bool

    def is_reached_by(self, bar: Bar) -> bool:
        """Whether a bar reaches the price."""
        return bar.low <= self.price if self.falls else bar.high >= self.price

    def is_passed_at_open(self, bar: Bar) -> bool:
        """Whether it was reached at the bar's open."""
        return bar.open <= self.price if self.falls else bar.open >= self.price


@dataclass(frozen=True)
class Decision:
    """The order that was first, if any; `triggered` are stop_limits that wait for their limit."""

    winner: Order | None
    trigger: Trigger | None
    is_decided: bool
    triggered: Sequence[Order] = ()


def worse_one(found: Found) -> tuple[Order, Trigger]:
    """Of what one bar triggers: what its open does, else a stop, else the lowest id."""
    return min(found, key=lambda pair: (not pair[1].opened, not pair[1].stopped, pair[0].id))


def is_ambiguous(found: Found) -> bool:
    """Whether a bar triggers two orders or more, none of them by its open."""
    return len(found) > 1 and not any(trigger.opened for _, trigger in found)


def decide(
    orders: Sequence[Order], bars: Sequence[Bar], instrument: Instrument, parent: Fill | None
) -> Decision | None:
    """Walk the finer bars until one decides; None where they do not reach the question."""
    begun = parent is None
    triggered: list[Order] = []
    for bar in (bar for bar in bars if bar.can_fill):
        within = not begun and parent.is_reached_by(bar) and not parent.is_passed_at_open(bar)
        begun = begun or parent.is_reached_by(bar)
        if not begun:
            continue
        if within:
            found = [
                (one, trigger_after_fill(one, bar, instrument, parent.price)) for one in orders
            ]
        else:
            found = [
                (one, trigger_of(one, bar, instrument, triggered=one in triggered))
                for one in orders
            ]
        reached = [(one, trigger) for one, trigger in found if trigger is not None]
        triggered += [one for one, trigger in reached if trigger.stopped and not trigger.fills]
        filling = [(one, trigger) for one, trigger in reached if trigger.fills]
        if filling:
            order, trigger = worse_one(filling)
            is_decided = not within and not is_ambiguous(filling)
            return Decision(order, replace(trigger, at_open=False), is_decided, triggered)
    decided = parent is not None and begun
    return Decision(None, None, True, triggered) if decided else None
