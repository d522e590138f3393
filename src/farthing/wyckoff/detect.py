"""Bars in, frames out: the fold of the stream."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing import _core
from farthing.data.arrays import INSTANT, day_number
from farthing.data.coarse.resample import resample
from farthing.data.scans import load
from farthing.errors import DataError
from farthing.wyckoff.beside import Places, benchmark_of, biases_at, closes_at, is_tick
from farthing.wyckoff.found import Found
from farthing.wyckoff.parameters import Parameters
from farthing.wyckoff.sizing import lot_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Split
    from farthing.wyckoff.found import Part

ROWS_MOST = 2**31


def detect(
    bars: Bars,
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    with_bars: bool = False,
) -> Found:
    """Ranges, events, phases and signals of all symbols of some bars.

    Args:
        bars: a bundle's, or of ``farthing.bars_from_frame``; splits are undone in what is
            remembered as they come.
        parameters: values that differ from the table's; ``Parameters`` says as well what volume
            counts, which longer bars are asked and which benchmark there is.
        with_bars: whether the class of each bar is told as well.

    Returns:
        Frames with one row per thing found; see ``Found``.

    Raises:
        ConfigurationError: the table does not take a value, the benchmark is not among the bars,
            or longer bars cannot be made of them.
        DataError: a bar has a hole, or numbers that are no exact ones.
        LedgerOverflow: a price has too many digits.
    """
    told = Parameters.of(parameters)
    market = _Market(bars, told)
    benchmark = benchmark_of(bars.instruments, told)
    longer = None if told.higher is None else _Market(resample(bars, told.higher), told)

    def part(place: int) -> Part:
        instrument, own = bars.instruments[place], market.arrays[place]
        core = market.detector(place, with_bars=with_bars)
        beside: dict[str, NDArray[np.int64]] = {}
        of_benchmark: list[tuple[int, int, int]] = []
        if benchmark is not None and benchmark != place:
            beside["benchmark"] = closes_at(own.times, market.arrays[benchmark])
            of_benchmark = market.splits(benchmark, own)
        if longer is not None:
            ends = longer.arrays[place].times
            beside["higher"] = biases_at(own.times, ends, longer.biases(place))
        market.tell(core, place, **beside, benchmark_splits=of_benchmark)
        times = pl.Series(own.times).cast(INSTANT)
        return instrument.symbol, core.take(), times, lot_value(instrument)

    with ThreadPoolExecutor() as pool:
        return Found(list(pool.map(part, range(len(bars.instruments)))))


class _Market:
    """Bars as detectors are told them, symbol by symbol."""

    def __init__(self, bars: Bars, parameters: Parameters) -> None:
        """Loads the bars.

        Raises:
            DataError: there are too many.
        """
        arrays = load(bars.tables, bars.instruments, ROWS_MOST)
        if arrays is None:
            raise DataError(f"more than {ROWS_MOST:,} bars: detect fewer symbols at a time")
        self.arrays: Sequence[BarArrays] = list(arrays)
        self._bars, self._parameters, self._places = bars, parameters, Places(bars)

    def detector(self, place: int, *, with_bars: bool = False) -> _core.WyckoffDetector:
        """A detector for a symbol."""
        instrument = self._bars.instruments[place]
        ticks = is_tick(instrument, self._parameters)
        told = self._parameters.told()
        return _core.WyckoffDetector(told, instrument.price_scale, with_bars, ticks)

    def tell(
        self, core: _core.WyckoffDetector, place: int, **beside: Any
    ) -> NDArray[np.int64] | None:
        """Tells a detector all bars of a symbol, with what is beside them."""
        own = self.arrays[place]
        volume = np.zeros(len(own), np.int64) if own.volume is None else own.volume
        columns = [column.astype(np.int64, copy=False) for column in (*own.prices, volume)]
        sessions, slots = self._places.of(own)
        return core.extend(
            columns, self.splits(place, own), sessions=sessions, slots=slots, **beside
        )

    def splits(self, place: int, own: BarArrays) -> list[tuple[int, int, int]]:
        """The splits of a symbol, by the rows of some bars with which they take effect."""
        symbol = self._bars.instruments[place].symbol
        mine: Iterable[Split] = (each for each in self._bars.splits if each.symbol == symbol)
        return [
            (int(np.searchsorted(own.days, day_number(each.date))), each.new, each.old)
            for each in mine
        ]

    def biases(self, place: int) -> NDArray[np.int64]:
        """The side that a detector of these bars speaks for after each."""
        found = self.tell(self.detector(place), place, with_biases=True)
        assert found is not None, "they were asked for"
        return found
