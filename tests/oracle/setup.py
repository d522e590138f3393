"""Everything of a run but its bars, its actions and its strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .market import Bar, End, Funding, Instrument
from .values import Number, OutOfRangeError, digits_after_point, step_of

LEDGER_SCALE_MAX = 16
FILLS = ("next-open", "next-close", "close")
Specification = tuple  # a model and its numbers, as ("bps", "10", "0")


@dataclass(frozen=True)
class Setup:
    """The models of a run; each tuple names one, with its numbers.

    - `latency`: of submit, modify and cancel: nanoseconds, `uniform:A:B` or `exponential:M`.
    - `controls`: as (("order_units", "100"), ("restricted", "A", "3-7"), ("long_only",)).
    - `rates`: (base, other currency, session, rate).
    - `finer`: the finer bars by (session, row of the session from 1), where they are to be used.
    """

    instruments: Sequence[Instrument]
    capital: Number
    currency: str = "USD"
    unit_scale: int = 2
    commission: Specification = ("none",)
    slippage: Specification = ("none",)
    account: Specification = ("unlimited",)
    fill: str = "next-open"
    volume_limit: Number | None = None
    grace: int = 0
    borrow: Number = 0
    interest: tuple[Number, Number] = (0, 0)
    latency: tuple[str, str, str] = ("0", "0", "0")
    seed: int = 0
    controls: tuple[Specification, ...] = ()
    first_day: date = date(2020, 1, 2)
    convert: str = "none"
    rates: tuple[tuple[str, str, int, Number], ...] = ()
    fundings: Sequence[Funding] = ()
    ends: Sequence[End] = ()
    finer: dict[tuple[int, int], Sequence[dict[str, Bar]]] | None = None

    def __post_init__(self) -> None:
        if self.ledger_scale > LEDGER_SCALE_MAX:
            raise OutOfRangeError(f"the ledger needs {self.ledger_scale} decimals, 16 at most")
        if self.fill not in FILLS or self.convert not in ("none", "each"):
            raise ValueError(f"{self.fill}, {self.convert}: one of {FILLS}; none or each")
        for currency in self.currencies:
            if currency != self.currency and not self._has_rate(currency):
                raise OutOfRangeError(f"{currency} has no rate to {self.currency}")

    def currency_of(self, instrument: Instrument) -> str:
        """The currency in which an instrument is traded."""
        return instrument.currency or self.currency

    def unit_of(self, instrument: Instrument) -> Fraction:
        """The step that fees, dividends and carry of an instrument are rounded to."""
        return step_of(self.unit_scale_of(instrument))

    def unit_scale_of(self, instrument: Instrument) -> int:
        """The decimals of the unit of an instrument's currency."""
        return self.unit_scale if instrument.unit_scale is None else instrument.unit_scale

    def day_of(self, session: int) -> date:
        """The day of a session: the calendar of the tables has every day."""
        return self.first_day + timedelta(days=session)

    @property
    def currencies(self) -> list[str]:
        """The account's own, then the others in the order of the instruments."""
        others = [self.currency_of(instrument) for instrument in self.instruments]
        return list(dict.fromkeys([self.currency, *others]))

    @property
    def all_ends(self) -> list[End]:
        """The ends that were given, and the expiries of instruments."""
        named = {end.symbol for end in self.ends}
        expiries = [
            End(one.symbol, one.expiry)
            for one in self.instruments
            if one.expiry is not None and one.symbol not in named
        ]
        return [*self.ends, *expiries]

    @property
    def ledger_scale(self) -> int:
        """Section 1: the decimals of money in this run."""
        scales = [
            instrument.price_scale
            + instrument.quantity_scale
            + digits_after_point(instrument.multiplier)
            for instrument in self.instruments
        ]
        units = [self.unit_scale_of(instrument) for instrument in self.instruments]
        return max(*scales, *units, self.unit_scale)

    def _has_rate(self, currency: str) -> bool:
        pairs = [(one.base, self.currency_of(one)) for one in self.instruments if one.base]
        pairs += [(base, other) for base, other, _, _ in self.rates]
        return any({currency, self.currency} == set(pair) for pair in pairs)
