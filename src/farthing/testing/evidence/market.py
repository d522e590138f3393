"""A market under study: the prices of its symbols, and what the detector found in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from farthing.draw import Draw
from farthing.testing.evidence.blocks import BLOCK_HORIZONS, Blocks
from farthing.testing.evidence.entries import entries
from farthing.testing.evidence.series import series_of
from farthing.wyckoff import Parameters, detect

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.testing.evidence.series import Series

SIGNS = {"long": 1.0, "short": -1.0}


class Chance(NamedTuple):
    """How much is drawn at random, and from which seed."""

    draws: int
    resamples: int
    seed: int

    def blocks(self, span: int, horizon: int) -> Blocks:
        """Resamples of a timeline for windows of a horizon."""
        draw = Draw(self.seed, 0, horizon)
        return Blocks(span, BLOCK_HORIZONS * horizon, self.resamples, draw)

    def entries(self, horizon: int) -> Draw:
        """Where random entries of a horizon come from; the same again for every kind."""
        return Draw(self.seed, 1, horizon)


@dataclass(frozen=True, slots=True)
class Market:
    """Bars of one length.

    Attributes:
        series: by symbol.
        groups: the entries of each group; see `entries`.
        warm_up: bars that the detector hears before it can tell a range.
    """

    series: dict[str, Series]
    groups: dict[str, pl.DataFrame]
    warm_up: int

    @property
    def span(self) -> int:
        """Places of the timeline of all symbols."""
        return 1 + max(int(each.place[-1]) for each in self.series.values())


def market(bars: Bars, parameters: Parameters) -> Market:
    """Detects in bars, and takes their prices without splits."""
    return Market(series_of(bars), entries(detect(bars, parameters)), warm_up(parameters))


def warm_up(parameters: Parameters) -> int:
    """Bars before which no range can be told: averages and a trend, then the shortest range.

    >>> warm_up(Parameters())
    45
    """
    before = max(parameters["average_bars"], parameters["trend_bars"])
    return int(before + parameters["range_bars_min"])


def by_side(rows: pl.DataFrame) -> Iterator[tuple[str, float, NDArray[np.int64]]]:
    """The symbol, the sign of the side and the bars of entries that have both in common."""
    parts = rows.partition_by("symbol", "side", as_dict=True, maintain_order=True)
    for (symbol, side), part in parts.items():
        yield str(symbol), SIGNS[str(side)], part.get_column("bar").to_numpy()
