"""Days: the bars of a bundle by session and asset, however long its own bars are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.data.arrays import PRICES
from farthing.data.coarse.length import Length
from farthing.data.coarse.tables import coarse_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.data.bars import Bars

Mantissas = dict[str, "NDArray[np.int64]"]
"""Prices and volumes by field, in units of each instrument's last digit."""

FIELDS = (*PRICES, "volume")

A_DAY = Length.of("1d")


@dataclass(frozen=True, slots=True)
class Days:
    """Bars of days, sessions x assets.

    A day of hours or minutes is the coarse bar of its session, as ``farthing.data.resample`` makes
    it.

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
    """The days of bars, those before a run's start included.

    Raises:
        DataError: volumes of a day that together are more than 64 bits hold.
    """
    found = coarse_tables(bars, A_DAY)
    shape = len(found.days), len(found.arrays)
    present = np.zeros(shape, dtype=np.bool_)
    columns = {field: np.zeros(shape, dtype=np.int64) for field in FIELDS}
    has_volume = np.ones(shape[1], dtype=np.bool_)
    for asset, table in enumerate(found.arrays):
        rows = np.searchsorted(found.days, table.days)
        present[rows, asset] = True
        for field, prices in zip(PRICES, table.prices, strict=True):
            columns[field][rows, asset] = prices
        has_volume[asset] = table.volume is not None
        if table.volume is not None:
            columns["volume"][rows, asset] = table.volume
    return Days(found.days.astype(np.int64), present, columns, has_volume)
