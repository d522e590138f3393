# ruff: noqa: RUF001, RUF002 - the minus sign and the dash are meant
"""Figures as a page sets them, and dates as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from farthing.backtest import figures
from farthing.decimals import canonical

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_IN_FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

DASH = figures.DASH
"""What stands where something is not defined."""

LARGE = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
THOUSANDS = Decimal(10_000)
"""From here on a tick is written in thousands."""


def money(value: Decimal | None, *, signed: bool = False) -> str:
    """An amount, exact; digits behind the point that are nothing are left out, but for two.

    >>> money(Decimal("-1234567.8900")), money(Decimal("0.125000")), money(None)
    ('−1,234,567.89', '0.125', '–')
    """
    return minus(figures.money(value, signed=signed))


def quantity(value: Decimal | None) -> str:
    """A number of units, exact.

    >>> quantity(Decimal("1500.00"))
    '1,500'
    """
    return minus(figures.quantity(value))


def mean(total: Decimal | None, count: int) -> str:
    """The mean of an exact total, rounded to two digits, and marked as rounded.

    >>> mean(Decimal(100), 3), mean(Decimal(0), 0)
    ('≈ 33.33', '–')
    """
    if total is None or count == 0:
        return DASH
    return minus(f"≈ {total / count:,.2f}")


def percent(value: float | None, *, signed: bool = False, digits: int = 2) -> str:
    r"""A share in percent.

    >>> percent(-0.12345), percent(0.5, signed=True, digits=0), percent(None)
    ('−12.35\xa0%', '+50\xa0%', '–')
    """
    return minus(figures.percent(value, signed=signed, digits=digits)).replace(" ", "\xa0")


def number(value: float | None, digits: int = 2) -> str:
    """A number that is no money.

    >>> number(1234.5), number(-0.001), number(None)
    ('1,234.50', '0.00', '–')
    """
    return minus(figures.number(value, digits))


def count(number: int, one: str, many: str = "") -> str:
    """So many things.

    >>> count(1, "trade"), count(2000, "trade"), count(0, "loss", "losses")
    ('1 trade', '2,000 trades', 'no losses')
    """
    words = one if number == 1 else many or f"{one}s"
    return f"{number:,} {words}" if number else f"no {words}"


def tick(value: Decimal, step: Decimal, largest: Decimal) -> str:
    """A tick of a scale: short, and with as many digits as its step needs.

    >>> tick(Decimal(1_050_000), Decimal(50_000), Decimal(1_200_000))
    '1.05m'
    >>> tick(Decimal("0"), Decimal("0.5"), Decimal(2))
    '0'
    """
    if value == 0:
        return "0"
    scales = (*LARGE, (Decimal(1000), "k")) if abs(largest) >= THOUSANDS else ()
    unit, name = next(((u, n) for u, n in scales if abs(largest) >= u), (Decimal(1), ""))
    exponent = canonical(step / unit).as_tuple().exponent
    assert isinstance(exponent, int)
    return minus(f"{value / unit:,.{max(0, -exponent)}f}") + name


def day(value: date | str | None) -> str:
    """A date.

    >>> day("2022-01-03"), day(None)
    ('3 Jan 2022', '–')
    """
    if value is None:
        return DASH
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def long_day(value: date) -> str:
    """A date with its month in full.

    >>> long_day(date(2022, 1, 3))
    '3 January 2022'
    """
    return f"{value.day} {MONTHS_IN_FULL[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """An instant, UTC.

    >>> moment(datetime(2022, 1, 3, 14, 31))
    '3 Jan 2022 14:31'
    """
    return f"{day(value.date())} {value:%H:%M}"


def minus(text: str) -> str:
    """Hyphens of numbers as the sign that is as wide as a digit."""
    return text.replace("-", "−")
