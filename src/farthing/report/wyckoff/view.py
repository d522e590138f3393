"""What a page shows of a symbol: its last range, with bars and all that was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.data.arrays import arrays_of, day_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Instrument
    from farthing.wyckoff.found import Found

BEFORE, LEAST, MOST = 45, 120, 320
"""Bars drawn before a range, at least, and at most."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class View:
    """The last range of a symbol and the bars around it.

    Prices to draw are floats, per share as counted on the last bar.

    Attributes:
        symbol: whose bars.
        first: the first bar drawn, counted from 0.
        times: when bars end, in nanoseconds; of the bars drawn.
        prices: opens, highs, lows and closes, of the bars drawn.
        volume: likewise; none where the data has none.
        factors: of all bars: what a price of then is drawn as, to 1.
        ranges: what became known of the range.
        events: its events, each with its ``evidence``.
        phases: its phases.
        signals: its signals.
        refusals: signals of it that were refused.
    """

    symbol: str
    first: int
    times: NDArray[np.int64]
    prices: tuple[NDArray[np.float64], ...]
    volume: NDArray[np.float64] | None
    factors: NDArray[np.float64]
    ranges: Rows
    events: Rows
    phases: Rows
    signals: Rows
    refusals: Rows

    def drawn(self, price: Any, bar: int) -> float:
        """What an exact price of a bar is drawn as."""
        return float(price) * float(self.factors[bar])

    @property
    def range(self) -> dict[str, Any] | None:
        """What was known of the range last."""
        return self.ranges[-1] if self.ranges else None


def view(bars: Bars, found: Found, symbol: str) -> View:
    """The last range of a symbol."""
    instrument = bars.instruments[bars.symbols.index(symbol)]
    [own] = arrays_of([bars.tables[symbol].collect()], [instrument])
    factors = _factors(bars, own, symbol)
    ranges = _rows(found.ranges, symbol)
    number = ranges[-1]["range"] if ranges else -1
    mine = _of(ranges, number)
    first = _first(mine[0]["bar"] if mine else None, len(own))
    return View(
        symbol=symbol,
        first=first,
        times=own.times[first:],
        prices=_prices(own, instrument, factors, first),
        volume=None if own.volume is None else own.volume[first:] / factors[first:],
        factors=factors,
        ranges=mine,
        events=_events(found, symbol, number),
        phases=_of(_rows(found.phases, symbol), number),
        signals=_of(_rows(found.signals, symbol), number),
        refusals=_of(_rows(found.refusals, symbol), number),
    )


def _of(rows: Rows, number: int) -> Rows:
    """The rows of a range."""
    return [row for row in rows if row["range"] == number]


def _rows(frame: pl.DataFrame, symbol: str) -> Rows:
    return frame.filter(pl.col("symbol") == symbol).to_dicts()


def _events(found: Found, symbol: str, number: int) -> Rows:
    """The events of a range with the numbers behind each."""
    rows = found.events.with_row_index("row")
    mine = rows.filter((pl.col("symbol") == symbol) & (pl.col("range") == number))
    evidence = found.evidence.filter(pl.col("row").is_in(mine.get_column("row").implode()))
    behind = evidence.partition_by("row", as_dict=True)
    return [
        {**row, "evidence": behind[(row["row"],)].to_dicts() if (row["row"],) in behind else []}
        for row in mine.iter_rows(named=True)
    ]


def _first(begun: int | None, count: int) -> int:
    """The first bar that is drawn."""
    wanted = count - LEAST if begun is None else min(begun - BEFORE, count - LEAST)
    return max(0, wanted, count - MOST)


def _factors(bars: Bars, own: BarArrays, symbol: str) -> NDArray[np.float64]:
    """What prices of each bar are drawn as, for the splits that came up to the last bar."""
    factors = np.ones(len(own))
    for split in bars.splits:
        row = int(np.searchsorted(own.days, day_number(split.date)))
        if split.symbol == symbol and row < len(own):
            factors[:row] *= split.old / split.new
    return factors


def _prices(
    own: BarArrays, instrument: Instrument, factors: NDArray[np.float64], first: int
) -> tuple[NDArray[np.float64], ...]:
    unit = float(10**instrument.price_scale)
    columns: Sequence[NDArray[Any]] = own.prices
    return tuple(column[first:] / unit * factors[first:] for column in columns)
