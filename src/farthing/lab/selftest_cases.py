"""The cases that the self-test measures: small, made from a seed, in need of no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result

SEED = 7
BARS, ASSETS = 750, 20


def crossover() -> Callable[[], Result]:
    """Targets of a moving-average crossover through the batch driver."""
    generator = np.random.default_rng(SEED)
    cents = np.round(5000 * np.exp(np.cumsum(generator.normal(0, 0.01, (BARS, ASSETS)), axis=0)))
    prepared = Prepared(_frame(cents), run_config(capital=1_000_000, commission="bps:10"))
    sums = np.cumsum(np.vstack([np.zeros((1, ASSETS)), cents]), axis=0)
    fast, slow = ((sums[n:] - sums[:-n])[-(BARS - 30) :] / n for n in (10, 30))
    targets = np.vstack([np.zeros((30, ASSETS)), np.where(fast > slow, 1 / ASSETS, 0.0)])
    return lambda: prepared.targets(targets)


def _frame(cents: Any) -> pl.DataFrame:
    days = pl.datetime_range(
        pl.datetime(2020, 1, 1), pl.datetime(2020, 1, 1) + pl.duration(days=BARS - 1),
        interval="1d", eager=True,
    ).dt.date()  # fmt: skip
    frames = []
    for asset in range(ASSETS):
        price = pl.Series((cents[:, asset] / 100).round(2))
        prices = dict.fromkeys(("open", "high", "low", "close"), price)
        frames.append(
            pl.DataFrame({"date": days, "symbol": f"A{asset:02d}", **prices, "volume": 1000})
        )
    return pl.concat(frames)


CASES: dict[str, Callable[[], Callable[[], Result]]] = {"crossover": crossover}


def answer(result: Result) -> dict[str, Any]:
    """What a run came to."""
    facts = {"fills": str(result.outcome.fills), "end_equity": str(result.end_equity)}
    return {"digest": result.digest, "facts": facts}


def one_trade_missing(true: Any, prepared: Prepared, targets: Any, **options: Any) -> Result:
    """Runs targets in which the first asset is never bought: other trades, and a little faster."""
    changed = np.array(targets)
    changed[:, 0] = 0.0
    result: Result = true(prepared, changed, **options)
    return result
