"""The dividends and splits of a run, as books act on them: session by session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.backtest import prepare
from farthing.portfolio.ledger import Dividend, Split

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from farthing.data.bars import Bars

Action = Dividend | Split


class Actions:
    """What acts when; those that are over are forgotten."""

    def __init__(self, bars: Bars) -> None:
        """Places the actions of the bars in their sessions, as the setup of the run does."""
        days = bars.sessions.get_column("session").to_physical().to_numpy().astype(np.int32)
        places = {symbol: place for place, symbol in enumerate(bars.symbols)}
        found: list[tuple[tuple[int, int, int, int], Action]] = []
        for asset, session, day, *paid, amount in prepare.dividends(bars, places, days):
            dividend = Dividend(asset, amount, (int(paid[0]), int(paid[1])))
            found.append(((int(days[session]), day, 0, asset), dividend))
        for asset, session, day, new, old in prepare.splits(bars, places, days):
            found.append(((int(days[session]), day, 1, asset), Split(asset, new, old)))
        found.sort(key=lambda pair: pair[0])
        self._waiting = found
        self._next = 0
        self._done = {Dividend: 0, Split: 0}

    def due(self, today: date) -> Iterator[tuple[int, Action]]:
        """What acts when a session begins: by day, dividends before splits, by instrument.

        Each with its number among all dividends or splits of the run, as its event has it.
        """
        day = today.toordinal() - EPOCH
        while self._next < len(self._waiting) and self._waiting[self._next][0][0] <= day:
            _, action = self._waiting[self._next]
            number = self._done[type(action)]
            self._done[type(action)] += 1
            self._next += 1
            yield number, action


EPOCH = 719_163
"""1970-01-01, counted as ``date.toordinal`` does."""
