"""Figures as people read them, in plain characters. Money is written from decimals alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

DASH = "–"
"""What stands where something is not defined."""

MONEY_DIGITS = 2
"""Digits behind the point that money has at least, where its ledger has them."""


SHORT_YEAR = 0.5
"""Part of a year below which a yearly figure says little."""

LEGIBLE = 1e8
"""A share from which on nobody reads its digits: a few sessions, compounded over a year."""

BYTES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
WHOLE_FROM = 100
"""From so many of a unit of memory on, a digit behind the point says little."""


def money(value: Decimal | None, *, signed: bool = False) -> str:
    """An amount, exact; zeros behind the second digit are left out.

    >>> from decimal import Decimal
    >>> money(Decimal("-1234567.8900")), money(Decimal("0.125")), money(Decimal(100_000))
    ('-1,234,567.89', '0.125', '100,000')
    """
    return _exact(value, MONEY_DIGITS, signed=signed)


def quantity(value: Decimal | None) -> str:
    """A number of units, exact.

    >>> from decimal import Decimal
    >>> quantity(Decimal("1500.00"))
    '1,500'
    """
    return _exact(value, 0, signed=False)


def count(number: int, noun: str, nouns: str = "") -> str:
    """So many of something; ``nouns`` where several are not called by adding an s.

    >>> count(1, "bar"), count(2345, "bar"), count(0, "entry", "entries")
    ('1 bar', '2,345 bars', '0 entries')
    """
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def percent(value: float | None, *, signed: bool = False, digits: int = 2) -> str:
    """A share in percent; a dash where it is not defined.

    >>> percent(0.12345), percent(0.5, signed=True, digits=0), percent(None)
    ('12.35 %', '+50 %', '–')
    >>> percent(2.076018e19)
    '2.08e+21 %'
    """
    if value is None or math.isnan(value):
        return DASH
    if abs(value) >= LEGIBLE:
        return f"{value * 100:{'+' if signed else ''}.{digits}e} %"
    return _without_sign_of_zero(f"{value * 100:{'+' if signed else ''},.{digits}f}") + " %"


def number(value: float | None, digits: int = 2) -> str:
    """A number that is no money; a dash where it is not defined.

    >>> number(1234.5), number(-0.001), number(None)
    ('1,234.50', '0.00', '–')
    """
    if value is None or math.isnan(value):
        return DASH
    return _without_sign_of_zero(f"{value:,.{digits}f}")


def size(count: float | None) -> str:
    """Bytes, in the largest unit of which there is one; a dash where nobody knows.

    >>> size(512), size(-2048), size(134_000_000), size(1536 * 1024**2), size(None)
    ('512 B', '-2.0 KiB', '128 MiB', '1.5 GiB', '–')
    """
    if count is None:
        return DASH
    for scale, unit in BYTES:
        if abs(count) >= scale:
            return f"{number(count / scale, 0 if abs(count) >= WHOLE_FROM * scale else 1)} {unit}"
    return f"{number(count, 0)} B"


def _exact(value: Decimal | None, digits: int, *, signed: bool) -> str:
    if value is None:
        return DASH
    text = f"{value:+,f}" if signed and value else f"{value:,f}"
    whole, _, behind = text.partition(".")
    kept = behind[:digits] + behind[digits:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def _without_sign_of_zero(text: str) -> str:
    return text.lstrip("+-") if not text.strip("+-0.,") else text
