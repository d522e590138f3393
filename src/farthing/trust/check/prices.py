"""Other prices and volumes: exact, on the tick, and still bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.data.digits import column_of, digits_of, price_step

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from farthing.types import Instrument

PARTS = 64
"""Prices are multiplied by a whole number of so many parts: no product leaves 64 bits."""
HIGHER, LOWER = 84, 48
"""Parts that are left of a price, before each bar has some more or less."""
SHAKE = 8
"""Parts that a bar may have more or less: neighbours change their order too."""
VOLUMES = 8
"""Times that a volume may be larger; or smaller, where prices are lower."""


def other_rows(
    rows: pl.DataFrame,
    after: NDArray[np.bool_],
    instrument: Instrument,
    *,
    seed: int,
    is_higher: bool,
) -> pl.DataFrame:
    """Rows of which those that are marked have other prices and volumes.

    The same bars are shaken in the same way each time; candles that rise in the one future fall in
    the other.

    Args:
        rows: of one instrument and frequency.
        after: which rows change.
        instrument: whose rows.
        seed: another one shakes in another way.
        is_higher: whether prices are higher than they were, or lower.
    """
    count = int(after.sum())
    if not count:
        return rows
    chance = np.random.default_rng(seed)
    shake = chance.integers(-SHAKE, SHAKE, size=count, endpoint=True)
    is_mirrored = chance.integers(0, 2, size=count) == int(is_higher)
    factors = shake + (HIGHER if is_higher else LOWER)
    names = ("open", "high", "low", "close")
    found = {name: digits_of(rows, name) for name in names}
    steps = price_step(instrument, found.values())
    turned = _mirrored({name: each[after] for name, each in found.items()}, is_mirrored)
    for name in names:
        found[name][after] = _moved(turned[name], factors, steps, instrument)
    if "volume" in rows.columns:
        found["volume"] = digits_of(rows, "volume")
        times = chance.integers(2, VOLUMES, size=count, endpoint=True)
        found["volume"][after] = _volumes(found["volume"][after], times, is_higher=is_higher)
    return rows.with_columns(column_of(rows, name, digits) for name, digits in found.items())


def _mirrored(
    prices: dict[str, NDArray[np.int64]], is_mirrored: NDArray[np.bool_]
) -> dict[str, NDArray[np.int64]]:
    """Candles turned upside down between their low and their high."""
    both = prices["high"] + prices["low"]
    turned = {name: np.where(is_mirrored, both - prices[name], prices[name]) for name in prices}
    return {**turned, "high": prices["high"], "low": prices["low"]}


def _moved(
    digits: NDArray[np.int64], factors: NDArray[np.int64], step: int, instrument: Instrument
) -> NDArray[np.int64]:
    """Prices times a factor, down to the tick: the order of those of one bar stays."""
    moved = digits * factors // PARTS // step * step
    most = (_core.PRICE_MAX // step) * step
    least = -most if instrument.negative_price_allowed else step
    clipped: NDArray[np.int64] = np.clip(moved, least, most)
    return clipped


def _volumes(
    digits: NDArray[np.int64], times: NDArray[np.int64], *, is_higher: bool
) -> NDArray[np.int64]:
    """Volumes many times as large, or as small; what had none has none."""
    fewer = np.maximum(digits // times, 1)
    more = np.where(digits < 2**58, digits * times, digits)
    return np.where(digits > 0, more if is_higher else fewer, digits)
