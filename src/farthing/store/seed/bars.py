"""Invented bars, in the order in which a live feed gives them: all symbols of one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.store.seed.shape import END, TIMEFRAMES
from farthing.store.types import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from farthing.store.seed.shape import Shape

CHUNK = 200_000
"""Rows that are made and written at a time."""

CENTS = 2


def bars_of(shape: Shape, random: np.random.Generator) -> Iterator[pl.DataFrame]:
    """Frames of the columns of ``ohlcv_bars``, as many rows in all as the shape has."""
    left = shape.bars
    for place, (timeframe, (seconds, share)) in enumerate(TIMEFRAMES.items()):
        is_last = place == len(TIMEFRAMES) - 1
        rows = left if is_last else shape.bars * share // 100
        left -= rows
        moments = -(-rows // len(shape.symbols))
        for begin in range(0, rows, CHUNK):
            numbers = np.arange(begin, min(begin + CHUNK, rows), dtype=np.int64)
            ends_at = END - (moments - 1 - numbers // len(shape.symbols)) * seconds * SECOND
            yield _frame(shape, timeframe, numbers, ends_at, random)


def _frame(
    shape: Shape,
    timeframe: str,
    numbers: NDArray[np.int64],
    ends_at: NDArray[np.int64],
    random: np.random.Generator,
) -> pl.DataFrame:
    size = len(numbers)
    opens = random.integers(500, 20_000, size)
    closes = np.maximum(opens + random.integers(-300, 300, size), 100)
    highs = np.maximum(opens, closes) + random.integers(0, 200, size)
    lows = np.maximum(np.minimum(opens, closes) - random.integers(0, 90, size), 1)
    symbols = pl.Series("symbol", shape.symbols).gather(numbers % len(shape.symbols))
    return pl.DataFrame(
        {
            "symbol": symbols,
            "timeframe": pl.repeat(timeframe, size, eager=True),
            "ends_at": ends_at,
            "open": prices(opens),
            "high": prices(highs),
            "low": prices(lows),
            "close": prices(closes),
            "volume": prices(random.integers(1, 10_000, size) * 10_000),
        }
    )


def prices(cents: NDArray[np.int64]) -> pl.Series:
    """Whole cents as exact prices.

    >>> prices(np.array([1050])).to_list()
    [Decimal('10.50')]
    """
    return pl.Series(cents).cast(pl.Decimal(20, CENTS)) / 100
