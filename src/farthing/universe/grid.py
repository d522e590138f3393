"""What an expression says of every session of bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing import given
from farthing.errors import OutsideData
from farthing.universe.market import Market

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.universe.expression import Term


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The values of an expression: of each session what was known before it opened.

    Args:
        sessions: their dates, ascending.
        symbols: of the assets, in the order of the columns.
        values: sessions x assets, read only: truths of a filter, floats of a factor.

    >>> from datetime import date
    >>> grid = Grid((date(2024, 1, 2),), ("A", "B"), np.array([[True, False]]))
    >>> grid.on("2024-01-02")
    ('A',)
    """

    sessions: tuple[date, ...]
    symbols: tuple[str, ...]
    values: NDArray[Any]

    def on(self, day: date | str) -> tuple[str, ...]:
        """The symbols that a filter lets through on a session, or that have a factor's value.

        Raises:
            OutsideData: that day is no session of the bars.
        """
        asked = given.date_of(day, "day")
        if asked not in self.sessions:
            raise OutsideData(
                f"{asked} is no session of these bars, which go from {self.sessions[0]} to "
                f"{self.sessions[-1]}: ask for a day on which the market is open"
            )
        row = self.values[self.sessions.index(asked)]
        is_in = row if row.dtype == np.bool_ else ~np.isnan(row)
        return tuple(symbol for symbol, inside in zip(self.symbols, is_in, strict=True) if inside)

    def frame(self) -> pl.DataFrame:
        """A row for each session and symbol: of a filter those it lets through, of a factor all.

        Columns are ``session``, ``symbol`` and, of a factor, ``value``.
        """
        rows, columns = np.indices(self.values.shape).reshape(2, -1)
        sessions = pl.Series("session", self.sessions, dtype=pl.Date).gather(rows)
        symbols = pl.Series("symbol", self.symbols, dtype=pl.String).gather(columns)
        whole = pl.DataFrame([sessions, symbols, pl.Series("value", self.values.ravel())])
        is_filter = self.values.dtype == np.bool_
        return whole.filter(pl.col("value")).drop("value") if is_filter else whole


def grid_of(term: Term, bars: Bars) -> Grid:
    """What an expression says of every session of bars."""
    market = Market.of(bars)
    rows = [market.row(term, session) for session in range(market.count)]
    values = np.array(rows).reshape(market.count, len(market.symbols))
    values.flags.writeable = False
    return Grid(tuple(market.days()), market.symbols, values)
