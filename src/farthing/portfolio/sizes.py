"""The size of an order in units, as the doors of RULES.md, section 2, read it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import OrderError

if TYPE_CHECKING:
    from farthing.portfolio.grid import Grid

INTENTS = ("quantity", "value", "percent")
"""What a size means; each also with ``target_`` before it."""

TARGET = "target_"

QUANTITY_MAX = 2**62 - 1


class Unreadable(Exception):  # noqa: N818 - a refusal, which the core gives its name
    """The core would refuse the size."""


def units(
    size: Fraction, intent: str, *, is_float: bool, asset: int, grid: Grid, price: int,
    equity: int,
) -> int:  # fmt: skip
    """How many units a size comes to, a whole number of lots; of a target, those to be held.

    Args:
        size: the number, see ``asked``.
        intent: one of ``INTENTS``, or a target of one.
        is_float: whether it was a float, which goes to the lot towards zero.
        asset: the instrument, by place.
        grid: of the run.
        price: its last price; 0 where it has none.
        equity: of whom the order is.

    Raises:
        Unreadable: the core refuses such a size.
    """
    lot, kind = grid.lots[asset], intent.removeprefix(TARGET)
    if kind == "quantity":
        found = _of_quantity(size * 10 ** grid.quantity_scales[asset], lot, is_float=is_float)
    elif not size and kind != intent:
        return 0  # a target of nothing needs no price
    else:
        whole = equity if kind == "percent" else 10**grid.ledger_scale
        money = towards_zero(size.numerator * whole, size.denominator)  # to the ledger
        if not price:
            raise Unreadable("no_price")
        found = towards_zero(money, price * grid.factors[asset] * lot) * lot
    if abs(found) > QUANTITY_MAX:
        raise Unreadable("quantity_too_large")
    if not found and size and kind == intent:
        raise Unreadable("below_lot")
    return found


def towards_zero(amount: int, divisor: int) -> int:
    """A quotient without what is behind its point.

    >>> towards_zero(7, 2), towards_zero(-7, 2), towards_zero(7, -2)
    (3, -3, -3)
    """
    quotient = abs(amount) // abs(divisor)
    return quotient if (amount < 0) == (divisor < 0) else -quotient


def _of_quantity(exact: Fraction, lot: int, *, is_float: bool) -> int:
    lots = exact / lot
    if not is_float and lots.denominator != 1:
        raise Unreadable("off_lot")
    return int(lots) * lot


def asked(size: Any) -> tuple[Fraction, bool]:
    """The number that a size is, and whether it is a float: that means the decimal it prints.

    >>> asked(0.1), asked("2.50")
    ((Fraction(1, 10), True), (Fraction(5, 2), False))
    """
    is_float = isinstance(size, (float, np.floating))
    if isinstance(size, (bool, np.bool_)):
        raise OrderError(f"a size is {size}: give a number of units, of money, or a share")
    try:
        number = Decimal(str(size))
    except InvalidOperation:
        raise OrderError(f"a size is {size!r}, which is no number") from None
    if not number.is_finite():
        raise OrderError(f"a size is {size}: give a finite number")
    return Fraction(number), is_float
