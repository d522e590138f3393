"""Made-up prices of several symbols at the same times, and entries into them."""

from __future__ import annotations

import numpy as np
import polars as pl

from farthing.testing.evidence.market import Chance, Market
from farthing.testing.evidence.series import Series

BARS, WARM_UP, HORIZON = 3_000, 45, 20
CHANCE = Chance(draws=50, resamples=300, seed=1)
DEVIATION = 0.01


def series(symbol: str, steps: np.ndarray) -> Series:
    """A symbol whose closes move by these logarithms; each bar opens where the last closed."""
    closes = 100.0 * np.exp(np.cumsum(steps))
    opens = np.concatenate(([100.0], closes[:-1]))
    count = len(steps)
    return Series(
        symbol=symbol,
        place=np.arange(count),
        opens=opens,
        highs=np.maximum(opens, closes),
        lows=np.minimum(opens, closes),
        closes=closes,
        since=np.zeros(count, dtype=np.int64),
        until=np.full(count, count),
        splits=np.array([], dtype=np.int64),
        days=np.arange(count, dtype=np.int32),
    )


def entries(symbols: list[str], bars: list[np.ndarray], sides: list[str]) -> pl.DataFrame:
    """Entries of one kind: for each symbol at some bars, on one side."""
    parts = [
        pl.DataFrame({"symbol": symbol, "kind": "SOS", "side": side, "bar": own})
        for symbol, own, side in zip(symbols, bars, sides, strict=True)
    ]
    return pl.concat(parts)


def planted(
    seed: int, edge: float, drift: float = 0.0, count: int = 40
) -> tuple[Market, pl.DataFrame]:
    """Walks of a long and a short symbol with a common part; prices go the right way after entries.

    Args:
        seed: of all.
        edge: how far prices go with each bar of the window, beyond chance.
        drift: of both symbols, with every bar.
        count: entries of each.
    """
    chance = np.random.default_rng(seed)
    common = chance.standard_t(4, BARS) * DEVIATION / 2
    made, bars = {}, []
    for symbol, sign in (("A", 1.0), ("B", -1.0)):
        own = np.sort(chance.integers(WARM_UP, BARS - HORIZON - 1, count))
        steps = common + chance.normal(drift, DEVIATION, BARS)
        for bar in own:
            steps[bar + 1 : bar + 1 + HORIZON] += sign * edge
        made[symbol] = series(symbol, steps)
        bars.append(own)
    return Market(made, {}, WARM_UP), entries(["A", "B"], bars, ["long", "short"])
