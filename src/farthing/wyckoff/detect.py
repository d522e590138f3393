"""Bars in, frames out: the fold of the stream."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing import _core
from farthing.data.arrays import INSTANT, day_number
from farthing.data.scans import load
from farthing.errors import DataError
from farthing.wyckoff.found import Found
from farthing.wyckoff.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Instrument, Split
    from farthing.wyckoff.found import Part

ROWS_MOST = 2**31


def detect(
    bars: Bars,
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    with_bars: bool = False,
) -> Found:
    """Ranges, events, phases and signals of all symbols of some bars.

    Args:
        bars: a bundle's, or of ``farthing.bars_from_frame``; splits are undone in what is
            remembered as they come.
        parameters: values that differ from the table's.
        with_bars: whether the class of each bar is told as well.

    Returns:
        Frames with one row per thing found; see ``Found``.

    Raises:
        ConfigurationError: the table does not take a value.
        DataError: a bar has a hole, or numbers that are no exact ones.
        LedgerOverflow: a price has too many digits.
    """
    told = parameters if isinstance(parameters, Parameters) else Parameters(parameters or {})
    arrays = load(bars.tables, bars.instruments, ROWS_MOST)
    if arrays is None:
        raise DataError(f"more than {ROWS_MOST:,} bars: detect fewer symbols at a time")
    jobs = list(zip(bars.instruments, arrays, strict=True))

    def part(job: tuple[Instrument, BarArrays]) -> Part:
        instrument, own = job
        splits = [each for each in bars.splits if each.symbol == instrument.symbol]
        return _part(instrument, own, splits, told, with_bars=with_bars)

    with ThreadPoolExecutor() as pool:
        return Found(list(pool.map(part, jobs)))


def _part(
    instrument: Instrument,
    own: BarArrays,
    splits: Sequence[Split],
    parameters: Parameters,
    *,
    with_bars: bool,
) -> Part:
    core = _core.WyckoffDetector(parameters.told(), instrument.price_scale, with_bars)
    rows = [
        (int(np.searchsorted(own.days, day_number(each.date))), each.new, each.old)
        for each in splits
    ]
    volume = np.zeros(len(own), np.int64) if own.volume is None else own.volume
    core.extend([column.astype(np.int64, copy=False) for column in (*own.prices, volume)], rows)
    return instrument.symbol, core.take(), pl.Series(own.times).cast(INSTANT)
