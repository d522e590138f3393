"""The feed: bars on their way into the core, all at once or in chunks of bounded memory."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing import _core
from farthing.errors import DataError, OutsideData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.types import Instrument

PRICES = ("open", "high", "low", "close")

CELL_BYTES = 42
"""One bar in a panel: four prices and a volume in eight bytes each, and two flags."""

WHOLE_BYTES = 256 * 2**20
"""Bars that need no more than this are loaded all at once."""

CHUNK_BYTES = 96 * 2**20

DAY_MINUTES = 24 * 60

OVERLAP_ROWS = 512
"""Rows that a chunk has in common with the one before, for windows; grows with what is asked."""


class Feed:
    """Brings the bars of a run into the core.

    Bars before the run's start come too: they are history. A run whose bars need more memory than
    ``whole_bytes`` gets them in chunks of whole sessions.

    Args:
        bars: what to bring.
        start: first session of the run; None is the first there is.
        end: last session of the run; None is the last there is.
        extended: whether bars outside the hours of the sessions belong to the run.
    """

    def __init__(
        self,
        bars: Bars,
        start: date | None = None,
        end: date | None = None,
        *,
        extended: bool = False,
        whole_bytes: int = WHOLE_BYTES,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:
        """Looks at the sizes of the tables and plans the chunks."""
        self._bars = bars
        self._extended = extended
        self.days = bars.sessions.get_column("session").to_physical().to_numpy()
        """Days since 1970-01-01 of every session, by index."""
        self._start, self._stop = self._range(start, end)
        counts = self._rows_per_session()
        cells = CELL_BYTES * len(bars.instruments)
        if int(counts.sum()) * cells <= whole_bytes:
            self._edges = [0, self._stop]
        else:
            self._edges = _edges(counts, max(1, chunk_bytes // cells))
        self._counts = counts
        self._chunk = 0
        self._first = 0
        self._overlap = OVERLAP_ROWS

    def _range(self, start: date | None, end: date | None) -> tuple[int, int]:
        """The sessions of the run, as a range of indices."""
        first, last = self._bars.range()
        for asked in (start, end):
            if asked and not first <= asked <= last:
                raise OutsideData(f"{asked} is outside the bars, which go from {first} to {last}")
        begin = _index(self.days, start) if start else 0
        stop = _index(self.days, end, side="right") if end else len(self.days)
        if begin >= stop:
            raise OutsideData(f"there is no session between {start} and {end}")
        return begin, stop

    def _rows_per_session(self) -> NDArray[np.int64]:
        """At most so many rows of the time line are in each session up to the end of the run.

        Where instruments have different times, these are more than any instrument has: as many as
        the session's hours hold, unless all instruments together have fewer.
        """
        largest = np.zeros(self._stop, dtype=np.int64)
        together = np.zeros(self._stop, dtype=np.int64)
        for symbol in self._bars.symbols:
            found = self._table(symbol, 0, self._stop).group_by("session").len().collect()
            days = found.get_column("session").to_physical().to_numpy()
            lengths = found.get_column("len").to_numpy()
            places = np.searchsorted(self.days, days)
            np.maximum.at(largest, places, lengths)
            np.add.at(together, places, lengths)
        if not largest[self._start :].any():
            raise OutsideData(
                f"no bar of {', '.join(self._bars.symbols)} between "
                f"{_day(self.days[self._start])} and {_day(self.days[self._stop - 1])}"
            )
        return np.minimum(together, np.maximum(largest, self._slots()))

    def _slots(self) -> NDArray[np.int64]:
        """How many bars the hours of each session hold; of a whole day where others come too."""
        if self._bars.frequency == "1d":
            return np.ones(self._stop, dtype=np.int64)
        minutes = {"1h": 60, "1m": 1}[self._bars.frequency]
        sessions = self._bars.sessions.head(self._stop)
        hours = (sessions["close"] - sessions["open"]).dt.total_minutes().to_physical().to_numpy()
        lengths = np.full(self._stop, DAY_MINUTES) if self._extended else hours
        return -(-lengths // minutes)

    @property
    def rows(self) -> int:
        """Bars of the run at most, for a progress bar."""
        return int(self._counts[self._start :].sum())

    def time(self, nanoseconds: int) -> str:
        """An instant as text."""
        return str(np.datetime64(nanoseconds, "ns").astype("datetime64[s]")).replace("T", " ")

    def next(self) -> tuple[_core.Panel, int, int] | None:
        """The next chunk: a panel, how many of its rows were there before, the run's first row."""
        if self._chunk + 1 >= len(self._edges):
            return None
        begin, stop = self._edges[self._chunk], self._edges[self._chunk + 1]
        self._chunk += 1
        self._first = self._back(begin, self._overlap)
        panel = self._panel(self._first, stop)
        sessions = np.asarray(panel.sessions)
        known = int(np.searchsorted(sessions, begin))
        return panel, known, max(known, int(np.searchsorted(sessions, self._start)))

    def earlier(self, rows: int) -> _core.Panel:
        """The panel of the present chunk, beginning at least ``rows`` rows earlier if it can."""
        wanted = rows + int(self._counts[self._first : self._edges[self._chunk - 1]].sum())
        self._overlap = max(self._overlap, 2 * wanted)
        self._first = self._back(self._edges[self._chunk - 1], self._overlap)
        return self._panel(self._first, self._edges[self._chunk])

    def replay(self) -> Iterator[_core.Panel]:
        """All bars before those of the present panel, chunk by chunk."""
        edges = [edge for edge in self._edges if edge < self._first] + [self._first]
        for begin, stop in pairwise(edges):
            yield self._panel(begin, stop)

    def _back(self, session: int, rows: int) -> int:
        """The session so far before another that at least ``rows`` rows lie between."""
        before = np.cumsum(self._counts[:session][::-1])
        return session - min(session, int(np.searchsorted(before, rows)) + 1) if session else 0

    def _table(self, symbol: str, begin: int, stop: int) -> pl.LazyFrame:
        table = self._bars.tables[symbol]
        first, last = _day(self.days[begin]), _day(self.days[stop - 1])
        inside = pl.col("session").is_between(first, last)
        if not self._extended and "extended" in table.collect_schema():
            inside &= ~pl.col("extended")
        return table.filter(inside)

    def _panel(self, begin: int, stop: int) -> _core.Panel:
        instruments = self._bars.instruments
        columns = [_Columns(i, self._table(i.symbol, begin, stop)) for i in instruments]
        times = _union([table.times for table in columns])
        days = np.zeros(len(times), dtype=np.int32)
        rows = [np.searchsorted(times, table.times).astype(np.uint32) for table in columns]
        for table, places in zip(columns, rows, strict=True):
            days[places] = table.days
        sessions = np.searchsorted(self.days, days).astype(np.uint32)
        builder = _core.PanelBuilder(times, sessions, list(instruments))
        for asset, (table, places) in enumerate(zip(columns, rows, strict=True)):
            builder.add(asset, places, *table.prices, volume=table.volume)
            columns[asset] = None  # type: ignore[call-overload]  # one copy at a time
        return builder.finish()


class _Columns:
    """The bars of one instrument as the arrays that the core takes."""

    def __init__(self, instrument: Instrument, table: pl.LazyFrame) -> None:
        names = table.collect_schema().names()
        wanted = ["time", "session", *PRICES, *(["volume"] if "volume" in names else [])]
        frame = table.select(wanted).collect()
        if any(frame.null_count().row(0)):
            raise DataError(f"{instrument.symbol}: a bar has a missing value")
        self.times = (
            frame.get_column("time").cast(pl.Datetime("ns", "UTC")).to_physical().to_numpy()
        )
        self.days = frame.get_column("session").to_physical().to_numpy()

        def read(name: str, scale: int) -> NDArray[np.int64]:
            return _mantissas(instrument.symbol, frame.get_column(name), scale)

        opens, highs, lows, closes = (read(name, instrument.price_scale) for name in PRICES)
        self.prices = (opens, highs, lows, closes)
        self.volume = read("volume", instrument.volume_scale) if "volume" in names else None


def _mantissas(symbol: str, column: pl.Series, scale: int) -> NDArray[np.int64]:
    """The digits of a column of exact numbers at a scale; nothing is rounded.

    Raises:
        DataError: for floats, and for numbers that the scale does not hold.
    """
    own = column
    if not isinstance(column.dtype, pl.Decimal):
        if not column.dtype.is_integer():
            raise DataError(
                f"{symbol}: {column.name} is of type {column.dtype}; bars of a run are Decimal or "
                "integers: make them with farthing.bars_from_frame"
            )
        column = column.cast(pl.Decimal(38, 0))
    if column.dtype != pl.Decimal(38, scale):
        column = column.cast(pl.Decimal(38, scale))
        cut = own.filter(
            own.cast(column.dtype).cast(pl.Decimal(38, 18)) != own.cast(pl.Decimal(38, 18))
        )
        if len(cut):
            raise DataError(
                f"{symbol}: {column.name} {cut[0]} has more than the {scale} digits behind the "
                "point that its instrument has"
            )
    return np.ascontiguousarray(column.to_physical().cast(pl.Int64).to_numpy())


def _union(arrays: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """All instants of several tables, ascending."""
    first = arrays[0]
    if all(len(other) == len(first) and np.array_equal(other, first) for other in arrays[1:]):
        return np.ascontiguousarray(first)
    return np.unique(np.concatenate(arrays))


def _edges(counts: NDArray[np.int64], rows: int) -> list[int]:
    """Sessions at which chunks of about ``rows`` rows begin, and where the last one ends."""
    edges, size = [0], 0
    for session, count in enumerate(counts):
        if size and size + count > rows:
            edges.append(session)
            size = 0
        size += int(count)
    return [*edges, len(counts)]


def _index(days: NDArray[np.int32], day: date, side: str = "left") -> int:
    number = np.datetime64(day, "D").astype(np.int32)
    return int(np.searchsorted(days, number, side=side))  # type: ignore[call-overload]


def _day(number: np.int32) -> date:
    return np.datetime64(int(number), "D").item()
