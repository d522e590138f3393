"""How often the first target comes before the stop, against random entries with the same levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.testing.evidence.control import told
from farthing.testing.evidence.excess import excess
from farthing.testing.evidence.touch import NEITHER, STOP, TARGET, Levels, touched
from farthing.testing.evidence.windows import whole

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from farthing.testing.evidence.market import Chance, Market

HIT_BARS = 250
"""Bars after which a trade that has touched neither counts as neither: a year of days."""


VARIED_LEAST = 5
"""Trades that reach the target, and that do not, for an interval: without any, resamples of trades
have none either, and would say that it is sure."""


class Hits:
    """Trades of a market with a target and a stop.

    Args:
        market: its prices.
        chance: of draws and resamples.
    """

    def __init__(self, market: Market, chance: Chance) -> None:
        self._series, self._chance = market.series, chance
        self._blocks = chance.blocks(market.span, HIT_BARS)
        self._bars = {
            symbol: whole(each, HIT_BARS, market.warm_up) for symbol, each in market.series.items()
        }

    def trades(self, rows: pl.DataFrame) -> list[Trade]:
        """The entries that have a whole window, with what became of them and of their control."""
        draw = self._chance.entries(HIT_BARS)
        found = []
        for row in rows.iter_rows(named=True):
            series, bars = self._series[row["symbol"]], self._bars[row["symbol"]]
            if row["bar"] not in bars:
                continue
            levels = Levels(row["target_1"], row["stop"])
            picked = bars[draw.integers(0, len(bars) - 1, self._chance.draws)]
            outcomes = touched(series, np.append(picked, row["bar"]), levels, HIT_BARS)
            name = f"{row['kind']} {row['side']}"
            found.append(Trade(name, int(series.place[row["bar"]]), row["reward"], outcomes))
        return found

    def row(self, trades: list[Trade]) -> dict[str, Any]:
        """Trades together, as a row of the result.

        Returns:
            ``count`` trades; the shares whose first touch was ``target``, ``stop`` or ``neither``;
            the share of the ``control``, between what 95 % of draws lie, the share that
            ``beaten`` it; the excess; the median ``reward`` of the levels.
        """
        if not trades:
            return {"count": 0}
        outcomes = np.array([trade.outcomes for trade in trades])
        hits = outcomes == TARGET
        expected, own = hits[:, :-1].mean(axis=1), hits[:, -1]
        places = np.array([trade.place for trade in trades])
        is_varied = bool(VARIED_LEAST <= own.sum() <= len(own) - VARIED_LEAST)
        return {
            "count": len(trades),
            "target": float(own.mean()),
            "stop": float((outcomes[:, -1] == STOP).mean()),
            "neither": float((outcomes[:, -1] == NEITHER).mean()),
            "control": float(expected.mean()),
            **told(hits[:, :-1].mean(axis=0), float(own.mean())),
            **excess(own - expected, places, HIT_BARS, self._blocks, is_varied=is_varied),
            "reward": float(np.median([trade.reward for trade in trades])),
        }


class Trade:
    """A trade and its control.

    Args:
        name: of its kind and side.
        place: on the timeline of all symbols.
        reward: target against stop.
        outcomes: what each random entry touched first, and last of all what the trade did.
    """

    __slots__ = ("name", "outcomes", "place", "reward")

    def __init__(self, name: str, place: int, reward: float, outcomes: NDArray[np.int8]) -> None:
        self.name, self.place, self.reward, self.outcomes = name, place, reward, outcomes
