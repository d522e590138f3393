"""Exact numbers: how they come in, the few ways to round them, and how they go out."""

import math
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction

Number = float | int | str | Decimal | Fraction

PRICE_LIMIT = 2**53  # in steps of 10^-price_scale
QUANTITY_LIMIT = 2**62  # in steps of 10^-quantity_scale
SHARE_LIMIT = 2**63  # of a bar's volume, in steps of 10^-9

UNROUNDED = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


class OutOfRangeError(ValueError):
    """A number that does not fit, or is none, ends the run."""


def exact(number: Number) -> Fraction:
    """The number that was meant: a float is the shortest decimal that prints it."""
    if isinstance(number, Fraction):
        return number
    decimal = Decimal(float.__repr__(number)) if isinstance(number, float) else Decimal(number)
    if not decimal.is_finite():
        raise OutOfRangeError(f"{number} is not a finite number; give one that is")
    return Fraction(decimal)


def step_of(scale: int) -> Fraction:
    """One step of a scale: `10^-scale`."""
    return Fraction(1, 10**scale)


def floor_to(number: Fraction, step: Fraction) -> Fraction:
    """Towards negative infinity, to a whole number of steps."""
    return math.floor(number / step) * step


def ceil_to(number: Fraction, step: Fraction) -> Fraction:
    """Towards positive infinity, to a whole number of steps."""
    return math.ceil(number / step) * step


def cut_to(number: Fraction, step: Fraction) -> Fraction:
    """Towards zero, to a whole number of steps."""
    return math.trunc(number / step) * step


def half_even_to(number: Fraction, step: Fraction) -> Fraction:
    """To the nearest whole number of steps, ties to the even one."""
    return round(number / step) * step


def root_half_even_to(number: Fraction, step: Fraction) -> Fraction:
    """The square root to the nearest whole number of steps, ties to the even one."""
    squared = number / step**2
    below = math.isqrt(math.floor(squared))
    twice_the_middle = (2 * below + 1) ** 2
    if 4 * squared > twice_the_middle or (4 * squared == twice_the_middle and below % 2):
        below += 1
    return below * step


def sign(number: Fraction) -> int:
    """1, 0 or -1."""
    return (number > 0) - (number < 0)


def digits_after_point(number: Fraction) -> int:
    """The decimals needed to write the number; trailing zeros do not count."""
    decimals = 0
    while 10**decimals % number.denominator:
        decimals += 1
    return decimals


def at_scale(number: Fraction, scale: int) -> Decimal:
    """The number as a Decimal of `scale` decimals; it must be whole there: nothing is rounded."""
    steps, rest = divmod(number.numerator * 10**scale, number.denominator)
    if rest:
        raise ArithmeticError(f"{number} is not a whole number of 10^-{scale}")
    return Decimal(steps).scaleb(-scale, UNROUNDED)


def check_fits(number: Fraction, scale: int, limit: int, name: str) -> Fraction:
    """The number itself, when its magnitude stays below `limit` steps of the scale."""
    if abs(number) >= limit * step_of(scale):
        raise OutOfRangeError(f"{name} {number} needs a magnitude below {limit} of 10^-{scale}")
    return number
