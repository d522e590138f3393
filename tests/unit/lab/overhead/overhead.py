"""Works of ten days and two assets, for tests of the measurement itself."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from farthing import signals
from farthing.backtest.config import run_config
from farthing.data.frame import bars_from_frame
from farthing.lab.overhead.work import Work

DAYS, ASSETS = 10, ("A", "B")
STRATEGY = Path(__file__).parent / "up_days.py"


def closes() -> np.ndarray:
    generator = np.random.default_rng(7)
    return 10_000 + np.cumsum(generator.integers(-90, 100, (DAYS, len(ASSETS))), axis=0)


def bars():
    first = date(2024, 1, 2)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return bars_from_frame(
        pl.DataFrame(
            {
                "date": [str(day) for day in days for _ in ASSETS],
                "symbol": list(ASSETS) * DAYS,
                **{
                    field: [cents / 100 for cents in closes().ravel().tolist()]
                    for field in ("open", "high", "low", "close")
                },
                "volume": [1_000] * DAYS * len(ASSETS),
            }
        ),
        calendar="24/7",
    )


def targets() -> np.ndarray:
    columns = [np.ascontiguousarray(column) for column in closes().T]
    means = np.stack([signals.sma(column, 2, scale=2) for column in columns], axis=1)
    return np.where(closes() / 100 > means, 0.5, 0.0)


def work(*, is_grid: bool) -> Work:
    return Work(
        bars=bars(), config=run_config(capital=100_000, commission="bps:10"), program=STRATEGY,
        targets=targets if is_grid else None,
    )  # fmt: skip


def broken() -> Work:
    raise ValueError("no bars today")


WORKS = {
    "grid": lambda: work(is_grid=True),
    "story": lambda: work(is_grid=False),
    "broken": broken,
}


def pairs():
    return closes()[:, 0].copy(), 2, [1, 2], [3]
