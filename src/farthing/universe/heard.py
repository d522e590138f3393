"""What indicators of the engine say of the sessions of a market: the fold of their streams."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.errors import LedgerOverflow
from farthing.universe.adjustment import SPLIT_DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.universe.market import Market

FACTOR = 10**SPLIT_DIGITS

MANTISSA_MOST = _core.VALUE_MAX // FACTOR
"""A larger price does not fit the core's numbers with the digits of a window."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the engine, as its core names it.

    Args:
        name: such as ``sma``.
        lengths: bars of its windows.
        parameter: degrees of freedom, or the width of bands.
        field: the price that it is told, where it is told one.
    """

    name: str
    lengths: tuple[int, ...]
    parameter: float = 0.0
    field: str = "close"


class Heard:
    """What an indicator says of each asset at the close of each session that is known.

    An indicator hears the bars that its asset has; what it said stands until the next one. A split
    rewrites what it remembers with the session in which it acts. What is told later is heard later,
    and changes nothing that was said.
    """

    def __init__(self, market: Market, indicator: Indicator) -> None:
        """Has heard nothing."""
        self._market, self._indicator = market, indicator
        self._streams = [
            _core.Indicator(
                indicator.name, indicator.lengths, indicator.parameter, scale + SPLIT_DIGITS
            )
            for scale in market.price_scales
        ]
        self._heard = 0
        self._blocks: list[tuple[int, list[NDArray[np.float64]]]] = []

    def at(self, session: int, output: int = 0) -> NDArray[np.float64]:
        """What was said at the close of a session, one value per asset; before the first: NaN."""
        if session < 0:
            return np.full(len(self._streams), np.nan)
        if self._heard < self._market.known:
            self._hear(self._heard, self._market.known)
        begin, outputs = next(block for block in reversed(self._blocks) if block[0] <= session)
        row: NDArray[np.float64] = outputs[output][session - begin]
        return row

    def _hear(self, begin: int, stop: int) -> None:
        """Hears some sessions, asset by asset."""
        columns = [self._column(asset, begin, stop) for asset in range(len(self._streams))]
        outputs = [np.column_stack(each) for each in zip(*columns, strict=True)]
        self._blocks.append((begin, outputs))
        self._heard = stop

    def _column(self, asset: int, begin: int, stop: int) -> list[NDArray[np.float64]]:
        """What is said of an asset in some sessions, one array for each output."""
        present = self._market.present()[begin:stop, asset]
        parts = [self._tell(asset, *edges) for edges in pairwise(self._edges(asset, begin, stop))]
        found = []
        for output, values in enumerate(zip(*parts, strict=True)):
            carried = self._blocks[-1][1][output][-1, asset] if self._blocks else np.nan
            found.append(np.concatenate([[carried], *values])[np.cumsum(present)])
        return found

    def _edges(self, asset: int, begin: int, stop: int) -> list[int]:
        """Where sessions begin that a split acts in, between two others."""
        splits = {each.session for each in self._market.splits(asset)}
        return [begin, *sorted(one for one in splits if begin < one < stop), stop]

    def _tell(self, asset: int, begin: int, stop: int) -> list[NDArray[np.float64]]:
        """Tells the stream of an asset of sessions without a split but in the first of them."""
        stream = self._streams[asset]
        for split in self._market.splits(asset):
            if split.session == begin:
                stream.rebase(*split.volume)
        rows = begin + np.flatnonzero(self._market.present()[begin:stop, asset])
        return stream.update(
            self._bars(self._indicator.field, asset, rows),
            high=self._bars("high", asset, rows),
            low=self._bars("low", asset, rows),
            volume=self._bars("volume", asset, rows),
        )

    def _bars(self, field: str, asset: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        values = self._market.mantissas(field)[rows, asset]
        if field == "volume":
            return np.ascontiguousarray(values)
        return with_digits(values, f"{self._market.symbols[asset]}: {field}")


def with_digits(values: NDArray[np.int64], what: str) -> NDArray[np.int64]:
    """Prices with the digits that windows keep behind those of the instrument.

    Raises:
        LedgerOverflow: one is too large for that.
    """
    largest = int(np.abs(values).max()) if len(values) else 0
    if largest > MANTISSA_MOST:
        raise LedgerOverflow(
            f"{what}: {largest} in units of the last digit is above {MANTISSA_MOST}, the most that "
            "a window can take; give its prices fewer digits"
        )
    finer: NDArray[np.int64] = values * FACTOR
    return finer
