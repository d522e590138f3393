"""A made-up market of one or two assets, and strategies for it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

import farthing as ft
from farthing.draw import Draw

FIRST = date(2024, 1, 1)


def sessions(count: int) -> list[date]:
    return [FIRST + timedelta(days=day) for day in range(count)]


def frame(count: int, *symbols: str, seed: int = 1) -> pl.DataFrame:
    """Days of random walks around 100."""
    parts = []
    for place, symbol in enumerate(symbols or ("A",)):
        closes = 100 * np.exp(np.cumsum(Draw(seed, place).normals(count)) / 50)
        opens = np.concatenate(([100.0], closes[:-1])) * 1.001
        parts.append(
            pl.DataFrame(
                {
                    "date": sessions(count), "symbol": symbol,
                    "open": opens.round(2), "close": closes.round(2),
                    "high": (np.maximum(opens, closes) * 1.01).round(2),
                    "low": (np.minimum(opens, closes) * 0.99).round(2),
                    "volume": 1_000_000,
                }
            )
        )  # fmt: skip
    return pl.concat(parts)


class Cross(ft.Strategy):
    """Long while a fast average is above a slow one."""

    fast: int = 3
    slow: int = 8

    @property
    def warmup(self) -> int:
        return self.slow

    def on_bar(self, ctx):
        up = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(up / len(ctx.assets))


class Hold(ft.Strategy):
    """Holds so many shares."""

    shares: int = 1

    def on_bar(self, ctx):
        ctx.order_target("A", self.shares)
