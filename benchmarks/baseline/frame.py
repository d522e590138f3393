"""Rows of a table as checked bars, with prices as decimals or as whole cents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Bar = tuple[datetime, date, Any, Any, Any, Any, int]


def bars_of(columns: dict[str, list[Any]], price: Callable[[Any], Any]) -> list[Bar]:
    """Bars in the order of time; one that makes no sense is refused."""
    columns_in_order = (columns[name] for name in ("time", "open", "high", "low", "close"))
    found: list[Bar] = []
    for time, *prices, volume in zip(*columns_in_order, columns["volume"], strict=True):
        first, high, low, last = map(price, prices)
        if not 0 < low <= min(first, last) <= max(first, last) <= high or volume < 0:
            raise ValueError(f"the bar of {time} makes no sense")
        if found and time <= found[-1][0]:
            raise ValueError(f"the bar of {time} is not after the one before")
        found.append((time, time.date(), first, high, low, last, volume))
    return found


def decimal(value: Any) -> Decimal:
    """A price as a decimal: a float by its shortest one."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def cents(value: Any) -> int:
    """A price in whole cents."""
    return int(decimal(value).scaleb(2))


def in_decimals(bars: Iterable[Bar]) -> list[Bar]:
    """Bars whose prices are cents, with decimals instead: to compare them."""
    return [
        (time, day, *(Decimal(price).scaleb(-2) for price in prices), volume)  # type: ignore[misc]
        for time, day, *prices, volume in bars
    ]
