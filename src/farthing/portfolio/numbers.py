"""Numbers of allocators and limits, as users write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from farthing import given
from farthing.errors import ConfigurationError

DIGITS_MAX = 28
"""Digits before the point, and zeros behind it: other numbers are slips of the pen."""


def read_number(value: Any, what: str) -> Decimal:
    """A number of 0 or more; a float means the shortest decimal that prints it.

    >>> read_number(0.2, "drawdown limit")
    Decimal('0.2')

    Raises:
        ConfigurationError: it is none, or so large or small that it can mean nothing.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ConfigurationError(f"{what} {value!r} is no number") from None
    if not number.is_finite() or number < 0:
        raise ConfigurationError(f"{what} is {given.shown(value)}; it must be 0 or more")
    if number and abs(number.adjusted()) >= DIGITS_MAX:
        raise ConfigurationError(
            f"{what} is {given.shown(value)}; above 0 it is between 1e-{DIGITS_MAX} and "
            f"1e{DIGITS_MAX}"
        )
    return number
