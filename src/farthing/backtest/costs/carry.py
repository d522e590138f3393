"""Carry: what time costs. Rates are shares a year, counted by calendar days over 360."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from farthing import given
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from farthing.backtest.costs.model import Exact

BORROW_FORM = "RATE, SYMBOL=RATE and SYMBOL<=UNITS, with commas"


@dataclass(frozen=True, slots=True)
class Borrow:
    """What short positions pay for what they borrow, and how much of it there is.

    Args:
        rate: a share a year, of instruments that have none of their own; None is nothing.
        rates: shares a year by symbol; they go before those of the instruments.
        units: units that can be borrowed, by symbol: a fill that would be short of more is refused
            ``no_borrow``.

    >>> str(Borrow("0.02", {"GME": "0.5"}, {"GME": 1000}))
    '0.02,GME=0.5,GME<=1000'
    """

    rate: Decimal | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    units: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Takes numbers as they are given, and refuses what is none."""
        if self.rate is not None:
            object.__setattr__(self, "rate", given.from_zero(self.rate, "borrow"))
        for name in ("rates", "units"):
            numbers = getattr(self, name)
            if not isinstance(numbers, Mapping):
                raise ConfigurationError(f"borrow {name} {numbers!r} are no numbers by symbol")
            own = {
                one: given.from_zero(number, f"borrow of {one}") for one, number in numbers.items()
            }
            object.__setattr__(self, name, own)

    def __str__(self) -> str:
        """As on the command line; ``none`` where nothing is asked."""
        words = [] if self.rate is None else [format(self.rate, "f")]
        words += [f"{symbol}={rate:f}" for symbol, rate in self.rates.items()]
        words += [f"{symbol}<={units:f}" for symbol, units in self.units.items()]
        return ",".join(words) or "none"


@dataclass(frozen=True, slots=True)
class Interest:
    """What cash earns and what owed cash costs, as shares a year.

    >>> str(Interest("0.02", "0.06"))
    '0.02:0.06'
    """

    credit: Decimal = Decimal(0)
    debit: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Takes numbers as they are given; a negative rate is one."""
        for name in ("credit", "debit"):
            object.__setattr__(self, name, given.number(getattr(self, name), f"interest {name}"))

    def __str__(self) -> str:
        """As on the command line; ``none`` where nothing is asked."""
        if not self.credit and not self.debit:
            return "none"
        return f"{self.credit:f}:{self.debit:f}"


def borrow(value: Exact | Borrow | None) -> Borrow:
    """The borrowing that a number or a text describes.

    >>> borrow("0.02,GME=0.5").rates
    {'GME': Decimal('0.5')}
    """
    if isinstance(value, Borrow):
        return value
    if value is None or value == "none":
        return Borrow()
    if not isinstance(value, str):
        return Borrow(given.from_zero(value, "borrow"))
    plain: list[str] = []
    rates: dict[str, Decimal] = {}
    units: dict[str, Decimal] = {}
    for word in value.split(","):
        for mark, numbers in (("<=", units), ("=", rates)):
            name, found, number = word.partition(mark)
            if found:
                _note(numbers, name.strip(), given.from_zero(number, f"borrow of {name}"))
                break
        else:
            plain.append(word)
    if len(plain) > 1:
        raise ConfigurationError(f"borrow {value!r} has several rates for all: it is {BORROW_FORM}")
    return Borrow(given.from_zero(plain[0], "borrow") if plain else None, rates, units)


def _note(numbers: dict[str, Decimal], symbol: str, number: Decimal) -> None:
    if symbol in numbers:
        both = f"{numbers[symbol]} and {number}"
        raise ConfigurationError(f"borrow has two numbers of {symbol}, {both}: give one")
    numbers[symbol] = number


def interest(value: Exact | Interest | None) -> Interest:
    """The interest that a number or a text describes; one number is both rates.

    >>> interest("0.02:0.06").debit
    Decimal('0.06')
    """
    if isinstance(value, Interest):
        return value
    if value is None or value == "none":
        return Interest()
    credit, separator, debit = str(value).partition(":")
    return Interest(
        given.number(credit, "interest"), given.number(debit if separator else credit, "interest")
    )
