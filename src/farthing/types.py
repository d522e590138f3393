"""The nouns that every part of farthing shares: instruments and what happens to them by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from farthing import _core, given
from farthing.decimals import scale as digits_behind
from farthing.decimals import shifted
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date, datetime

Frequency = Literal["1d", "1h", "1m"]
"""How long a bar is."""

FREQUENCIES: tuple[Frequency, ...] = ("1d", "1h", "1m")

Kind = Literal["equity", "pair", "spot", "perpetual", "future"]
"""What an instrument is; futures and perpetuals are paid by variation, all others in cash."""

KINDS: tuple[Kind, ...] = ("equity", "pair", "spot", "perpetual", "future")

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
    "borrow_rate", "borrowable", "financing_long", "financing_short",
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
        borrow_rate: share a year that a short pays; None where the run's own rate holds.
        borrowable: units that can be borrowed; None where there is no limit.
        financing_long: share a year that a long position costs overnight, as of FX and CFDs;
            negative is earned, None is nothing.
        financing_short: the same of a short position.
        kind: ``equity``, ``pair`` (a currency priced in another), ``spot`` (a coin), ``perpetual``
            or ``future``.
        base: the currency that a pair prices; by default the part of its name before its own
            currency, as ``EUR`` of ``EUR/USD``.
        initial_margin: what opening a contract takes of the account's equity.
        maintenance_margin: what keeping one takes; both are given, or none.
        expiry: a future's last day; None where it is not known.
        settlement_price: what a future is closed at on that day; by default its last price.

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
    borrow_rate: Decimal | None = None
    borrowable: Decimal | None = None
    financing_long: Decimal | None = None
    financing_short: Decimal | None = None
    kind: Kind = "equity"
    base: str | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None
    expiry: date | None = None
    settlement_price: Decimal | None = None

    @property
    def settlement(self) -> Literal["cash", "variation"]:
        """How its profit reaches the account: when it is traded, or at the end of each session.

        >>> Instrument("ESH24", kind="future").settlement
        'variation'
        """
        return "variation" if self.kind in ("future", "perpetual") else "cash"

    def __post_init__(self) -> None:
        """Fills in the grid of the last digit, and refuses one that is no grid."""
        self._check_contract()
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
        given.truth(self.negative_price_allowed, f"{self.symbol}: negative_price_allowed")
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

    def _check_contract(self) -> None:
        """Refuses a kind that is none, half a margin, and an end that none can have."""
        given.text(self.symbol, "symbol")
        if self.kind not in KINDS:
            raise ConfigurationError(
                f"{self.symbol}: kind {self.kind!r} is none of {', '.join(KINDS)}"
            )
        if self.base is not None:
            given.text(self.base, f"{self.symbol}: base")
        margins = (self.initial_margin, self.maintenance_margin)
        if margins.count(None) == 1:
            raise ConfigurationError(
                f"{self.symbol}: a margin is initial_margin and maintenance_margin: give both"
            )
        for name in ("initial_margin", "maintenance_margin"):
            value = getattr(self, name)
            if value is not None and self._exact(name, value) < 0:
                raise ConfigurationError(
                    f"{self.symbol}: {name} is {given.shown(value)}; it is money per contract, "
                    "0 or more, for long and short alike"
                )
        if self.settlement_price is not None:
            self._exact("settlement_price", self.settlement_price)
        if self.expiry is not None:
            day = given.day(self.expiry, f"{self.symbol}: expiry")
            object.__setattr__(self, "expiry", day)
        elif self.settlement_price is not None:
            raise ConfigurationError(f"{self.symbol}: a settlement_price goes with an expiry")

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


@dataclass(frozen=True, slots=True)
class Funding:
    """A share of the value of a perpetual that longs pay to shorts at a time; negative: shorts pay.

    >>> from datetime import UTC, datetime
    >>> Funding("BTC-PERP", datetime(2024, 1, 1, 8, tzinfo=UTC), Decimal("0.0001")).rate
    Decimal('0.0001')
    """

    symbol: str
    time: datetime
    rate: Decimal

    def __post_init__(self) -> None:
        """Refuses a time without a zone, and a rate that is no exact number."""
        given.text(self.symbol, "symbol of a funding payment")
        what = f"funding of {self.symbol}"
        object.__setattr__(self, "time", given.instant(self.time, f"{what}: time"))
        object.__setattr__(self, "rate", given.exact(self.rate, f"{what}: rate"))


@dataclass(frozen=True, slots=True)
class End:
    """The last session of an instrument: it expires, or is not listed any more.

    Positions are closed at ``price`` with that session's last bar; None is the last price.

    >>> from datetime import date
    >>> End("ENRNQ", date(2004, 11, 17), Decimal("0.01")).price
    Decimal('0.01')
    """

    symbol: str
    date: date
    price: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuses what is no end; a moment means its day."""
        given.text(self.symbol, "symbol of an end")
        what = f"end of {self.symbol}"
        object.__setattr__(self, "date", given.day(self.date, f"{what}: date"))
        if self.price is not None:
            object.__setattr__(self, "price", given.exact(self.price, f"{what}: price"))


@dataclass(frozen=True, slots=True)
class Rate:
    """What a unit of one currency costs in another, from the session of a date on.

    >>> from datetime import date
    >>> Rate("EUR", "USD", date(2024, 1, 2), Decimal("1.0956")).rate
    Decimal('1.0956')
    """

    base: str
    quote: str
    date: date
    rate: Decimal

    def __post_init__(self) -> None:
        """Refuses what is no rate; a moment means its day."""
        given.text(self.base, "base of a rate")
        given.text(self.quote, "quote of a rate")
        what = f"rate of {self.base}/{self.quote}"
        object.__setattr__(self, "date", given.day(self.date, f"{what}: date"))
        rate = given.exact(self.rate, what)
        if rate <= 0:
            raise ConfigurationError(f"{what} {rate} is not positive")
        object.__setattr__(self, "rate", rate)
