"""Days: the bars of a bundle by session and asset, however long its own bars are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.data.arrays import PRICES, days_of
from farthing.data.scans import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars

Mantissas = dict[str, "NDArray[np.int64]"]
"""Prices and volumes by field, in units of each instrument's last digit."""

FIELDS = (*PRICES, "volume")

ALL_ROWS = 2**62


@dataclass(frozen=True, slots=True)
class Days:
    """Bars of days, sessions x assets.

    A day of hours or minutes is made of the bars inside its session's hours: the first open, the
    highest high, the lowest low, the last close, and all volume.

    Args:
        numbers: days since 1970-01-01 of every session, ascending.
        present: where there is a bar.
        columns: by field; 0 where there is no bar.
        has_volume: by asset.
    """

    numbers: NDArray[np.int64]
    present: NDArray[np.bool_]
    columns: Mantissas
    has_volume: NDArray[np.bool_]


def days_of_bars(bars: Bars) -> Days:
    """The days of bars, those before a run's start included."""
    numbers = days_of(bars.sessions.get_column("session")).astype(np.int64)
    shape = len(numbers), len(bars.instruments)
    present = np.zeros(shape, dtype=np.bool_)
    columns = {field: np.zeros(shape, dtype=np.int64) for field in FIELDS}
    has_volume = np.ones(shape[1], dtype=np.bool_)
    for asset, table in enumerate(_tables(bars)):
        has_volume[asset] = table.volume is not None
        if not len(table):
            continue
        days, values = _by_session(table)
        rows = np.searchsorted(numbers, days)
        present[rows, asset] = True
        for field, column in values.items():
            columns[field][rows, asset] = column
    return Days(numbers, present, columns, has_volume)


def _tables(bars: Bars) -> Iterator[BarArrays]:
    """The tables of the instruments: days all at once, finer bars one by one, as they are many."""
    together = [bars.instruments] if bars.frequency == "1d" else [[i] for i in bars.instruments]
    for group in together:
        for table in load(bars.tables, group, ALL_ROWS) or []:
            yield table.regular()


def _by_session(table: BarArrays) -> tuple[NDArray[np.int32], Mantissas]:
    """The sessions of a table that has some, and their bars."""
    begins = np.flatnonzero(np.diff(table.days, prepend=table.days[0] - 1))
    ends = np.append(begins[1:], len(table)) - 1
    opens, highs, lows, closes = (_wide(price) for price in table.prices)
    values = {
        "open": opens[begins],
        "high": np.maximum.reduceat(highs, begins),
        "low": np.minimum.reduceat(lows, begins),
        "close": closes[ends],
    }
    if table.volume is not None:
        values["volume"] = np.add.reduceat(_wide(table.volume), begins)
    return table.days[begins], values


def _wide(values: NDArray[np.signedinteger[Any]]) -> NDArray[np.int64]:
    return values.astype(np.int64)
