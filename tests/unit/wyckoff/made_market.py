"""A made market with ranges of all kinds, as columns of whole cents."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

import farthing as ft

NAMES = ("open", "high", "low", "close", "volume")
Columns = dict[str, np.ndarray]


def columns(seed: int, count: int = 10_000) -> Columns:
    """Prices that swing within ranges and trend between them."""
    chance = np.random.default_rng(seed)
    drift = np.repeat(chance.normal(0, 60, count // 25 + 1), 25)[:count]
    close = np.round(10_000 + np.cumsum(drift + chance.normal(0, 120, count))).astype(np.int64)
    close = 3_000 + np.abs(close - 3_000)
    first = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(first, close) + chance.integers(0, 80, count)
    low = np.minimum(first, close) - chance.integers(0, 80, count)
    volume = np.round(100_000 * np.exp(chance.normal(0, 0.6, count))).astype(np.int64)
    return dict(zip(NAMES, (first, high, low, close, volume), strict=True))


def frame(columns: Columns) -> pl.DataFrame:
    """The same as a frame of days with exact prices."""
    count = len(columns["close"])
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(count)]
    prices = {
        name: (pl.Series(columns[name]).cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2))
        for name in NAMES[:-1]
    }
    return pl.DataFrame({"time": days, **prices, "volume": columns["volume"]})


def bars(seed: int, count: int = 10_000, symbol: str = "A") -> ft.Bars:
    """The same as bars of a run."""
    return ft.bars_from_frame(frame(columns(seed, count)), symbol=symbol)
