"""The feed: bars on their way into the core, all at once or in chunks of bounded memory."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.backtest.finer import finer_panel
from farthing.backtest.grid import on_grid, time_line
from farthing.backtest.sessions import last_session
from farthing.data.arrays import BAR_BYTES, arrays_of, days_of
from farthing.data.coarse.length import DAY_MINUTES, Length, coarser
from farthing.data.kept import Rows
from farthing.data.mapped import MappedTables
from farthing.data.scans import load
from farthing.errors import ConfigurationError, OutsideData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from farthing import _core
    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.types import Instrument

CELL_BYTES = 42
"""One bar in a panel: four prices and a volume in eight bytes each, and two flags."""

WHOLE_BYTES = 256 * 2**20
"""Bars that need no more than this are loaded all at once."""

CHUNK_BYTES = 96 * 2**20

KEPT_BYTES = 64 * 2**20
"""A panel that needs no more than this is kept with its bars, for the next run."""

MINUTE = 60 * 10**9

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
        finer: bars that decide ambiguous ones; None for none.
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
        finer: Bars | None = None,
    ) -> None:
        """Looks at the sizes of the tables and plans the chunks."""
        self._bars = bars
        self._minutes = _minutes(bars.frequency)
        self._extended = extended
        self.days = days_of(bars.sessions.get_column("session"))
        """Days since 1970-01-01 of every session, by index."""
        self._start, self._stop = self._range(start, end)
        cells = CELL_BYTES * len(bars.instruments)
        self._whole = self._loaded(whole_bytes // cells, whole_bytes // BAR_BYTES)
        if self._whole is not None:
            self._edges = [0, self._stop]
            self._counts = np.bincount(self._whole.sessions, minlength=self._stop)
        else:
            self._counts = self._rows_per_session()
            self._edges = _edges(self._counts, max(1, chunk_bytes // cells))
        self._check_bars()
        self._chunk = 0
        self._first = 0
        self._overlap = OVERLAP_ROWS
        self._finer: _core.Panel | None = None
        if finer is not None:
            self._finer = finer_panel(finer, bars, end, extended=extended)

    @property
    def _room(self) -> int:
        """What a panel may need to be kept for the next run."""
        return self._bars.kept.room_bytes or KEPT_BYTES

    @property
    def frequency(self) -> str:
        """How long the bars of the run are."""
        return self._bars.frequency

    def coarse(self, frequency: str) -> tuple[_core.Panel, bool]:
        """Coarser bars of the whole run, and whether none of them is of several sessions.

        Raises:
            ConfigurationError: they are not coarser, or weeks and months of bars without a
                calendar.
            OutsideData: the calendar does not know the weeks or months.
        """
        from farthing.backtest.coarse import coarse_panel  # no run without them pays for it

        length, kept = coarser(frequency, self.frequency), self._bars.kept
        panel = kept.coarse_until(self._stop, frequency)
        if panel is None:
            panel = coarse_panel(self._bars, length, int(self.days[self._stop - 1]))
            if panel.rows * panel.assets * CELL_BYTES <= self._room:
                kept.keep_coarse(panel, self._stop, frequency)
        return panel, length.is_within_sessions

    def slots(self) -> tuple[NDArray[np.int64], int] | None:
        """When each session opens, and how long a bar is; None for bars of whole sessions.

        Both in nanoseconds, the opens since 1970-01-01 UTC.
        """
        if self._minutes is None:
            return None
        return self._opens(), self._minutes * MINUTE

    def _opens(self) -> NDArray[np.int64]:
        opens: NDArray[np.int64] = self._bars.sessions.get_column("open").to_physical().to_numpy()
        return opens

    def last_session(self, until: Any) -> int:
        """The last session up to a date, by its index."""
        return last_session(self.days, until)

    def _range(self, start: date | None, end: date | None) -> tuple[int, int]:
        """The sessions of the run, as a range of indices."""
        first, last = self._bars.range()
        known = max(last, self._bars.end or last)  # bars cut at a day without a session know it
        for asked in (start, end):
            if asked and not first <= asked <= known:
                raise OutsideData(f"{asked} is outside the bars, which go from {first} to {last}")
        begin = _index(self.days, start) if start else 0
        stop = _index(self.days, end, side="right") if end else len(self.days)
        if begin >= stop:
            raise OutsideData(f"there is no session between {start} and {end}")
        return begin, stop

    def _check_bars(self) -> None:
        if not self._counts[self._start :].any():
            raise OutsideData(
                f"no bar of {', '.join(self._bars.symbols)} between "
                f"{_day(self.days[self._start])} and {_day(self.days[self._stop - 1])}"
            )

    def _loaded(self, rows_most: int, bars_most: int) -> Rows | None:
        """All bars up to the end of the run, unless there are too many.

        Args:
            rows_most: instants that a panel may have.
            bars_most: bars of all instruments that may be loaded at the same time.
        """
        kept = self._bars.kept.rows_until(self._stop, extended=self._extended)
        if kept is not None:
            return kept if len(kept.sessions) <= rows_most else None
        arrays = self._arrays(bars_most)
        if arrays is None:
            return None
        times = time_line(arrays)
        if len(times) > rows_most:
            return None
        whole = self._grid(times, arrays)
        if len(times) * len(self._bars.instruments) * CELL_BYTES <= self._room:
            self._bars.kept.keep_rows(whole, self._stop, extended=self._extended)
        return whole

    def _arrays(self, bars_most: int) -> list[BarArrays] | None:
        first, last = int(self.days[0]), int(self.days[self._stop - 1])
        found = load(self._bars.tables, self._bars.instruments, bars_most)
        if found is None:
            return None
        found = [table.between(first, last) for table in found]
        return found if self._extended else [table.regular() for table in found]

    def _rows_per_session(self) -> NDArray[np.int64]:
        """At most so many rows of the time line are in each session up to the end of the run.

        Where instruments have different times, these are more than any instrument has: as many as
        the session's hours hold, unless all instruments together have fewer.
        """
        largest = np.zeros(self._stop, dtype=np.int64)
        together = np.zeros(self._stop, dtype=np.int64)
        for instrument in self._bars.instruments:
            days, lengths = self._bars_per_day(instrument)
            places = np.searchsorted(self.days, days)
            np.maximum.at(largest, places, lengths)
            np.add.at(together, places, lengths)
        return np.minimum(together, np.maximum(largest, self._slots()))

    def _bars_per_day(self, instrument: Instrument) -> tuple[NDArray[Any], NDArray[Any]]:
        """The days on which an instrument has bars, and how many on each."""
        if isinstance(self._bars.tables, MappedTables):
            return np.unique(self._between(instrument, 0, self._stop).days, return_counts=True)
        table = self._table(instrument.symbol, 0, self._stop)
        found = table.group_by("session").len().collect()
        days = found.get_column("session").to_physical().to_numpy()
        return days, found.get_column("len").to_numpy()

    def _slots(self) -> NDArray[np.int64]:
        """How many bars the hours of each session hold; of a whole day where others come too."""
        if self._minutes is None:
            return np.ones(self._stop, dtype=np.int64)
        sessions = self._bars.sessions.head(self._stop)
        hours = (sessions["close"] - sessions["open"]).dt.total_minutes().to_physical().to_numpy()
        lengths = np.full(self._stop, DAY_MINUTES) if self._extended else hours
        return -(-lengths // self._minutes)

    @property
    def rows(self) -> int:
        """Bars of the run at most, for a progress bar."""
        return int(self._counts[self._start :].sum())

    def time(self, nanoseconds: int) -> str:
        """An instant as text, which says its zone."""
        second = np.datetime64(nanoseconds, "ns").astype("datetime64[s]")
        return f"{str(second).replace('T', ' ')} UTC"

    def next(self) -> tuple[_core.Panel, int, int] | None:
        """The next chunk: a panel, how many of its rows were there before, the run's first row."""
        if self._chunk + 1 >= len(self._edges):
            return None
        begin, stop = self._edges[self._chunk], self._edges[self._chunk + 1]
        self._chunk += 1
        self._first = self._back(begin, self._overlap)
        found = self._panel(self._first, stop)
        panel, sessions = self._decided(found.panel), found.sessions
        known = int(np.searchsorted(sessions, begin))
        return panel, known, max(known, int(np.searchsorted(sessions, self._start)))

    def earlier(self, rows: int) -> _core.Panel:
        """The panel of the present chunk, beginning at least ``rows`` rows earlier if it can."""
        wanted = rows + int(self._counts[self._first : self._edges[self._chunk - 1]].sum())
        self._overlap = max(self._overlap, 2 * wanted)
        self._first = self._back(self._edges[self._chunk - 1], self._overlap)
        return self._decided(self._panel(self._first, self._edges[self._chunk]).panel)

    def _decided(self, panel: _core.Panel) -> _core.Panel:
        """The panel with the finer bars, if there are some."""
        return panel if self._finer is None else panel.with_finer(self._finer)

    def replay(self) -> Iterator[_core.Panel]:
        """All bars before those of the present panel, chunk by chunk."""
        edges = [edge for edge in self._edges if edge < self._first] + [self._first]
        for begin, stop in pairwise(edges):
            yield self._panel(begin, stop).panel

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
        return table.filter(inside).drop("extended", strict=False)

    def _between(self, instrument: Instrument, begin: int, stop: int) -> BarArrays:
        """The bars of an instrument in a range of sessions; of mapped ones no copy."""
        tables = self._bars.tables
        if isinstance(tables, MappedTables):
            [found] = tables.load([instrument])
            found = found.between(int(self.days[begin]), int(self.days[stop - 1]))
            return found if self._extended else found.regular()
        rows = self._table(instrument.symbol, begin, stop).collect()
        return arrays_of([rows], [instrument])[0]

    def _panel(self, begin: int, stop: int) -> Rows:
        if self._whole is not None:
            return self._whole
        arrays = [self._between(each, begin, stop) for each in self._bars.instruments]
        times = time_line(arrays)
        return self._grid(times, arrays, self._last_bars(begin, times, arrays))

    def _last_bars(
        self, begin: int, times: NDArray[np.int64], arrays: list[BarArrays]
    ) -> dict[int, tuple[int, int]]:
        """Session and close of the last bar before a chunk, of what has none in its first row.

        What is halted for longer than a chunk reaches back has a last price nevertheless.
        """
        if begin == 0:
            return {}
        found = {}
        for asset, (table, instrument) in enumerate(
            zip(arrays, self._bars.instruments, strict=True)
        ):
            if len(table) and table.times[0] == times[0]:
                continue
            last = self._last_bar(instrument, begin)
            if len(last):
                session = int(np.searchsorted(self.days, last.days[0]))
                found[asset] = session, int(last.prices[-1][0])
        return found

    def _last_bar(self, instrument: Instrument, stop: int) -> BarArrays:
        """The last bar of an instrument before a session, if there is one."""
        if isinstance(self._bars.tables, MappedTables):
            return self._between(instrument, 0, stop).at(slice(-1, None))
        rows = self._table(instrument.symbol, 0, stop).tail(1).collect()
        return arrays_of([rows], [instrument])[0]

    def _begins(self, times: NDArray[np.int64], sessions: NDArray[np.uint32]) -> NDArray[np.int64]:
        """When the bars of each row begin: their length before their end, a day with its session.

        A bar inside the hours of a session does not begin before it.
        """
        opens: NDArray[np.int64] = self._opens()[sessions]
        if self._minutes is None:
            return np.minimum(opens, times)
        begins = times - self._minutes * MINUTE
        return np.where(times > opens, np.maximum(begins, opens), begins)

    def _grid(
        self,
        times: NDArray[np.int64],
        arrays: list[BarArrays],
        last_bars: dict[int, tuple[int, int]] | None = None,
    ) -> Rows:
        """The panel of some bars; the list of these is empty afterwards: one copy at a time."""
        instruments = self._bars.instruments
        return Rows(*on_grid(times, arrays, instruments, self.days, self._begins, last_bars))


def _minutes(frequency: str) -> int | None:
    """How long bars are; None where they are days.

    Raises:
        ConfigurationError: bars of weeks or months, which no run can have.
    """
    length = Length.of(frequency)
    if not length.is_within_sessions:
        raise ConfigurationError(
            f"bars of {frequency} cannot be run: statistics take each for a day; run the finer "
            f"bars, and look at these with ctx.history(..., frequency={frequency!r})"
        )
    return length.minutes


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
