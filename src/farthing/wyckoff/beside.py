"""What bars are told with: their place in their session, longer bars, a benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core
from farthing.data.arrays import INSTANT, days_of
from farthing.data.coarse.buckets import spans
from farthing.data.coarse.length import Length
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Instrument
    from farthing.wyckoff.parameters import Parameters

NO_CLOSE = np.iinfo(np.int64).min
"""The close of a benchmark where it has no bar."""

NO_SLOT = -1
"""The slot of a bar that is of no part of a session."""

MINUTE = 60 * 10**9


def is_tick(instrument: Instrument, parameters: Parameters) -> bool:
    """Whether the volume of an instrument counts ticks: as it is said, else of pairs.

    >>> from farthing.types import Instrument
    >>> from farthing.wyckoff import Parameters
    >>> pair = Instrument("EUR/USD", kind="pair")
    >>> is_tick(pair, Parameters()), is_tick(pair, Parameters(volume="trades"))
    (True, False)
    """
    return (parameters.volume or ("tick" if instrument.kind == "pair" else "trades")) == "tick"


def numbered(days: NDArray[np.int32], frequency: str) -> NDArray[np.int64]:
    """A number for each session, by which gaps are counted: its own, or that of its week or month.

    Args:
        days: of all sessions, since 1970-01-01.
        frequency: of the bars.

    >>> numbered(np.array([3, 4, 8]), "1d").tolist(), numbered(np.array([3, 4, 8]), "1w").tolist()
    ([0, 1, 2], [0, 1, 1])
    """
    span = Length.of(frequency).span
    if span in ("week", "month"):
        return spans(days, span)
    return np.arange(len(days), dtype=np.int64)


def slot_length(frequency: str) -> int | None:
    """How long a slot of a session is, in nanoseconds; None where bars are of whole sessions."""
    minutes = Length.of(frequency).minutes
    return None if minutes is None else minutes * MINUTE


class Places:
    """Where bars stand in the sessions of a calendar.

    Args:
        bars: whose sessions.
        frequency: of the bars that are placed; by default theirs.
    """

    def __init__(self, bars: Bars, frequency: str | None = None) -> None:
        """Numbers the sessions."""
        named = frequency or bars.frequency
        self._days = days_of(bars.sessions.get_column("session"))
        self._numbers = numbered(self._days, named)
        self._length = slot_length(named)
        opens = bars.sessions.get_column("open").cast(INSTANT)
        self._opens = opens.to_physical().to_numpy().astype(np.int64)

    def of(self, own: BarArrays) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The number of the session of each bar, and its slot."""
        sessions = np.searchsorted(self._days, own.days)
        if self._length is None:
            return self._numbers[sessions], np.full(len(own), NO_SLOT, np.int64)
        since = own.times - self._opens[sessions]
        return self._numbers[sessions], _core.wyckoff_slots(since, self._length)


def benchmark_of(instruments: Sequence[Instrument], parameters: Parameters) -> int | None:
    """The place of the benchmark among instruments; None where there is none.

    Raises:
        ConfigurationError: it is not among them.
    """
    symbols = [each.symbol for each in instruments]
    if parameters.benchmark is None:
        return None
    if parameters.benchmark not in symbols:
        shown = ", ".join(symbols[:5]) + (", ..." if len(symbols) > 5 else "")
        raise ConfigurationError(
            f"benchmark {parameters.benchmark!r} is not among the bars ({shown}): add its bars"
        )
    return symbols.index(parameters.benchmark)


def closes_at(times: NDArray[np.int64], benchmark: BarArrays) -> NDArray[np.int64]:
    """The closes of a benchmark at these times; ``NO_CLOSE`` where it has no bar that ends then."""
    closes = benchmark.prices[-1].astype(np.int64, copy=False)
    if not len(closes):
        return np.full(len(times), NO_CLOSE, np.int64)
    place = np.minimum(np.searchsorted(benchmark.times, times), len(closes) - 1)
    return np.where(benchmark.times[place] == times, closes[place], NO_CLOSE)


def biases_at(
    times: NDArray[np.int64], ends: NDArray[np.int64], biases: NDArray[np.int64]
) -> NDArray[np.int64]:
    """What longer bars said that were complete at these times; 0, unknown, before the first.

    >>> biases_at(np.array([1, 5, 6]), np.array([5, 9]), np.array([2, 1])).tolist()
    [0, 2, 2]
    """
    complete = np.searchsorted(ends, times, side="right")
    return np.concatenate([[0], biases]).astype(np.int64)[complete]


def of_feed(settings: Parameters, feed: Any, assets: Sequence[_core.Asset]) -> tuple[Any, ...]:
    """What a run's detectors are told: numbers, ticks by asset, benchmark, slots, longer bars.

    Returns:
        The parameters, which assets have ticks for volume, the place of the benchmark, the opens
        of sessions and the length of a slot (none for bars of whole sessions), and the name of
        longer bars with the numbers of their sessions.
    """
    instruments = [asset.instrument for asset in assets]
    ticks = [is_tick(each, settings) for each in instruments]
    benchmark = benchmark_of(instruments, settings)
    slots = None if feed is None else feed.slots()
    higher = None
    if settings.higher is not None and feed is not None:
        higher = settings.higher, numbered(feed.days, settings.higher)
    return settings.told(), ticks, benchmark, slots, higher
