"""The nouns that every part of farthing shares: instruments and what companies do to shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

Frequency = Literal["1d", "1h", "1m"]
"""How long a bar is."""

FREQUENCIES: tuple[Frequency, ...] = ("1d", "1h", "1m")

PRICE_SCALE_MAX = 16
"""More digits behind the point would leave a ledger too few before it."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and the digits of its smallest posting: USD has 2, JPY 0, BTC 8.

    >>> Currency("JPY", 0).unit
    Decimal('1')
    """

    code: str = "USD"
    unit_scale: int = 2

    @property
    def unit(self) -> Decimal:
        """The smallest amount that is posted."""
        return Decimal(1).scaleb(-self.unit_scale)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One thing that can be bought and sold, with the grid of its prices and quantities.

    Args:
        symbol: its name.
        price_scale: digits behind the point of its prices.
        quantity_scale: digits behind the point of its quantities; 0 for whole shares.
        volume_scale: digits behind the point of its volumes.
        tick: smallest step of an order's price; by default the last digit of the prices.
        tick_below: ``(threshold, tick)``: a finer step for prices below the threshold.
        lot: smallest step of an order's quantity; by default the last digit of quantities.
        multiplier: money per unit of price and quantity: 1 for a share.
        currency: what it is priced in.
        negative_price_allowed: whether a price may be zero or less.

    >>> apple = Instrument("AAPL", price_scale=2)
    >>> apple.tick, apple.lot
    (Decimal('0.01'), Decimal('1'))
    """

    symbol: str
    price_scale: int = 2
    quantity_scale: int = 0
    volume_scale: int = 0
    tick: Decimal = Decimal(0)
    tick_below: tuple[Decimal, Decimal] | None = None
    lot: Decimal = Decimal(0)
    multiplier: Decimal = Decimal(1)
    currency: Currency = Currency()
    negative_price_allowed: bool = False

    def __post_init__(self) -> None:
        """Fills in the grid of the last digit, and refuses one that is no grid."""
        for name, scale in (("tick", self.price_scale), ("lot", self.quantity_scale)):
            if not 0 <= scale <= PRICE_SCALE_MAX:
                raise ConfigurationError(
                    f"{self.symbol}: {scale} digits behind the point; between 0 and "
                    f"{PRICE_SCALE_MAX} are possible"
                )
            step = getattr(self, name) or Decimal(1).scaleb(-scale)
            if step <= 0 or step != round(step, scale):
                raise ConfigurationError(
                    f"{self.symbol}: {name} {step} must be positive and have at most {scale} "
                    "digits behind the point"
                )
            object.__setattr__(self, name, step)


@dataclass(frozen=True, slots=True)
class Dividend:
    """Cash per share to those who held at the close before the ex-date.

    ``pay_date`` is None where the source does not tell; the cash then comes on the ex-date.
    ``amount`` is per share as before a split of the same day.
    """

    symbol: str
    ex_date: date
    amount: Decimal
    pay_date: date | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """``new`` shares for ``old`` ones from the first bar of ``date`` on.

    >>> from datetime import date
    >>> Split("AAPL", date(2014, 6, 9), new=7, old=1).new
    7
    """

    symbol: str
    date: date
    new: int
    old: int
