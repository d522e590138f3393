"""What bars say of a finished run: returns of its benchmark, and excursions of its trades."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.data.arrays import INSTANT
from farthing.data.scans import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from farthing import _core
    from farthing.backtest.result import Result
    from farthing.data.arrays import BarArrays

    AssetBars = tuple[int, NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]

HIGH, LOW, CLOSE = 1, 2, 3
"""Places of prices in the arrays of bars."""

NO_COMPARISON = {
    "benchmark_sessions": 0,
    "alpha": None,
    "beta": None,
    "information_ratio": None,
    "tracking_error": None,
    "up_capture": None,
    "down_capture": None,
}
"""The statistics of a run that is compared with nothing."""


def comparison(result: Result) -> dict[str, Any]:
    """The run's returns beside those of its benchmark, as statistics by name.

    Without a benchmark there are none. Its return of a session is that of its last closes, as if
    splits had not been and without dividends; the first one begins at the last close before the
    run, where there is one.
    """
    symbol = result.config.benchmark
    if symbol is None or result.equity.is_empty():
        return dict(NO_COMPARISON)
    bars = _bars(result, symbol)
    ends = np.flatnonzero(np.diff(bars.days, append=np.iinfo(np.int32).max))
    return result.outcome.comparison(
        result.days,
        result.bars.symbols.index(symbol),
        np.ascontiguousarray(bars.days[ends], dtype=np.int32),
        bars.prices[CLOSE][ends].astype(np.int64),
        result.bars.sessions_per_year,
    )


def excursions(result: Result) -> tuple[_core.Table, dict[str, Any]]:
    """How far each trade was behind and ahead: a row a trade, and statistics by name."""
    return result.outcome.excursions(_traded(result))


def _traded(result: Result) -> Iterator[AssetBars]:
    """The bars of the run of each instrument with trades, one instrument after the other."""
    trades = pl.DataFrame(result.outcome.table("trades", result.days))
    traded = set(trades.get_column("symbol"))
    times = result.equity.get_column("time").cast(INSTANT).to_physical().to_numpy()
    for place, symbol in enumerate(result.bars.symbols):
        if symbol not in traded:
            continue
        bars = _bars(result, symbol)
        inside = slice(*np.searchsorted(bars.times, [times[0], times[-1] + 1]))
        rows = np.searchsorted(times, bars.times[inside]).astype(np.uint32)
        high, low = (bars.prices[which][inside].astype(np.int64) for which in (HIGH, LOW))
        yield place, rows, high, low


def _bars(result: Result, symbol: str) -> BarArrays:
    """All bars of a symbol that the run could have had, history before it too."""
    instrument = result.bars.instruments[result.bars.symbols.index(symbol)]
    found = load(result.bars.tables, [instrument], sys.maxsize)
    assert found is not None  # no table has as many rows
    return found[0] if result.config.extended else found[0].regular()
