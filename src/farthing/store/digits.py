"""Exact numbers as text that sorts as they do: the form in which SQLite keeps them.

SQLite has no decimal: what is declared NUMERIC becomes a float, integers end at 64 bits and turn
into floats beyond, and plain text sorts 100.2 before 9.1. Its text has the collation RTRIM, which
ignores spaces at the end. So a number is its sign, how many digits stand before its point, and
those digits; zeros at the end of its fraction are spaces. Text compares, sorts and is indexed as
the numbers are, and no digit is lost.
"""

from __future__ import annotations

from decimal import Decimal

WHOLE_MAX = 99
"""Digits before the point: two places of the text say how many there are."""

SCALE_MAX = 99
"""Digits behind the point."""

POSITIVE, NEGATIVE, END = "p", "n", "~"
"""Begin the text of a number of either sign; the end of a negative one sorts behind any digit."""

LENGTHS = tuple(f"{digits:02}:" for digits in range(WHOLE_MAX + 1))
"""How many digits stand before the point, as the text says it."""

COMPLEMENT = str.maketrans("0123456789", "9876543210")


def exact(number: Decimal) -> Decimal:
    """A number as both databases keep it: in full, and zero without a sign.

    Raises:
        TypeError: it is no decimal; a whole number is one without a fraction.
        ValueError: it is not finite, or has more digits than a column takes.

    >>> exact(Decimal("1E+3")), exact(Decimal("-0.00")), exact(7)
    (Decimal('1000'), Decimal('0.00'), Decimal('7'))
    """
    return Decimal(_in_full(number))


def _in_full(number: Decimal) -> str:
    """The digits of an exact number, all of them, with its sign where it is below nothing."""
    if not isinstance(number, Decimal):
        number = _whole(number)
    if not number.is_finite():
        raise ValueError(f"{number} is not finite; an exact column takes finite numbers")
    shown = f"{number:f}" if -SCALE_MAX <= number.adjusted() < WHOLE_MAX else ""
    if not shown or (len(shown) > SCALE_MAX and len(shown.partition(".")[2]) > SCALE_MAX):
        raise ValueError(
            f"{number} has more than {WHOLE_MAX} digits before its point or {SCALE_MAX} behind it; "
            "round it to a scale first"
        )
    return shown if number else shown.removeprefix("-")


def _whole(number: object) -> Decimal:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(
            f"{number!r} is of type {type(number).__name__}; an exact column takes a Decimal or "
            "a whole number"
        )
    return Decimal(number)


def to_key(number: Decimal) -> str:
    """The text of an exact number.

    >>> to_key(Decimal("100.2")), to_key(Decimal("9.1")), to_key(Decimal("9.10"))
    ('p03:100.2', 'p01:9.1', 'p01:9.1 ')
    >>> to_key(Decimal("-9.1")) < to_key(Decimal("-9")) < to_key(Decimal(0))
    True
    """
    shown = _in_full(number)
    size = shown.removeprefix("-")
    whole, point, _ = size.partition(".")
    digits = size.rstrip("0").removesuffix(".") if point else size
    body = LENGTHS[len(whole)] + digits
    zeros = " " * (len(size) - max(len(digits), len(whole) + len(point)))
    if shown[0] == "-":
        return f"{NEGATIVE}{body.translate(COMPLEMENT)}{END}{zeros}"
    return f"{POSITIVE}{body}{zeros}"


def from_key(key: str) -> Decimal:
    """The number of a text that ``to_key`` wrote.

    Raises:
        ValueError: it is no such text.

    >>> from_key(to_key(Decimal("-100.250")))
    Decimal('-100.250')
    """
    body = key.rstrip(" ")
    if body.startswith(NEGATIVE) and body.endswith(END):
        sign, digits = "-", body[1:-1].translate(COMPLEMENT)
    elif body.startswith(POSITIVE):
        sign, digits = "", body[1:]
    else:
        raise ValueError(f"{key!r} is no exact number as this store writes them")
    zeros = "0" * (len(key) - len(body))
    point = "." if zeros and "." not in digits else ""
    return Decimal(f"{sign}{digits.partition(':')[2]}{point}{zeros}")
