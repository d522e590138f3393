"""What all books hold, as one table of whole numbers, and what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.errors import LedgerOverflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.portfolio.grid import Grid

WORD = 2**63
"""Sums below it, and all that goes into them, fit a word."""


class Values:
    """The units of all books: books x instruments.

    >>> from farthing.portfolio.grid import Grid
    >>> from farthing.types import Currency, Instrument
    >>> values = Values(2, Grid.of([Instrument("A"), Instrument("B")], Currency()))
    >>> values.add(1, 0, 10)
    >>> values.at([1050, 0])
    [0, 10500]
    """

    def __init__(self, books: int, grid: Grid) -> None:
        """Nothing is held."""
        self._units = np.zeros((books, len(grid.symbols)), dtype=np.int64)
        self._symbols, self._factors = grid.symbols, grid.factors

    def add(self, book: int, asset: int, quantity: int) -> None:
        """Changes what a book holds of an instrument.

        Raises:
            LedgerOverflow: it holds more than a quantity can be; the account may hold less, where
                another book is against it.
        """
        held = int(self._units[book, asset]) + quantity
        if abs(held) > _core.QUANTITY_MAX:
            raise LedgerOverflow(
                f"a strategy's position of {held} last digits of {self._symbols[asset]} is beyond "
                f"{_core.QUANTITY_MAX}: order less"
            )
        self._units[book, asset] = held

    def at(self, prices: Sequence[int]) -> list[int]:
        """What the positions of each book are worth at these prices, to the last digit."""
        worth = [price * factor for price, factor in zip(prices, self._factors, strict=True)]
        most = max(map(abs, worth), default=0)
        held = max(int(self._units.max(initial=0)), -int(self._units.min(initial=0)))
        if most < WORD and most * held * len(worth) < WORD:
            found: list[int] = (self._units @ np.array(worth, dtype=np.int64)).tolist()
            return found
        return [
            sum(units * each for units, each in zip(row, worth, strict=True))
            for row in self._units.tolist()
        ]
