"""Schedules (section 13): an order that is given in slices at the closes of its instrument."""

from dataclasses import dataclass, replace
from fractions import Fraction

from .market import Instrument
from .tickets import Ticket
from .values import cut_to, exact, floor_to, sign


@dataclass
class Schedule:
    """What is to be ordered in all, signed, and how much of it has been."""

    ticket: Ticket
    instrument: Instrument
    total: Fraction
    ordered: Fraction = Fraction(0)
    given: int = 0

    @property
    def weights(self) -> list[Fraction]:
        """The weight of each slice."""
        kind, *numbers = self.ticket.schedule
        return [Fraction(1)] * int(numbers[0]) if kind == "twap" else [*map(exact, numbers)]

    @property
    def is_over(self) -> bool:
        """Whether every slice has been given."""
        return self.given == len(self.weights)

    def next_slice(self) -> Ticket | None:
        """The ticket of the next close; None where its slice is nothing."""
        self.given += 1
        part = sum(self.weights[: self.given]) / sum(self.weights)
        in_all = sign(self.total) * floor_to(abs(self.total) * part, self.instrument.lot)
        units, self.ordered = in_all - self.ordered, in_all
        if units == 0 or sign(units) != sign(self.total):
            return None
        return replace(self.ticket, intent="quantity", size=units, schedule=None)

    def split(self, ratio: Fraction) -> None:
        """Section 9: both counts after a split."""
        self.total = cut_to(self.total * ratio, self.instrument.lot)
        self.ordered = cut_to(self.ordered * ratio, self.instrument.lot)
