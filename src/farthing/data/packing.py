"""Packing: putting the bars of all symbols of a frequency in one file, at an ingest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.data.arrays import PRICES
from farthing.data.pack import write_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from farthing.data.arrays import BarArrays
    from farthing.data.sessions import Sessions

PACK_ROWS = 2**21
"""Most rows that are packed; of more, reading takes longer than opening their files."""


def pack(tables: Mapping[str, BarArrays], sessions: Sessions) -> bytes | None:
    """The pack of some tables; None where an instant is of two sessions, which has no form.

    Args:
        tables: bars by symbol.
        sessions: all of the bundle.

    >>> from farthing.data.arrays import BarArrays
    >>> from farthing.data.pack import PackReader
    >>> from farthing.data.sessions import Sessions
    >>> line = np.arange(2)
    >>> bars = BarArrays(line, line.astype(np.int32), (line,) * 4, None)
    >>> content = pack({"A": bars}, Sessions({"session": line, "open": line, "close": line}))
    >>> PackReader(content).tables(["A"])[0].prices[0].tolist()
    [0, 1]
    """
    every = list(tables.values())
    line = _TimeLine.of(every)
    if line is None:
        return None
    arrays = {
        **{f"sessions.{name}": values for name, values in sessions.columns.items()},
        "times": line.times,
        "days": line.days,
        "places": _joined(np.int32, line.scattered),
        **_fields(every),
        "extended": _joined(np.bool_, [each.extended for each in every]),
    }
    entries = [
        [symbol, len(table), start, table.volume is not None, table.extended is not None]
        for (symbol, table), start in zip(tables.items(), line.starts, strict=True)
    ]
    return write_arrays(entries, arrays)


def _fields(tables: Sequence[BarArrays]) -> dict[str, NDArray[Any]]:
    """Prices and volumes, of one table after the other."""
    parts = {name: [each.prices[place] for each in tables] for place, name in enumerate(PRICES)}
    fields = {name: _joined(np.int64, values) for name, values in parts.items()}
    fields["volume"] = _joined(np.int64, [each.volume for each in tables])
    return {name: _narrow(values) for name, values in fields.items()}


def _joined(kind: type[np.generic], parts: Sequence[NDArray[Any] | None]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *(part for part in parts if part is not None)])


def _narrow(values: NDArray[np.int64]) -> NDArray[Any]:
    """Numbers in four bytes each, if they fit."""
    limits = np.iinfo(np.int32)
    fit = not len(values) or (limits.min <= values.min() and values.max() <= limits.max)
    return values.astype(np.int32) if fit else values


@dataclass(frozen=True, slots=True)
class _TimeLine:
    """All instants of some tables.

    Args:
        times: ascending.
        days: the session of each.
        starts: where each table begins, if its bars lie side by side; else None.
        scattered: the places of the bars of each other table.
    """

    times: NDArray[np.int64]
    days: NDArray[np.int32]
    starts: tuple[int | None, ...]
    scattered: tuple[NDArray[np.int32], ...]

    @classmethod
    def of(cls, tables: Sequence[BarArrays]) -> _TimeLine | None:
        """The line of tables; None where an instant is of two sessions."""
        together = _joined(np.int64, [each.times for each in tables])
        times, firsts = np.unique(together, return_index=True)
        days = _joined(np.int32, [each.days for each in tables])[firsts]
        starts: list[int | None] = []
        scattered = []
        for table in tables:
            places = np.searchsorted(times, table.times).astype(np.int32)
            if not np.array_equal(days[places], table.days):
                return None
            side_by_side = int(places[-1] - places[0]) == len(places) - 1
            starts.append(int(places[0]) if side_by_side else None)
            if not side_by_side:
                scattered.append(places)
        return cls(times, days, tuple(starts), tuple(scattered))
