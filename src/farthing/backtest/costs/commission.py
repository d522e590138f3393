"""Commissions: what a broker charges, half-even to the posting unit of the currency."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from farthing import given
from farthing.backtest.costs.model import Exact, Model, read
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Maximum:
    """The most that an order is charged: money, or a share of its value in percent.

    >>> str(Maximum.of("1%"))
    '1%'
    """

    amount: Decimal
    is_percent: bool = False

    @classmethod
    def of(cls, value: Exact) -> Maximum:
        """Takes money, or a text such as ``1%``."""
        is_percent = isinstance(value, str) and value.endswith("%")
        number = value[:-1] if isinstance(value, str) and is_percent else value
        return cls(given.from_zero(number, "maximum"), is_percent)

    def __str__(self) -> str:
        """As on the command line."""
        return format(self.amount, "f") + ("%" if self.is_percent else "")


@dataclass(frozen=True, slots=True, init=False)
class Commission(Model):
    """What a broker charges: half-even to the posting unit of the currency.

    Amounts of money are of each instrument's own currency.
    """

    @property
    def has_money(self) -> bool:
        """Whether it has amounts of money, and not shares of a value alone.

        >>> PerTrade(5).has_money, Bps(10).has_money, Bps(10, 1).has_money, Bps(1, 0, 5).has_money
        (True, False, True, True)
        """
        return any(self.numbers)


@dataclass(frozen=True, slots=True, init=False)
class Capped(Commission):
    """A commission that may have a maximum per order, which goes before its minimum."""

    maximum: Maximum | None

    def __init__(
        self, rate: Exact, minimum: Exact = 0, maximum: Exact | Maximum | None = None
    ) -> None:
        """Takes a rate, and money per order."""
        self._set(rate=rate, minimum=minimum)
        self._cap(maximum)

    def _cap(self, maximum: Exact | Maximum | None) -> None:
        if maximum is not None and not isinstance(maximum, Maximum):
            maximum = Maximum.of(maximum)
        object.__setattr__(self, "maximum", maximum)

    def __str__(self) -> str:
        """As on the command line: ``per-share:0.005:1:1%``."""
        # A dataclass with slots is another class than the one that super() without words knows.
        plain = Model.__str__(self)
        return plain if self.maximum is None else f"{plain}:{self.maximum}"

    @property
    def for_core(self) -> tuple[str, list[str]]:
        """The name and the numbers as the core takes them."""
        numbers = [format(number, "f") for number in self.numbers]
        if self.maximum is None:
            return self.core, numbers
        measure = "percent" if self.maximum.is_percent else "amount"
        return f"{self.core}+{measure}", [*numbers, format(self.maximum.amount, "f")]


@dataclass(frozen=True, slots=True, init=False)
class NoCommission(Commission):
    """Nothing is charged.

    >>> str(NoCommission())
    'none'
    """

    name: ClassVar[str] = "none"
    core: ClassVar[str] = "none"

    def __init__(self) -> None:
        """Takes no numbers."""
        self._set()


@dataclass(frozen=True, slots=True, init=False)
class PerShare(Capped):
    """``rate`` money per unit, at least ``minimum`` and at most ``maximum`` per order.

    A maximum is money, or a share of the order's value such as ``"1%"``.

    >>> str(PerShare("0.005", minimum=1)), str(PerShare("0.005", 1, "1%"))
    ('per-share:0.005:1', 'per-share:0.005:1:1%')
    """

    name: ClassVar[str] = "per-share"
    core: ClassVar[str] = "per_share"


@dataclass(frozen=True, slots=True, init=False)
class PerTrade(Commission):
    """``amount`` money per order.

    >>> str(PerTrade("4.95"))
    'per-trade:4.95'
    """

    name: ClassVar[str] = "per-trade"
    core: ClassVar[str] = "per_trade"

    def __init__(self, amount: Exact) -> None:
        """Takes money per order."""
        self._set(amount=amount)


@dataclass(frozen=True, slots=True, init=False)
class Bps(Capped):
    """``rate`` hundredths of a percent of the value, between ``minimum`` and ``maximum`` per order.

    >>> str(Bps(10)), str(Bps(10, 1, 50))
    ('bps:10:0', 'bps:10:1:50')
    """

    name: ClassVar[str] = "bps"
    core: ClassVar[str] = "bps"

    @property
    def has_money(self) -> bool:
        """Whether an order has a minimum or a maximum in money."""
        _, minimum = self.numbers
        return bool(minimum) or (self.maximum is not None and not self.maximum.is_percent)


@dataclass(frozen=True, slots=True, init=False)
class MakerTaker(Commission):
    """Basis points of the value: ``maker`` of what a limit fills at its limit, else ``taker``.

    A negative maker is a rebate. There is no minimum.

    >>> str(MakerTaker("-1", 5))
    'maker-taker:-1:5'
    """

    name: ClassVar[str] = "maker-taker"
    core: ClassVar[str] = "maker_taker"
    has_money: ClassVar[bool] = False

    def __init__(self, maker: Exact, taker: Exact) -> None:
        """Takes basis points of what gives and of what takes liquidity."""
        numbers = (
            given.number(maker, "maker-taker maker"),
            given.from_zero(taker, "maker-taker taker"),
        )
        object.__setattr__(self, "numbers", numbers)


@dataclass(frozen=True, slots=True, init=False)
class Tiered(Capped):
    """Money per unit that depends on the units traded in the month before the order.

    ``tiers`` are pairs of the units from which a rate holds, and the rate; the first begins at 0.
    The whole order has the rate of its first fill.

    >>> str(Tiered([(0, "0.0035"), (300_000, "0.002")], minimum="0.35", maximum="1%"))
    'tiered:0=0.0035:300000=0.002:min=0.35:max=1%'
    """

    name: ClassVar[str] = "tiered"
    core: ClassVar[str] = "tiered"

    def __init__(
        self,
        tiers: list[tuple[Exact, Exact]],
        minimum: Exact = 0,
        maximum: Exact | Maximum | None = None,
    ) -> None:
        """Takes pairs of units and money per unit, and money per order."""
        pairs = [
            (given.from_zero(units, "tier"), given.from_zero(rate, "tiered rate"))
            for units, rate in tiers
        ]
        begins = [units for units, _ in pairs]
        if begins[:1] != [0] or any(one >= other for one, other in pairwise(begins)):
            raise ConfigurationError(
                f"tiers begin at {[str(units) for units in begins]}: the first must be 0, and each "
                "above the one before"
            )
        numbers = [
            given.from_zero(minimum, "tiered minimum"),
            *(number for pair in pairs for number in pair),
        ]
        object.__setattr__(self, "numbers", tuple(numbers))
        self._cap(maximum)

    def __str__(self) -> str:
        """As on the command line."""
        minimum, *rest = (format(number, "f") for number in self.numbers)
        tiers = [f"{units}={rate}" for units, rate in zip(rest[::2], rest[1::2], strict=True)]
        most = [] if self.maximum is None else [f"max={self.maximum}"]
        return ":".join([self.name, *tiers, f"min={minimum}", *most])

    @classmethod
    def read(cls, words: list[str]) -> Tiered:
        """The schedule of ``UNITS=RATE`` words, with ``min=MONEY`` and ``max=MONEY``."""
        if not words:
            raise ConfigurationError(
                f"commission {cls.name!r} has no tiers: write it as {cls.name}:UNITS=RATE"
                "[:UNITS=RATE...][:min=MONEY][:max=MONEY], such as tiered:0=0.0035:300000=0.002"
            )
        pairs = [word.partition("=") for word in words]
        if not all(rate for _, _, rate in pairs):
            raise ConfigurationError(
                f"tiers {':'.join(words)!r} are no UNITS=RATE words such as 0=0.0035:300000=0.002"
            )
        ends = [(name, value) for name, _, value in pairs if name in ("min", "max")]
        named = dict(ends)
        if len(ends) > len(named):
            raise ConfigurationError(
                f"tiers {':'.join(words)!r} have a min or a max twice: give one of each"
            )
        tiers: list[tuple[Exact, Exact]] = [
            (units, rate) for units, _, rate in pairs if units not in named
        ]
        return cls(tiers, named.get("min", 0), named.get("max"))


COMMISSIONS: dict[str, type[Commission]] = {
    model.name: model for model in (NoCommission, PerShare, PerTrade, Bps, MakerTaker)
}


def ibkr_fixed() -> PerShare:
    """Interactive Brokers Pro, US stocks, fixed: 0.005 a share, at least 1, at most 1 % of value.

    As published by interactivebrokers.com, 2024-01; regulatory fees come on top. Check it against
    your own schedule before you rely on it.

    >>> str(ibkr_fixed())
    'per-share:0.005:1:1%'
    """
    return PerShare("0.005", 1, "1%")


def ibkr_tiered() -> Tiered:
    """Interactive Brokers Pro, US stocks, tiered by shares a month; at least 0.35, at most 1 %.

    As published by interactivebrokers.com, 2024-01; exchange, clearing and regulatory fees come on
    top. The broker charges each share by its own tier; here the whole order has the tier of its
    first fill. Check it against your own schedule before you rely on it.

    >>> str(ibkr_tiered())
    'tiered:0=0.0035:300000=0.002:3000000=0.0015:20000000=0.001:100000000=0.0005:min=0.35:max=1%'
    """
    tiers: list[tuple[Exact, Exact]] = [
        (0, "0.0035"), (300_000, "0.002"), (3_000_000, "0.0015"), (20_000_000, "0.001"),
        (100_000_000, "0.0005"),
    ]  # fmt: skip
    return Tiered(tiers, minimum="0.35", maximum="1%")


def binance_spot() -> MakerTaker:
    """Binance, spot, regular user without discounts: 0.1 % maker and taker.

    As published by binance.com, 2024-01. Check it against your own schedule before you rely on it.

    >>> str(binance_spot())
    'maker-taker:10:10'
    """
    return MakerTaker(10, 10)


def coinbase_advanced() -> MakerTaker:
    """Coinbase Advanced, lowest tier (below 10,000 USD in 30 days): 0.4 % maker, 0.6 % taker.

    As published by coinbase.com, 2023-06. Check it against your own schedule before you rely on it.

    >>> str(coinbase_advanced())
    'maker-taker:40:60'
    """
    return MakerTaker(40, 60)


PRESETS = {
    "ibkr-fixed": ibkr_fixed,
    "ibkr-tiered": ibkr_tiered,
    "binance-spot": binance_spot,
    "coinbase-advanced": coinbase_advanced,
}
"""Schedules of brokers by name; a run prints the numbers that a name stood for."""


def commission(text: str | Commission) -> Commission:
    """The commission that a text describes: a model with its numbers, or the name of a preset.

    >>> commission("per-share:0.005:1").numbers
    (Decimal('0.005'), Decimal('1'))
    >>> str(commission("ibkr-fixed"))
    'per-share:0.005:1:1%'
    """
    if isinstance(text, Commission):
        return text
    if isinstance(text, str) and text in PRESETS:
        return PRESETS[text]()
    name, *words = text.split(":") if isinstance(text, str) else [""]
    if name == Tiered.name:
        return Tiered.read(words)
    try:
        return read(text, COMMISSIONS, "commission")
    except ConfigurationError as error:
        if name in COMMISSIONS:
            raise
        raise ConfigurationError(f"{error}, {Tiered.name}, {', '.join(PRESETS)}") from None
