"""What is given to functions: seeded walks, returns and numbers, in the kinds users have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 42
Columns = tuple[Any, ...]


@lru_cache(maxsize=4)
def cents(size: int) -> dict[str, list[int]]:
    """Bars of a seeded walk in whole cents."""
    generator = np.random.default_rng(SEED)
    close = 10_000 * np.exp(np.cumsum(generator.normal(0, 0.002, size)))
    last = np.maximum(close, 100).round().astype(np.int64)
    first = np.concatenate([[10_000], last[:-1]])
    high = np.maximum(first, last) + generator.integers(0, 50, size)
    low = np.minimum(first, last) - generator.integers(0, 50, size)
    volume = generator.integers(1, 100_000, size)
    columns = {"open": first, "high": high, "low": low, "close": last, "volume": volume}
    return {name: column.tolist() for name, column in columns.items()}


def column(name: str, kind: str, size: int) -> Any:
    """A column of bars as users have it."""
    values = cents(size)[name]
    if name == "volume":
        return np.array(values, dtype=np.float64) if kind == "array" else values
    if kind == "decimals":
        return [Decimal(value).scaleb(-2) for value in values]
    floats = [value / 100 for value in values]
    return np.array(floats) if kind == "array" else floats


def columns(names: Sequence[str], kind: str, size: int) -> Columns:
    """Some columns of bars as users have them."""
    return tuple(column(name, kind, size) for name in names)


@lru_cache(maxsize=4)
def gains(size: int) -> list[float]:
    """Seeded returns that gain so much in the mean that no digits cancel."""
    found: list[float] = np.random.default_rng(SEED).normal(0.002, 0.01, size).tolist()
    return found


def numbers(size: int) -> list[Decimal]:
    """Seeded decimals of up to 18 digits, some with zeros at the end, some whole, some 0."""
    generator = np.random.default_rng(SEED)
    mantissas = generator.integers(-(10**6), 10**6, size) * 10 ** generator.integers(0, 12, size)
    places = generator.integers(-12, 4, size)
    return [
        Decimal(int(mantissa)).scaleb(int(place))
        for mantissa, place in zip(mantissas, places, strict=True)
    ]


def table(kind: str, size: int) -> dict[str, list[Any]]:
    """Minutes, 400 a day, as a dictionary of lists."""
    start = datetime(2000, 1, 3, 10, tzinfo=UTC)
    times = [start + timedelta(days=row // 400, minutes=row % 400) for row in range(size)]
    return {"time": times} | {
        name: column(name, kind, size) for name in ("open", "high", "low", "close", "volume")
    }
