"""The grids of a run: what a whole number of the books stands for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.decimals import scale, shifted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.types import Currency, Instrument


@dataclass(frozen=True, slots=True)
class Grid:
    """Digits and steps of a run, as RULES.md has them.

    Attributes:
        ledger_scale: digits behind the point of money.
        unit_scale: digits behind the point of the unit of the currency.
        unit: what fees and dividends are multiples of, in the last digit of the ledger.
        symbols: the instruments, in their order.
        price_scales: digits behind the point of prices, by instrument; likewise the others.
        quantity_scales: of quantities.
        lots: the step of orders, in the last digit of quantities.
        factors: the value of the last digit of a quantity at the last digit of a price.
    """

    ledger_scale: int
    unit_scale: int
    unit: int
    symbols: tuple[str, ...]
    price_scales: tuple[int, ...]
    quantity_scales: tuple[int, ...]
    lots: tuple[int, ...]
    factors: tuple[int, ...]

    @classmethod
    def of(cls, instruments: Sequence[Instrument], currency: Currency) -> Grid:
        """The grid of instruments that are all in one currency.

        >>> from farthing.types import Currency, Instrument
        >>> Grid.of([Instrument("A", quantity_scale=3)], Currency()).ledger_scale
        5
        """
        needed = (
            each.price_scale + each.quantity_scale + scale(each.multiplier) for each in instruments
        )
        ledger_scale = max(currency.unit_scale, *needed)
        return cls(
            ledger_scale=ledger_scale,
            unit_scale=currency.unit_scale,
            unit=10 ** (ledger_scale - currency.unit_scale),
            symbols=tuple(each.symbol for each in instruments),
            price_scales=tuple(each.price_scale for each in instruments),
            quantity_scales=tuple(each.quantity_scale for each in instruments),
            lots=tuple(mantissa(each.lot, each.quantity_scale) for each in instruments),
            factors=tuple(
                mantissa(each.multiplier, ledger_scale - each.price_scale - each.quantity_scale)
                for each in instruments
            ),
        )

    def value(self, asset: int, quantity: int, price: int) -> int:
        """What so many of an instrument are worth at a price."""
        return quantity * price * self.factors[asset]

    def quantity(self, asset: int, digits: int) -> Decimal:
        """A quantity as a decimal."""
        return shifted(Decimal(digits), -self.quantity_scales[asset])

    def money(self, digits: int) -> Decimal:
        """Money as a decimal."""
        return shifted(Decimal(digits), -self.ledger_scale)


def mantissa(number: Decimal, digits: int) -> int:
    """A number that lies on a grid as a whole number of its last digits.

    >>> mantissa(Decimal("1.5"), 3)
    1500
    """
    return int(shifted(number, digits))
