"""Numbers as a plain program has them.

Every baseline is written once and runs in two kinds of numbers: ``plain`` ones are Python's whole
numbers and floats, ``decimal`` ones are decimals of 50 digits that become floats at the very end.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

Number = TypeVar("Number", float, Decimal)
"""Floats and whole numbers, or decimals."""

NAN = float("nan")
DIGITS = 50
"""Sums of prices are exact in so many digits; a quotient that is rounded here and then to a float
is the float nearest to the true one, unless that lies next to the middle of two floats."""

SCALE = 8
"""Digits behind the point that an indicator hears."""


def exact() -> AbstractContextManager[Context]:
    """Arithmetic with room for every sum."""
    return localcontext(prec=DIGITS, rounding=ROUND_HALF_EVEN)


def plain(values: Iterable[Any]) -> list[Any]:
    """A list of Python's own numbers."""
    return values.tolist() if hasattr(values, "tolist") else list(values)


def decimals(values: Iterable[Any]) -> list[Decimal]:
    """Decimals of what users have: decimals as they are, floats by their shortest decimal.

    >>> decimals([0.1, Decimal("1.50")])
    [Decimal('0.1'), Decimal('1.50')]
    """
    return [
        value if isinstance(value, Decimal) else Decimal(repr(value)) for value in plain(values)
    ]


def wholes(values: Iterable[Any]) -> list[int]:
    """Whole numbers of 10^-8.

    >>> wholes([0.1, Decimal("1.50")])
    [10000000, 150000000]
    """
    return [int(value.scaleb(SCALE)) for value in decimals(values)]


def root(value: Number) -> Number:
    """The square root, in the kind of the number."""
    return value.sqrt() if isinstance(value, Decimal) else math.sqrt(value)


def canonical(number: Decimal) -> Decimal:
    """A number without zeros behind its last digit."""
    text = format(number, "f")
    if "." in text:
        return Decimal(text.rstrip("0").rstrip("."))
    digits = text.rstrip("0")
    return Decimal(f"{digits}E+{len(text) - len(digits)}") if digits.strip("-") else Decimal(0)


def shifted(number: Decimal, places: int) -> Decimal:
    """A number times a power of ten."""
    with exact():
        return number.scaleb(places)


def scale(number: Decimal) -> int:
    """Digits behind the point, without zeros at the end."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))
