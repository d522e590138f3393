"""The double-entry ledger (section 10) and the lots of a position (sections 6 and 9)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from .values import sign

Account = tuple[str, str | None]  # the account, and the instrument where it is kept per instrument


@dataclass
class Ledger:
    """Every posting, and what they sum up to by (account, symbol, commodity)."""

    postings: list[tuple[int, str, str | None, str, Fraction]] = field(default_factory=list)
    balances: dict[tuple[str, str | None, str], Fraction] = field(
        default_factory=lambda: defaultdict(Fraction)
    )

    def move(
        self, event: int, source: Account, to: Account, commodity: str, amount: Fraction
    ) -> None:
        """`source -> to amount`: a posting of nothing is left out."""
        if amount == 0:
            return
        for (account, symbol), posted in ((source, -amount), (to, amount)):
            self.postings.append((event, account, symbol, commodity, posted))
            self.balances[account, symbol, commodity] += posted


@dataclass
class Lot:
    """What one fill opened: signed quantity, total cost (negative for a short) and fee.

    `rate` is that of its currency at the time.
    """

    quantity: Fraction
    cost: Fraction
    fee: Fraction
    opened: int
    rate: Fraction = Fraction(1)


@dataclass
class Trade:
    """One step of closing: a part of one lot against a part of one fill."""

    quantity: Fraction
    cost: Fraction
    proceeds: Fraction
    fees: Fraction
    opened: int
    rate: Fraction = Fraction(1)


@dataclass
class Position:
    """The lots of one instrument, oldest first. `floor` is that of the ledger scale."""

    floor: Callable[[Fraction], Fraction]
    lots: list[Lot] = field(default_factory=list)
    quantity: Fraction = Fraction(0)

    @property
    def cost(self) -> Fraction:
        """What the lots cost together."""
        return sum((lot.cost for lot in self.lots), Fraction(0))

    def is_reduced_by(self, quantity: Fraction) -> bool:
        """Whether a fill makes the position smaller without turning it round."""
        return self.quantity * quantity < 0 and abs(quantity) <= abs(self.quantity)

    def fill(
        self,
        quantity: Fraction,
        value: Fraction,
        fee: Fraction,
        row: int,
        rate: Fraction = Fraction(1),
    ) -> list[Trade]:
        """Section 6: what is against the position closes lots, what is left opens one."""
        against = self.quantity * quantity < 0
        closing = min(abs(quantity), abs(self.quantity)) if against else Fraction(0)
        closing_value = self.floor(value * closing / abs(quantity))
        closing_fee = self.floor(fee * closing / abs(quantity))
        trades = self.close(closing, closing_value, closing_fee)
        left = abs(quantity) - closing
        if left:
            opening = sign(quantity) * left
            self.lots.append(Lot(opening, value - closing_value, fee - closing_fee, row, rate))
            self.quantity += opening
        return trades

    def close(self, units: Fraction, value: Fraction, fee: Fraction) -> list[Trade]:
        """Take `units` from the lots, first in, first out, for the value and fee of the closing."""
        trades = []
        while units:
            lot = self.lots[0]
            size = abs(lot.quantity)
            taken = min(size, units)
            cost, lot_fee = (self.floor(part * taken / size) for part in (lot.cost, lot.fee))
            part_value, part_fee = (self.floor(part * taken / units) for part in (value, fee))
            quantity = sign(lot.quantity) * taken
            fees = lot_fee + part_fee
            trades.append(Trade(quantity, cost, -part_value, fees, lot.opened, lot.rate))
            self.quantity -= quantity
            lot.quantity -= quantity
            lot.cost -= cost
            lot.fee -= lot_fee
            value -= part_value
            fee -= part_fee
            units -= taken
            if lot.quantity == 0:
                self.lots.pop(0)
        return trades

    def split(self, new_count: Callable[[Fraction], Fraction]) -> None:
        """Section 9: lots keep their costs; one that is left without units hands them on."""
        lots: list[Lot] = []
        summed, counted = Fraction(0), Fraction(0)
        cost, fee = Fraction(0), Fraction(0)  # of lots without units, for the next one
        for lot in self.lots:
            summed += lot.quantity
            quantity = new_count(summed) - counted
            counted += quantity
            cost, fee = cost + lot.cost, fee + lot.fee
            if quantity:
                lots.append(Lot(quantity, cost, fee, lot.opened, lot.rate))
                cost, fee = Fraction(0), Fraction(0)
        lots[-1].cost += cost
        lots[-1].fee += fee
        self.lots, self.quantity = lots, counted
