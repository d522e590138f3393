"""The grid: bars of several instruments on one time line, as the core takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.types import Instrument

    Begins = Callable[[NDArray[np.int64], NDArray[np.uint32]], NDArray[np.int64]]


def on_grid(
    times: NDArray[np.int64],
    arrays: list[BarArrays],
    instruments: Sequence[Instrument],
    days: NDArray[np.int32],
    begins: Begins,
    last_bars: dict[int, tuple[int, int]] | None = None,
) -> tuple[_core.Panel, NDArray[np.uint32]]:
    """The panel of some bars, and the session of each of its rows.

    Args:
        times: of the rows, ascending.
        arrays: the bars of each instrument; empty afterwards: one copy at a time.
        instruments: whose they are.
        days: of all sessions, since 1970-01-01.
        begins: tells of times and sessions of rows when their bars begin.
        last_bars: session and close of the last bar before the panel, by instrument.
    """
    every = np.arange(len(times), dtype=np.uint32)
    own = np.zeros(len(times), dtype=np.int32)
    places = []
    for table in arrays:
        if len(table) == len(times):
            places.append(every)
            own[:] = table.days
        else:
            places.append(np.searchsorted(times, table.times).astype(np.uint32))
            own[places[-1]] = table.days
    sessions = np.searchsorted(days, own).astype(np.uint32)
    builder = _core.PanelBuilder(times, sessions, list(instruments))
    builder.begin(begins(times, sessions))
    for asset in reversed(range(len(arrays))):
        table = arrays.pop()
        opens, highs, lows, closes = map(_wide, table.prices)
        volume = None if table.volume is None else _wide(table.volume)
        builder.add(asset, places.pop(), opens, highs, lows, closes, volume=volume)
    for asset, (session, close) in (last_bars or {}).items():
        builder.follows(asset, session, close)
    return builder.finish(), sessions


def time_line(arrays: list[BarArrays]) -> NDArray[np.int64]:
    """All instants of several tables, ascending."""
    first = arrays[0].times
    others = (table.times for table in arrays[1:])
    if all(len(other) == len(first) and np.array_equal(other, first) for other in others):
        return np.ascontiguousarray(first)
    return np.unique(np.concatenate([table.times for table in arrays]))


def _wide(values: NDArray[np.signedinteger[Any]]) -> NDArray[np.int64]:
    return np.ascontiguousarray(values, dtype=np.int64)
