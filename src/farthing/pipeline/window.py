"""Windows of a pipeline: the last sessions, adjusted as is known when a session opens."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.universe.adjustment import SPLIT_DIGITS, finer_price, volume_after
from farthing.universe.heard import Indicator, with_digits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.universe.market import Market


@dataclass(frozen=True, slots=True)
class Span:
    """The sessions of a window: so many before one that opens, whose actions are known.

    Args:
        market: the sessions.
        session: the one that opens.
        length: how many before it.
    """

    market: Market
    session: int
    length: int

    @property
    def begin(self) -> int:
        """The first session of the window."""
        return self.session - self.length

    def acted(self) -> set[int]:
        """The assets with an action that not all of the window's bars know of."""
        acted = self.market.acted
        first = bisect_right(acted, (self.begin, len(self.market.symbols)))
        last = bisect_right(acted, (self.session, len(self.market.symbols)))
        return {asset for _, asset in acted[first:last]}

    def floats(self, field: str) -> NDArray[np.float64]:
        """A field, sessions x assets, newest last; NaN without a bar, of volumes 0."""
        values = self.market.floats(field)[self.begin : self.session].copy()
        for asset in self.acted():
            rows, numbers, digits = self.exact(field, asset)
            values[rows, asset] = [number / 10**digits for number in numbers.tolist()]
        return np.nan_to_num(values, nan=0.0) if field == "volume" else values

    def exact(self, field: str, asset: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Which sessions of the window have a bar of an asset, its field, and the digits of that.

        Raises:
            LedgerOverflow: a price is too large for the digits of a window.
        """
        market = self.market
        rows = np.flatnonzero(market.present()[self.begin : self.session, asset])
        values = market.mantissas(field)[self.begin + rows, asset]
        is_volume = field == "volume"
        scales = market.volume_scales if is_volume else market.price_scales
        digits = scales[asset] + (0 if is_volume else SPLIT_DIGITS)
        if not market.between(asset, self.begin, self.session):
            what = f"{market.symbols[asset]}: {field}"
            return rows, values if is_volume else with_digits(values, what), digits
        adjusted = volume_after if is_volume else finer_price
        seen = (market.between(asset, self.begin + row, self.session) for row in rows.tolist())
        numbers = [adjusted(one, acts) for one, acts in zip(values.tolist(), seen, strict=True)]
        return rows, np.array(numbers, dtype=np.int64), digits


def said(
    name: str,
    length: int,
    digits: int,
    values: NDArray[np.int64],
    volumes: NDArray[np.int64] | None = None,
) -> float:
    """What an indicator of one window says at the end of some bars, having heard nothing else."""
    return heard(Indicator(name, (length,)), digits, values, volumes)[0]


def heard(
    indicator: Indicator,
    digits: int,
    values: NDArray[np.int64],
    volumes: NDArray[np.int64] | None = None,
) -> list[float]:
    """All that an indicator of the engine says at the end of some bars."""
    stream = _core.Indicator(indicator.name, indicator.lengths, indicator.parameter, digits)
    told = None if volumes is None else np.ascontiguousarray(volumes)
    return [float(said[-1]) for said in stream.update(np.ascontiguousarray(values), volume=told)]
