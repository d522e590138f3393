"""What expressions begin with: prices, volumes, and whether an asset trades."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.universe.adjustment import SPLIT_DIGITS, finer_price
from farthing.universe.expression import Factor, Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.universe.heard import Indicator
    from farthing.universe.market import Market

LARGEST = 2.0**62
"""Sums below it fit the integers of NumPy."""


class Price(Factor):
    """The last close, in shares of the session before."""

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        if session == 0:
            return np.full(len(market.symbols), np.nan)
        found: NDArray[np.float64] = market.floats("close")[session - 1].copy()
        for asset in np.flatnonzero(np.isnan(found) & market.listed(session)).tolist():
            at = int(np.flatnonzero(market.present()[:session, asset])[-1])
            close = int(market.mantissas("close")[at, asset])
            finer = finer_price(close, market.between(asset, at, session - 1, splits=True))
            found[asset] = finer / 10 ** (market.price_scales[asset] + SPLIT_DIGITS)
        return found


class Field(Factor):
    """A field of the bar of the session before, as it was traded; NaN without one."""

    def __init__(self, field: str) -> None:
        """Of which field."""
        self._field = field

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        if session == 0:
            return np.full(len(market.symbols), np.nan)
        found: NDArray[np.float64] = market.floats(self._field)[session - 1]
        return found


class DollarVolume(Factor):
    """The mean of close times volume over the last sessions; one without a bar counts with 0."""

    def __init__(self, length: int) -> None:
        """Over how many sessions."""
        self._length = length

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        found = np.full(len(market.symbols), np.nan)
        if session < self._length:
            return found
        rows = slice(session - self._length, session)
        sums = summed_products(market.mantissas("close")[rows], market.mantissas("volume")[rows])
        for asset, total in enumerate(sums):
            digits = market.price_scales[asset] + market.volume_scales[asset]
            found[asset] = mean_dollars(market, asset, total, digits, self._length)
        return found


def mean_dollars(market: Market, asset: int, total: int, digits: int, length: int) -> float:
    """A sum of products of prices and volumes as a mean of sessions; NaN without any volumes.

    Args:
        market: of which the asset is.
        asset: its place.
        total: the sum, in units of its last digit.
        digits: how many it has behind the point.
        length: how many sessions; those without a bar count with 0.
    """
    return total / (length * 10**digits) if market.has_volume[asset] else np.nan


def summed_products(left: NDArray[np.int64], right: NDArray[np.int64]) -> Sequence[int]:
    """The sum of products of each column, exact however large the numbers are.

    >>> summed_products(np.array([[2], [2**62]]), np.array([[3], [4]]))
    [18446744073709551622]
    """
    largest = [np.abs(each.astype(np.float64)).max(initial=0) for each in (left, right)]
    size = largest[0] * largest[1]
    if size * len(left) < LARGEST:
        sums: list[int] = (left * right).sum(axis=0).tolist()
        return sums
    return [
        sum(int(one) * int(other) for one, other in zip(*columns, strict=True))
        for columns in zip(left.T, right.T, strict=True)
    ]


class Traded(Factor):
    """In how many of the last sessions an asset had a bar, with volume where there are volumes."""

    def __init__(self, length: int) -> None:
        """Of how many sessions."""
        self._length = length

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        rows = slice(max(0, session - self._length), session)
        has_traded = (market.mantissas("volume")[rows] > 0) | ~market.has_volume
        count: NDArray[np.float64] = (market.present()[rows] & has_traded).sum(axis=0, dtype=float)
        return count


class Said(Factor):
    """What an indicator of the engine said at the close of the session before."""

    def __init__(self, indicator: Indicator, output: int = 0) -> None:
        """Which one; of several values, which."""
        self._indicator, self._output = indicator, output

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        return market.heard(self._indicator).at(session - 1, self._output)


class Listed(Filter):
    """The assets that have had a bar, and have not ended."""

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """What is known before a session opens."""
        return market.listed(session)
