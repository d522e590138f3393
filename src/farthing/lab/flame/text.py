"""Words and numbers of a flame graph."""

from __future__ import annotations

from html import escape
from typing import Literal

from farthing.backtest.figures import size
from farthing.lab.flame.stacks import shown

Unit = Literal["samples", "bytes"]
"""What a stack counts."""


def safe(text: str) -> str:
    """Text as it may stand in XML, in an attribute too."""
    return escape(shown(text))


def amount(count: int, unit: Unit) -> str:
    """A count of its unit.

    >>> amount(12345, "samples"), amount(1, "samples"), amount(3 * 1024 * 1024, "bytes")
    ('12,345 samples', '1 sample', '3.0 MiB')
    """
    if unit == "samples":
        return f"{count:,} sample{'s' if count != 1 else ''}"
    return size(count)


def percent(part: float, whole: float) -> str:
    """A share; one that is too small to be told from nothing keeps a digit.

    >>> percent(1, 3), percent(1, 10000), percent(0, 5)
    ('33.3 %', '0.01 %', '0.0 %')
    """
    share = 100 * part / whole
    return f"{share:.2f} %" if 0 < abs(share) < 0.1 else f"{share:.1f} %"
