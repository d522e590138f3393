"""Portfolios of arrays as cases: many strategies over a market in one account.

Each strategy is momentum over a length of its own. At the first session of each month it buys the
tenth of the assets that have risen most, and sells the tenth that have fallen most, half of its
equity each; each entry has a stop and a limit. Shorts pay for what they borrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bundles
import numpy as np
import polars as pl

import farthing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

SHAPES = {"3x50": (3, 50, 504), "20x500": (20, 500, 2520)}
"""Strategies, assets and days."""

STOP, LIMIT = "0.08", "0.16"


def momentum(bars: Bars, lengths: list[int]) -> list[NDArray[np.float64]]:
    """Targets, bars x assets, for each length; they are said once a month."""
    closes = np.column_stack(
        [
            table.select(pl.col("close").cast(pl.Float64)).collect().to_series().to_numpy()
            for table in bars.tables.values()
        ]
    )
    first, last = bars.range()
    sessions = bars.sessions.filter(pl.col("session").is_between(first, last))
    month = sessions["session"].dt.month().to_numpy()
    said = np.flatnonzero(month[1:] != month[:-1]) + 1
    return [_ranked(closes, said[said >= length], length) for length in lengths]


def _ranked(
    closes: NDArray[np.float64], said: NDArray[np.intp], length: int
) -> NDArray[np.float64]:
    tenth = max(1, closes.shape[1] // 10)
    targets = np.full(closes.shape, np.nan)
    for row in said:
        order = np.argsort(closes[row] / closes[row - length], kind="stable")
        targets[row] = 0.0
        targets[row, order[:tenth]] = -0.5 / tenth
        targets[row, order[-tenth:]] = 0.5 / tenth
    return targets


def portfolio(shape: str) -> Callable[[], Result]:
    """A whole run: what a user waits for, with the bars open and the targets known."""
    strategies, assets, days = SHAPES[shape]
    bars = bundles.daily(assets, days).bars()
    lengths = [10 + 10 * place for place in range(strategies)]
    several = farthing.StrategyPortfolio(
        {
            f"momentum{length}": farthing.Targets(targets, stop_loss=STOP, take_profit=LIMIT)
            for length, targets in zip(lengths, momentum(bars, lengths), strict=True)
        },
        rebalance="monthly",
    )
    return lambda: several.simulate(
        bars, capital=100_000_000, commission="bps:10", slippage="bps:5", borrow="0.03"
    )


CASES: dict[str, Callable[[], Callable[[], Result]]] = {
    f"portfolio-{shape}": lambda shape=shape: portfolio(shape) for shape in SHAPES
}
