"""Decimals as they are written: what is done here depends on no decimal context."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Rounds nothing that is not a quotient or a root, and raises nothing."""

WIDE = Context(prec=100)
"""Of a page, say: ``with localcontext(WIDE)``; what it shows has fewer digits than this."""


def canonical(number: Decimal) -> Decimal:
    """A number without zeros behind its last digit: equal numbers have the same digits.

    ``Decimal.normalize`` by itself would round to the precision that the thread happens to have.

    >>> canonical(Decimal("1.50")), canonical(Decimal(10**30 + 10)), canonical(Decimal("-0.0"))
    (Decimal('1.5'), Decimal('1.00000000000000000000000000001E+30'), Decimal('0'))
    """
    if not number.is_finite():
        return number
    return EXACT.normalize(number) if number else Decimal(0)


def shifted(number: Decimal, places: int) -> Decimal:
    """A finite number times a power of ten, with all its digits.

    >>> shifted(Decimal("0.0015"), 4)
    Decimal('15')
    """
    return EXACT.scaleb(number, places)


def step_of(scale: int) -> Decimal:
    """The smallest number of so many digits behind the point.

    >>> step_of(2), step_of(0)
    (Decimal('0.01'), Decimal('1'))
    """
    return Decimal((0, (1,), -scale))


def scale(number: Decimal) -> int:
    """Digits behind the point of a finite number, those that are zero left out.

    >>> scale(Decimal("1.50")), scale(Decimal("1E+3"))
    (1, 0)
    """
    exponent = canonical(number).as_tuple().exponent
    assert isinstance(exponent, int), "the number is finite"
    return max(0, -exponent)
