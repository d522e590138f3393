"""Finer bars (section 5): which of several orders an ambiguous bar reached first."""

from collections.abc import Iterator, Sequence
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
    triggered: list[Order] = []
    begun = False
    for bar, within in _in_question(bars, parent):
        begun = True
        found = _triggers(orders, bar, instrument, parent if within else None, triggered)
        triggered += [one for one, trigger in found if not trigger.fills]
        filling = [(one, trigger) for one, trigger in found if trigger.fills]
        if filling:
            return _decision(filling, within, triggered)
    return Decision(None, None, True, triggered) if parent and begun else None


def _in_question(bars: Sequence[Bar], parent: Fill | None) -> Iterator[tuple[Bar, bool]]:
    """The finer bars from the parent's fill on, and whether that is within the bar."""
    begun = parent is None
    for bar in bars:
        if bar.can_fill and (begun or parent.is_reached_by(bar)):
            yield bar, not begun and not parent.is_passed_at_open(bar)
            begun = True


def _decision(filling: Found, within: bool, triggered: Sequence[Order]) -> Decision:
    """What a finer bar fills; within the bar of a parent's fill it is not decided."""
    order, trigger = worse_one(filling)
    is_decided = not within and not is_ambiguous(filling)
    return Decision(order, replace(trigger, at_open=False), is_decided, triggered)


def _triggers(
    orders: Sequence[Order],
    bar: Bar,
    instrument: Instrument,
    parent: Fill | None,
    before: Sequence[Order],
) -> Found:
    """What a finer bar triggers; with a parent, one within which that fills.

    `before` are stop_limits that a finer bar before has triggered.
    """
    if parent is not None:
        pairs = [(one, trigger_after_fill(one, bar, instrument, parent.price)) for one in orders]
    else:
        pairs = [(one, trigger_of(one, bar, instrument, triggered=one in before)) for one in orders]
    return [(one, trigger) for one, trigger in pairs if trigger is not None]
