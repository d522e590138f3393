"""Prints the digest of a run over generated bars: the same on every machine and Python."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import polars as pl

import farthing as ft

BARS = 500
SYMBOLS = ("AAA", "BBB", "CCC")


class Cross(ft.Strategy):
    """Holds in equal parts what stands above its own longer average."""

    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders what changed."""
        uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(uptrend / len(ctx.assets))


def frame(seed: int = 7) -> pl.DataFrame:
    """Daily bars of three walks, in whole cents."""
    draw = random.Random(seed)
    rows = []
    for symbol in SYMBOLS:
        cents = 10_000
        for day in range(BARS):
            first, last = cents + draw.randint(-50, 50), cents + draw.randint(-200, 205)
            high, low = (
                max(first, last) + draw.randint(0, 80),
                min(first, last) - draw.randint(0, 80),
            )
            cents = last
            date = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day)
            prices = (price / 100 for price in (first, high, low, last))
            rows.append((symbol, date, *prices, draw.randint(1, 10**6)))
    names = ["symbol", "time", "open", "high", "low", "close", "volume"]
    return pl.DataFrame(rows, schema=names, orient="row")


def main() -> None:
    """Prints the digest."""
    result = ft.run(Cross, bars=frame())
    print("cross", result.digest)


if __name__ == "__main__":
    main()
