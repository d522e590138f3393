"""How the numbers of tables are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farthing.testing.evidence.tally import Number

NONE = "-"


def percent(share: float) -> str:
    """A share as per cent with its sign.

    >>> percent(0.0123), percent(-0.00001)
    ('+1.23', '0.00')
    """
    text = f"{share * 100:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text


def span(low: float, high: float) -> str:
    """Two bounds as per cent.

    >>> span(-0.01, 0.02)
    '-1.00 to +2.00'
    """
    return f"{percent(low)} to {percent(high)}"


def cell(number: Number) -> str:
    """An excess with its interval, bold where that lies off 0; none where it cannot be told."""
    if not number.row["count"]:
        return NONE
    excess = percent(number.row["excess"])
    if not number.is_told:
        return f"{excess} (cannot tell)"
    low, high = number.bounds()
    text = f"{excess} ({span(low, high)})"
    return f"**{text}**" if low > 0 or high < 0 else text
