"""Bars of the live window, and those of a bundle as if they had been posted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.catalog import Catalog
from farthing.service.bars.schemas import BarTold
from farthing.service.plain import moment
from farthing.store.tables.bars import PRICES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from farthing.data.bars import Bars
    from farthing.service.bars.schemas import Seed
    from farthing.store.tables import Bar


def told(bar: Bar) -> BarTold:
    """A bar as it is told."""
    prices = {name: format(getattr(bar, name), "f") for name in PRICES}
    volume = None if bar.volume is None else format(bar.volume, "f")
    return BarTold(ends_at=str(moment(bar.ends_at)), volume=volume, **prices)


def rows_of(asked: Seed, home: Path) -> tuple[str, list[dict[str, Any]]]:
    """The timeframe and the rows of the last bars of a bundle.

    Raises:
        FarthingError: a name is not known.
    """
    symbols = None if asked.symbols is None else list(asked.symbols)
    bars = Catalog(home).bundle(asked.bundle).bars(symbols, asked.frequency)
    rows = [row for symbol in bars.symbols for row in _of_symbol(bars, symbol, asked.count)]
    return bars.frequency, rows


def _of_symbol(bars: Bars, symbol: str, count: int) -> Iterator[dict[str, Any]]:
    frame = bars.tables[symbol].collect()
    splits = [each.date for each in bars.splits if each.symbol == symbol]
    if splits:
        frame = frame.filter(pl.col("session") >= max(splits))
    times = frame.get_column("time").cast(pl.Datetime("ns", "UTC")).to_physical()
    shown = frame.with_columns(times.alias("ends_at")).tail(count)
    has_volume = "volume" in shown.columns
    for row in shown.iter_rows(named=True):
        prices = {name: row[name] for name in PRICES}
        volume = Decimal(row["volume"]) if has_volume else None
        yield {"symbol": symbol, "ends_at": row["ends_at"], **prices, "volume": volume}
