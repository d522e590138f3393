"""What is traded and how: instruments, bars, corporate actions, and the setup of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .values import (
    PRICE_LIMIT,
    QUANTITY_LIMIT,
    Number,
    OutOfRangeError,
    check_fits,
    digits_after_point,
    exact,
    step_of,
)

LEDGER_SCALE_MAX = 16


@dataclass(frozen=True)
class Instrument:
    """One thing that is traded. `tick_below` is (threshold, finer tick), section 2."""

    symbol: str
    price_scale: int = 2
    quantity_scale: int = 0
    multiplier: Number = "1"
    tick: Number = "0.01"
    tick_below: tuple[Number, Number] | None = None
    lot: Number = "1"
    negative_price_allowed: bool = False

    def __post_init__(self) -> None:
        for name in ("multiplier", "tick", "lot"):
            object.__setattr__(self, name, exact(getattr(self, name)))
        if self.tick_below is not None:
            threshold, finer = self.tick_below
            object.__setattr__(self, "tick_below", (exact(threshold), exact(finer)))
        ticks = [self.tick] + ([self.tick_below[1]] if self.tick_below else [])
        if any(tick <= 0 or tick % step_of(self.price_scale) for tick in ticks):
            raise ValueError(f"a tick of {self.symbol} needs to be a whole number of its scale")
        if self.lot <= 0 or self.lot % step_of(self.quantity_scale) or self.multiplier <= 0:
            raise ValueError(f"lot and multiplier of {self.symbol} need to be positive and whole")

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
class Setup:
    """Everything of a run but its bars, its actions and its strategy."""

    instruments: Sequence[Instrument]
    capital: Number
    currency: str = "USD"
    unit_scale: int = 2
    commission: tuple = ("none",)
    slippage: tuple = ("none",)
    account: tuple = ("unlimited",)
    fill: str = "next-open"

    def __post_init__(self) -> None:
        if self.ledger_scale > LEDGER_SCALE_MAX:
            raise OutOfRangeError(f"the ledger needs {self.ledger_scale} decimals, 16 at most")
        if self.fill not in ("next-open", "close"):
            raise ValueError(f"fill is next-open or close, not {self.fill}")

    @property
    def ledger_scale(self) -> int:
        """Section 1: the decimals of money in this run."""
        return max(
            max(
                instrument.price_scale
                + instrument.quantity_scale
                + digits_after_point(instrument.multiplier),
                self.unit_scale,
            )
            for instrument in self.instruments
        )
