"""The models of a run that decide money: commission, slippage, account. None has a hidden default.

Each prints itself as it is written on the command line, and is read back from that text.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Rational
from typing import ClassVar, Literal, TypeVar

from farthing.errors import ConfigurationError

Exact = Decimal | int | str | float
"""A number of a model. A float means the shortest decimal that prints it."""

Fill = Literal["next-open", "close"]
"""When market orders fill: at the next bar's open, or at the close at which they are given."""

ACCOUNTS = ("unlimited", "cash", "margin")
ACCOUNTS_NAMED = "unlimited, cash or margin:LEVERAGE"

LEVERAGE_MOST = 2**63 - 1
"""Both numbers of a leverage, as a fraction, are whole numbers of 64 bits in the core."""


def exact(value: Exact, what: str) -> Decimal:
    """The number as a decimal that is not negative.

    >>> exact(0.1, "rate")
    Decimal('0.1')
    """
    try:
        number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    except InvalidOperation:
        raise ConfigurationError(f"{what} {value!r} is no number") from None
    if not number.is_finite() or number < 0:
        raise ConfigurationError(f"{what} is {value}; it must be 0 or more")
    return number


@dataclass(frozen=True, slots=True, init=False)
class Model:
    """A model with the numbers it is made of."""

    name: ClassVar[str]
    core: ClassVar[str]
    numbers: tuple[Decimal, ...]

    def __str__(self) -> str:
        """As on the command line: ``per-share:0.005:1``."""
        return ":".join([self.name, *(format(number, "f") for number in self.numbers)])

    def _set(self, **numbers: Exact) -> None:
        values = tuple(exact(value, f"{self.name} {what}") for what, value in numbers.items())
        object.__setattr__(self, "numbers", values)

    @property
    def for_core(self) -> tuple[str, list[str]]:
        """The name and the numbers as the core takes them."""
        return self.core, [format(number, "f") for number in self.numbers]


@dataclass(frozen=True, slots=True, init=False)
class Commission(Model):
    """What a broker charges: half-even to the posting unit of the currency."""


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
class PerShare(Commission):
    """``rate`` money per unit, at least ``minimum`` per order.

    >>> str(PerShare("0.005", minimum=1))
    'per-share:0.005:1'
    """

    name: ClassVar[str] = "per-share"
    core: ClassVar[str] = "per_share"

    def __init__(self, rate: Exact, minimum: Exact = 0) -> None:
        """Takes money per unit and money per order."""
        self._set(rate=rate, minimum=minimum)


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
class Bps(Commission):
    """``rate`` hundredths of a percent of the value, at least ``minimum`` per order.

    >>> str(Bps(10))
    'bps:10:0'
    """

    name: ClassVar[str] = "bps"
    core: ClassVar[str] = "bps"

    def __init__(self, rate: Exact, minimum: Exact = 0) -> None:
        """Takes basis points and money per order."""
        self._set(rate=rate, minimum=minimum)


@dataclass(frozen=True, slots=True, init=False)
class Slippage(Model):
    """How far a fill is from the price that triggered it, always against the trader."""


@dataclass(frozen=True, slots=True, init=False)
class NoSlippage(Slippage):
    """Fills happen at the price that triggered them."""

    name: ClassVar[str] = "none"
    core: ClassVar[str] = "none"

    def __init__(self) -> None:
        """Takes no numbers."""
        self._set()


@dataclass(frozen=True, slots=True, init=False)
class BpsSlippage(Slippage):
    """``rate`` hundredths of a percent of the price, rounded to the tick against the trader.

    >>> str(BpsSlippage("2.5"))
    'bps:2.5'
    """

    name: ClassVar[str] = "bps"
    core: ClassVar[str] = "bps"

    def __init__(self, rate: Exact) -> None:
        """Takes basis points, with five digits behind the point at most."""
        self._set(rate=rate)


@dataclass(frozen=True, slots=True)
class Account:
    """What an account may hold: ``unlimited``, ``cash``, or ``margin`` with a leverage.

    ``unlimited`` is Zipline's way: cash may be negative. ``cash`` buys nothing on credit and sells
    nothing short. ``margin`` holds, long and short, at most ``leverage`` times its equity. Buying
    power is asked for when an order fills.

    >>> str(Account("margin", Fraction(2)))
    'margin:2'
    """

    kind: Literal["unlimited", "cash", "margin"] = "unlimited"
    leverage: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuses a leverage where none belongs, and the lack of one where it does."""
        if self.kind not in ACCOUNTS:
            raise ConfigurationError(f"no account {self.kind!r}: it is {ACCOUNTS_NAMED}")
        if (self.kind == "margin") != (self.leverage is not None):
            raise ConfigurationError(f"account {self.kind}: a leverage belongs to margin alone")
        if self.leverage is not None:
            _check_leverage(self.leverage)

    def __str__(self) -> str:
        """As on the command line."""
        return self.kind if self.leverage is None else f"{self.kind}:{self.leverage}"

    @property
    def for_core(self) -> tuple[str, list[int]]:
        """The kind and its numbers as the core takes them."""
        if self.leverage is None:
            return self.kind, []
        return self.kind, [self.leverage.numerator, self.leverage.denominator]


def _check_leverage(leverage: Fraction) -> None:
    if not isinstance(leverage, Rational) or isinstance(leverage, bool):
        raise ConfigurationError(f"leverage {leverage!r} is no Fraction, such as Fraction(3, 2)")
    if leverage <= 0:
        raise ConfigurationError(f"leverage is {leverage}; it must be more than 0")
    if max(leverage.numerator, leverage.denominator) > LEVERAGE_MOST:
        raise ConfigurationError(
            f"leverage is {leverage}; neither number of the fraction may be above {LEVERAGE_MOST}"
        )


M = TypeVar("M", bound=Model)

COMMISSIONS: dict[str, type[Commission]] = {
    model.name: model for model in (NoCommission, PerShare, PerTrade, Bps)
}
SLIPPAGES: dict[str, type[Slippage]] = {model.name: model for model in (NoSlippage, BpsSlippage)}


def commission(text: str | Commission) -> Commission:
    """The commission that a text describes.

    >>> commission("per-share:0.005:1")
    PerShare(numbers=(Decimal('0.005'), Decimal('1')))
    """
    return text if isinstance(text, Commission) else _read(text, COMMISSIONS, "commission")


def slippage(text: str | Slippage) -> Slippage:
    """The slippage that a text describes.

    >>> slippage("none")
    NoSlippage(numbers=())
    """
    return text if isinstance(text, Slippage) else _read(text, SLIPPAGES, "slippage")


def fill(text: str) -> Fill:
    """The timing of fills that a text describes.

    >>> fill("close")
    'close'
    """
    if text == "next-open":
        return "next-open"
    if text == "close":
        return "close"
    raise ConfigurationError(f"fill is {text!r}; it is next-open or close")


def account(text: str | Account) -> Account:
    """The account that a text describes.

    >>> account("margin:1.5")
    Account(kind='margin', leverage=Fraction(3, 2))
    """
    if isinstance(text, Account):
        return text
    kind, _, leverage = text.partition(":") if isinstance(text, str) else ("", "", "")
    if kind not in ACCOUNTS:
        raise ConfigurationError(f"no account {text!r}: it is {ACCOUNTS_NAMED}")
    if kind == "margin" and not leverage:
        raise ConfigurationError(f"account {text!r} says no leverage: write it as margin:2")
    try:
        ratio = Fraction(leverage) if leverage else None
    except (ValueError, ZeroDivisionError):
        raise ConfigurationError(
            f"leverage {leverage!r} of {text!r} is no number above 0"
        ) from None
    return Account(kind, ratio)  # type: ignore[arg-type]


def _read(text: str, models: dict[str, type[M]], what: str) -> M:
    name, *numbers = text.split(":") if isinstance(text, str) else ("",)
    if name not in models:
        written = ", ".join(_written(model) for model in models.values())
        raise ConfigurationError(f"no {what} {text!r}: it is one of {written}")
    try:
        return models[name](*numbers)
    except TypeError:
        raise ConfigurationError(
            f"{what} {text!r} has too many or too few numbers: write it as {_written(models[name])}"
        ) from None


def _written(model: type[Model]) -> str:
    """How a model is written, with its numbers in capitals.

    >>> _written(PerShare)
    'per-share:RATE[:MINIMUM]'
    """
    words = [model.name]
    for number in inspect.signature(model).parameters.values():
        is_needed = number.default is inspect.Parameter.empty
        words.append(f":{number.name.upper()}" if is_needed else f"[:{number.name.upper()}]")
    return "".join(words)
