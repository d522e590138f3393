"""Splits within coarse bars: a week in which one falls is in shares of its end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.data.arrays import day_number
from farthing.data.exact import PRICE_LIMIT, VOLUME_LIMIT
from farthing.data.rounding import half_even
from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.types import Split


def in_shares_of_the_end(
    bars: BarArrays,
    sessions: NDArray[np.int64],
    lasts: NDArray[np.int64],
    splits: Iterable[Split],
    days: NDArray[np.int32],
) -> BarArrays:
    """The bars, those of before a split of their own coarse bar in shares of after it.

    Prices go to ``price * old / new``, half-even at their last digit, and a positive one stays one
    last digit at least; volumes to ``volume * new / old``, towards zero.

    Args:
        bars: of one instrument.
        sessions: of each bar, by index.
        lasts: the last session of the coarse bar of each, likewise.
        splits: of the instrument, by date; each acts on the first session on or after its date.
        days: of all sessions.

    Raises:
        DataError: a price or a volume of after a split is larger than bars can have it.
    """
    for split in splits:
        begin = int(np.searchsorted(days, day_number(split.date)))
        rows = np.flatnonzero((sessions < begin) & (begin <= lasts))
        if len(rows):
            bars = _split(bars, rows, split)
    return bars


def _split(bars: BarArrays, rows: NDArray[np.int64], split: Split) -> BarArrays:
    def price(mantissa: int) -> int:
        after = half_even(mantissa * split.old, split.new)
        return max(after, 1) if mantissa > 0 else after

    def volume(mantissa: int) -> int:
        return mantissa * split.new // split.old

    at = f"after the split of {split.date}"
    prices = tuple(
        _changed(each, rows, price, PRICE_LIMIT, f"{split.symbol}: a price {at}")
        for each in bars.prices
    )
    if bars.volume is None:
        return replace(bars, prices=prices)
    what = f"{split.symbol}: a volume {at}"
    return replace(
        bars, prices=prices, volume=_changed(bars.volume, rows, volume, VOLUME_LIMIT, what)
    )


def _changed(
    values: NDArray[np.signedinteger[Any]], rows: NDArray[np.int64], rule: Callable[[int], int],
    limit: int, what: str,
) -> NDArray[np.int64]:  # fmt: skip
    after = [rule(value) for value in values[rows].tolist()]
    largest = max(after, key=abs)
    if abs(largest) >= limit:
        raise DataError(
            f"{what} is {largest} in units of the last digit; {limit - 1} is the most that bars "
            "can have: ask for bars that end before it, such as days"
        )
    changed = values.astype(np.int64)
    changed[rows] = after
    return changed
