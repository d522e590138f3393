"""Frames from arrays of integers: the way back of `farthing.data.arrays`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.arrays import INSTANT, PRICES
from farthing.decimals import step_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.types import Instrument


def frame_of(arrays: BarArrays, instrument: Instrument) -> pl.DataFrame:
    """A table as `farthing.data.bars.Bars.tables` describes it."""
    columns = [
        pl.Series("time", arrays.times, dtype=pl.Int64).cast(INSTANT),
        pl.Series("session", arrays.days, dtype=pl.Int32).cast(pl.Date),
        *(
            _decimals(name, mantissas, instrument.price_scale)
            for name, mantissas in zip(PRICES, arrays.prices, strict=True)
        ),
    ]
    if arrays.volume is not None:
        columns.append(_decimals("volume", arrays.volume, instrument.volume_scale))
    if arrays.extended is not None:
        columns.append(pl.Series("extended", arrays.extended, dtype=pl.Boolean))
    return pl.DataFrame(columns)


def _decimals(name: str, mantissas: NDArray[np.signedinteger[Any]], scale: int) -> pl.Series:
    """Whole numbers of last digits as exact decimals; as they are where there is no such digit."""
    whole = pl.Series(name, mantissas, dtype=pl.Int64)
    if not scale:
        return whole if name == "volume" else whole.cast(pl.Decimal(38, 0))
    unit = step_of(scale)
    return (whole.cast(pl.Decimal(38, scale)) * unit).cast(pl.Decimal(38, scale)).alias(name)
