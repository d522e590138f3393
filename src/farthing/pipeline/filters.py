"""Filters that Zipline's programs know beside comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.universe.expression import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from farthing.universe.market import Market


class StaticAssets(Filter):
    """Some assets, whatever happens.

    >>> among = StaticAssets(["AAPL", "IBM"])
    """

    def __init__(self, assets: Iterable[Any]) -> None:
        """Assets, or their symbols."""
        self._symbols = frozenset(getattr(each, "symbol", each) for each in assets)

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """The same in each session."""
        return np.array([symbol in self._symbols for symbol in market.symbols], dtype=np.bool_)
