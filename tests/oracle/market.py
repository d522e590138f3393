"""What is traded: instruments, their bars, and what happens to them."""

from dataclasses import dataclass
from fractions import Fraction

from .values import (
    PRICE_LIMIT,
    QUANTITY_LIMIT,
    Number,
    check_fits,
    exact,
    step_of,
)

KINDS = ("equity", "pair", "spot", "perpetual", "future")
OWN_NUMBERS = (
    "initial",
    "maintenance",
    "borrow_rate",
    "borrowable",
    "financing_long",
    "financing_short",
)


@dataclass(frozen=True)
class Instrument:
    """One thing that is traded. `tick_below` is (threshold, finer tick), section 2.

    `currency` and the decimals of its unit are those of the account where they are not given; a
    pair has a `base` too. `initial` and `maintenance` are margins per contract.
    """

    symbol: str
    price_scale: int = 2
    quantity_scale: int = 0
    multiplier: Number = "1"
    tick: Number = "0.01"
    tick_below: tuple[Number, Number] | None = None
    lot: Number = "1"
    negative_price_allowed: bool = False
    kind: str = "equity"
    currency: str | None = None
    unit_scale: int | None = None
    base: str | None = None
    initial: Number | None = None
    maintenance: Number | None = None
    expiry: int | None = None  # its last session
    borrow_rate: Number | None = None
    borrowable: Number | None = None
    financing_long: Number | None = None
    financing_short: Number | None = None

    def __post_init__(self) -> None:
        for name in ("multiplier", "tick", "lot"):
            object.__setattr__(self, name, exact(getattr(self, name)))
        for name in OWN_NUMBERS:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, exact(getattr(self, name)))
        if self.tick_below is not None:
            object.__setattr__(self, "tick_below", tuple(map(exact, self.tick_below)))
        self._check()

    def _check(self) -> None:
        """Raise where kind, ticks, lot or multiplier are no possible ones."""
        if self.kind not in KINDS or (self.kind == "pair") != (self.base is not None):
            raise ValueError(f"{self.kind} is no kind; a pair has a base, nothing else has")
        ticks = [self.tick] + ([self.tick_below[1]] if self.tick_below else [])
        if any(tick <= 0 or tick % step_of(self.price_scale) for tick in ticks):
            raise ValueError(f"a tick of {self.symbol} needs to be a whole number of its scale")
        if self.lot <= 0 or self.lot % step_of(self.quantity_scale) or self.multiplier <= 0:
            raise ValueError(f"lot and multiplier of {self.symbol} need to be positive and whole")

    @property
    def pays_variation(self) -> bool:
        """Section 13: futures and perpetuals post no value at a fill."""
        return self.kind in ("future", "perpetual")

    def tick_at(self, price: Fraction) -> Fraction:
        """The tick that holds at a price: decided by the magnitude of that price."""
        if self.tick_below is not None and abs(price) < self.tick_below[0]:
            return self.tick_below[1]
        return self.tick

    def allows(self, price: Fraction) -> bool:
        """Whether a price has a sign and a magnitude that this instrument can have."""
        fits = abs(price) < PRICE_LIMIT * step_of(self.price_scale)
        return fits and (price > 0 or self.negative_price_allowed)

    def fitting_price(self, price: Fraction) -> Fraction:
        """The price itself, or an error that ends the run."""
        return check_fits(price, self.price_scale, PRICE_LIMIT, "price")

    def fitting_quantity(self, quantity: Fraction) -> Fraction:
        """The quantity itself, or an error that ends the run."""
        return check_fits(quantity, self.quantity_scale, QUANTITY_LIMIT, "quantity")


@dataclass(frozen=True)
class Bar:
    """The prices of one instrument in one row; `volume` is None where the data has none."""

    open: Number
    high: Number
    low: Number
    close: Number
    volume: Number | None = None

    def __post_init__(self) -> None:
        for name in ("open", "high", "low", "close"):
            object.__setattr__(self, name, exact(getattr(self, name)))

    @property
    def can_fill(self) -> bool:
        """Section 5: a bar with volume, or of data that has no volume at all."""
        return self.volume is None or exact(self.volume) > 0

    def at_close(self) -> "Bar":
        """Section 4, step 6: the bar whose four prices are this bar's close."""
        return Bar(self.close, self.close, self.close, self.close, self.volume)


Row = tuple[int, int, dict[str, Bar]]  # time, session, the bars by symbol


@dataclass(frozen=True)
class Dividend:
    """An amount per share; `session` is that of the ex-date, `pay_session` that of the payment.

    Either may be a day between two sessions: 2.3 comes after session 2 and before 2.7 and 3.
    """

    symbol: str
    session: int | Fraction
    amount: Number
    pay_session: int | Fraction | None = None


@dataclass(frozen=True)
class Split:
    """`new` shares for `old` from the start of the session, or of the next one after a day."""

    symbol: str
    session: int | Fraction
    new: int
    old: int


@dataclass(frozen=True)
class Funding:
    """A rate of a perpetual, due so many minutes after the session's midnight."""

    symbol: str
    session: int
    minutes: int
    rate: Number


@dataclass(frozen=True)
class End:
    """The last session of an instrument, and its settlement price where one is given."""

    symbol: str
    session: int
    price: Number | None = None
