"""Words of pages: exact amounts with all their digits, and statistics with few."""

from __future__ import annotations

from decimal import Decimal

DASH = "–"
MINUS = "\N{MINUS SIGN}"


def exact(told: str | None) -> str:
    """An exact amount with all its digits, grouped by thousands.

    >>> exact("1234.50"), exact(None) == DASH
    ('1,234.50', True)
    """
    return DASH if told is None else f"{Decimal(told):,f}".replace("-", MINUS)


def percent(told: float | None) -> str:
    """A ratio in percent.

    >>> percent(0.1234)
    '12.3 %'
    """
    return DASH if told is None else f"{told * 100:,.1f} %".replace("-", MINUS)


def ratio(told: float | None) -> str:
    """A statistic.

    >>> ratio(1.234)
    '1.23'
    """
    return DASH if told is None else f"{told:,.2f}".replace("-", MINUS)


def grouped(told: int) -> str:
    """A count, grouped by thousands.

    >>> grouped(12345)
    '12,345'
    """
    return f"{told:,}"


def minute(told: str | None) -> str:
    """A moment to the minute, UTC.

    >>> minute("2024-01-02T21:00:05.123Z")
    '2024-01-02 21:00'
    """
    return DASH if told is None else told[:16].replace("T", " ")
