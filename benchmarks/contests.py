"""The arena of the contests: averages that cross, on made-up days, with all of its space known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

import farthing as ft
from farthing.lab.contests.arena import Arena

SEED = 19
SYMBOLS, DAYS = 4, 1_000
SPACE = ("fast=2:20:2", "slow=10:100:5")


class Cross(ft.Strategy):
    """Holds what is above its slow average, in even parts."""

    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders shares of the account of what trends up."""
        up = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(up / len(ctx.assets))


def frame(symbols: int = SYMBOLS, days: int = DAYS) -> pl.DataFrame:
    """Made-up daily bars with trends that come and go, in cents."""
    generator = np.random.default_rng(SEED)
    sessions = [date(2015, 1, 1) + timedelta(number) for number in range(days)]
    frames = []
    for number in range(symbols):
        drift = np.repeat(generator.normal(0, 0.001, days // 50 + 1), 50)[:days]
        close = (5_000 * np.exp(np.cumsum(drift + generator.normal(0, 0.012, days)))).round()
        before = np.concatenate(([5_000.0], close[:-1]))
        frames.append(pl.DataFrame({
            "date": sessions, "symbol": f"A{number}", "open": before / 100,
            "high": (np.maximum(before, close) + 10) / 100,
            "low": (np.minimum(before, close) - 10) / 100, "close": close / 100,
            "volume": np.full(days, 10_000),
        }))  # fmt: skip
    return pl.concat(frames)


def arena(symbols: int = SYMBOLS, days: int = DAYS, space: tuple[str, ...] = SPACE) -> Arena:
    """Where searches contend."""
    return Arena(
        Cross, ft.bars_from_frame(frame(symbols, days)), space, "history:3",
        f"Averages that cross, on {symbols} assets with {days:,} days each.",
    )  # fmt: skip
