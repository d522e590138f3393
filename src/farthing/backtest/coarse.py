"""Coarse bars of a run: a second panel, of which a row is shown once it is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.backtest.grid import on_grid, time_line
from farthing.data.coarse.tables import coarse_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing import _core
    from farthing.data.bars import Bars
    from farthing.data.coarse.length import Length


def coarse_panel(bars: Bars, length: Length, until: int) -> _core.Panel:
    """The coarse bars of a run up to the session of a day, all at once.

    The time of a row is when its bars are complete by the calendar: whether one is shown at a
    moment, no later bar decides.

    Raises:
        ConfigurationError: weeks or months of bars without a calendar.
        OutsideData: the calendar does not know the weeks or months.
        DataError: numbers that are too large together.
    """
    found = coarse_tables(bars, length, until)
    buckets = found.buckets

    def begins(
        times: NDArray[np.int64], sessions: NDArray[np.uint32]  # noqa: ARG001 - those of a feed
    ) -> NDArray[np.int64]:  # fmt: skip
        return buckets.begins[np.searchsorted(buckets.ends, times)]

    arrays = found.arrays
    return on_grid(time_line(arrays), arrays, bars.instruments, found.days, begins)[0]
