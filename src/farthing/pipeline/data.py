"""``USEquityPricing``: the columns that a pipeline begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.pipeline.window import Span
from farthing.universe.expression import Factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.universe.market import Market


class Column:
    """A field of the bars of days, as an input of a factor.

    >>> USEquityPricing.close
    USEquityPricing.close
    """

    def __init__(self, name: str) -> None:
        """Of which field."""
        self.name = name

    def __repr__(self) -> str:
        """As it is written."""
        return f"USEquityPricing.{self.name}"

    @property
    def latest(self) -> Factor:
        """Its value in the session before; NaN without a bar, of volumes 0."""
        return Latest(self)


class Latest(Factor):
    """The value of a column in the session before, in shares of the session that opens."""

    def __init__(self, column: Column) -> None:
        """Of which column."""
        self._column = column

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        if session == 0:
            return np.full(len(market.symbols), np.nan)
        found: NDArray[np.float64] = Span(market, session, 1).floats(self._column.name)[0]
        return found


class USEquityPricing:
    """Prices and volumes of days; of the sessions before the one that opens."""

    open = Column("open")
    high = Column("high")
    low = Column("low")
    close = Column("close")
    volume = Column("volume")


EquityPricing = USEquityPricing
"""Zipline's newer name."""
