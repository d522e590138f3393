"""Returns after entries over one horizon, against random entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.testing.evidence.control import Pool, random_means, told
from farthing.testing.evidence.excess import excess
from farthing.testing.evidence.market import by_side
from farthing.testing.evidence.windows import crossed, forward, whole

if TYPE_CHECKING:
    import polars as pl

    from farthing.testing.evidence.market import Chance, Market


class Returns:
    """The returns of every bar of a market over a horizon.

    Args:
        market: its prices.
        horizon: bars from the entry, which is the next bar's open, to the close of the last.
        chance: of draws and resamples.
    """

    def __init__(self, market: Market, horizon: int, chance: Chance) -> None:
        self._series, self._horizon, self._chance = market.series, horizon, chance
        self._blocks = chance.blocks(market.span, horizon)
        self._bars = {
            symbol: whole(each, horizon, market.warm_up) for symbol, each in market.series.items()
        }
        self._after = {symbol: forward(each, horizon) for symbol, each in market.series.items()}

    def row(self, rows: pl.DataFrame) -> dict[str, Any]:
        """What entries made, signed by their side, as a row of the result.

        Returns:
            ``count`` entries with a whole window and ``left_out`` others; ``splits`` that windows
            cross; ``mean`` return, that of ``control``, between what 95 % of draws lie, the share
            that ``beaten`` it; and the excess. All are shares of the price.
        """
        values, places, pools, splits = [], [], [], 0
        for symbol, sign, bars in by_side(rows):
            taken = bars[np.isin(bars, self._bars[symbol])]
            if not len(taken):
                continue
            every = sign * self._after[symbol][self._bars[symbol]]
            pools.append(Pool(every, len(taken)))
            values.append(sign * self._after[symbol][taken])
            places.append(self._series[symbol].place[taken])
            splits += crossed(self._series[symbol], taken, self._horizon)
        count = sum(len(each) for each in values)
        found: dict[str, Any] = {"count": count, "left_out": len(rows) - count, "splits": splits}
        if not count:
            return found
        mean = float(np.concatenate(values).mean())
        means = random_means(pools, self._chance.draws, self._chance.entries(self._horizon))
        beyond = [value - pool.values.mean() for value, pool in zip(values, pools, strict=True)]
        added = excess(np.concatenate(beyond), np.concatenate(places), self._horizon, self._blocks)
        control = mean - added["excess"]
        return {**found, "mean": mean, "control": control, **told(means, mean), **added}
