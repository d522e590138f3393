"""The nouns that every part of farthing shares: instruments and what companies do to shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from farthing import _core, given
from farthing.decimals import scale as digits_behind
from farthing.decimals import shifted
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

Frequency = Literal["1d", "1h", "1m"]
"""How long a bar is."""

FREQUENCIES: tuple[Frequency, ...] = ("1d", "1h", "1m")

PRICE_SCALE_MAX = _core.LEDGER_SCALE_MAX
"""More digits behind the point would leave a ledger too few before it."""

UNIT_SCALE_MAX = 38
"""No decimal has more digits."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and the digits of its smallest posting: USD has 2, JPY 0, BTC 8.

    >>> Currency("JPY", 0).unit
    Decimal('1')
    """

    code: str = "USD"
    unit_scale: int = 2

    def __post_init__(self) -> None:
        """Refuses what is no currency."""
        given.text(self.code, "currency code")
        given.scale(self.unit_scale, f"currency {self.code}", UNIT_SCALE_MAX)

    @property
    def unit(self) -> Decimal:
        """The smallest amount that is posted."""
        return shifted(Decimal(1), -self.unit_scale)


OWN_CONDITIONS = (
    "initial", "maintenance", "borrow_rate", "borrowable", "financing_long", "financing_short",
)  # fmt: skip
"""Numbers that only some instruments have; a record of one that has none leaves them out."""


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
        initial: margin that a contract takes of the account's equity instead of its value, to open
            it; None where its value counts. With ``maintenance``, to keep it.
        borrow_rate: share a year that a short pays; None where the run's own rate holds.
        borrowable: units that can be borrowed; None where there is no limit.
        financing_long: share a year that a long position costs overnight, as of FX and CFDs;
            negative is earned, None is nothing.
        financing_short: the same of a short position.

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
    initial: Decimal | None = None
    maintenance: Decimal | None = None
    borrow_rate: Decimal | None = None
    borrowable: Decimal | None = None
    financing_long: Decimal | None = None
    financing_short: Decimal | None = None

    def __post_init__(self) -> None:
        """Fills in the grid of the last digit, and refuses one that is no grid."""
        given.text(self.symbol, "symbol")
        if not isinstance(self.currency, Currency):
            raise ConfigurationError(
                f"{self.symbol}: currency {self.currency!r} is none; "
                "give one such as farthing.Currency('USD', 2)"
            )
        for name, scale in (("tick", self.price_scale), ("lot", self.quantity_scale)):
            given.scale(scale, self.symbol, PRICE_SCALE_MAX)
            object.__setattr__(self, name, self._step(name, getattr(self, name), scale))
        given.scale(self.volume_scale, self.symbol, PRICE_SCALE_MAX)
        self._exact("multiplier", self.multiplier)
        if self.tick_below is not None:
            if not isinstance(self.tick_below, tuple) or len(self.tick_below) != 2:
                raise ConfigurationError(
                    f"{self.symbol}: tick_below {self.tick_below!r} is no (threshold, tick)"
                )
            for value in self.tick_below:
                self._exact("tick_below", value)
        self._check_conditions()

    def _check_conditions(self) -> None:
        """Margins and rates are exact numbers; only financing may be negative."""
        for name in OWN_CONDITIONS:
            value = getattr(self, name)
            if value is None:
                continue
            number = self._exact(name, value)
            if number < 0 and not name.startswith("financing"):
                raise ConfigurationError(f"{self.symbol}: {name} is {number}; it must be 0 or more")
            object.__setattr__(self, name, number)
        if (self.initial is None) != (self.maintenance is None):
            raise ConfigurationError(
                f"{self.symbol}: initial and maintenance margin belong together; give both or none"
            )

    def _step(self, name: str, value: Any, scale: int) -> Decimal:
        """A step of the grid: the one that was given, else the last digit."""
        step = self._exact(name, value) or shifted(Decimal(1), -scale)
        if step <= 0 or digits_behind(step) > scale:
            raise ConfigurationError(
                f"{self.symbol}: {name} {step} must be positive and have at most {scale} "
                "digits behind the point"
            )
        return step

    def _exact(self, name: str, value: Any) -> Decimal:
        return given.exact(value, f"{self.symbol}: {name}")


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

    def __post_init__(self) -> None:
        """Refuses what is no dividend; a moment means its day."""
        given.text(self.symbol, "symbol of a dividend")
        what = f"dividend of {self.symbol}"
        object.__setattr__(self, "ex_date", given.day(self.ex_date, f"{what}: ex_date"))
        if self.pay_date is not None:
            object.__setattr__(self, "pay_date", given.day(self.pay_date, f"{what}: pay_date"))
        amount = given.exact(self.amount, f"{what}: amount")
        if amount < 0:
            raise ConfigurationError(f"{what}: amount {amount} is negative; it must be 0 or more")
        object.__setattr__(self, "amount", amount)


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

    def __post_init__(self) -> None:
        """Refuses what is no split; a moment means its day."""
        given.text(self.symbol, "symbol of a split")
        what = f"split of {self.symbol}"
        object.__setattr__(self, "date", given.day(self.date, f"{what}: date"))
        for name, count in (("new", self.new), ("old", self.old)):
            given.count(count, f"{what}: {name}")
