"""The scanner: takes bars in, tells them to their detectors, and keeps what is found, all in one.

A bar that was accepted has its signals stored: both are one transaction. The row of the stream of
a timeframe is held from its beginning, so that two servers take bars one after the other.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from farthing.service.live.expire import expired
from farthing.service.live.keep import Kept, keep
from farthing.service.live.series import COLUMNS, Digits, Row, Series
from farthing.service.metrics.instruments import PATTERN_SECONDS, timed
from farthing.service.plain import moment
from farthing.service.problems import Conflict
from farthing.store import bars as stored
from farthing.store import live as queries
from farthing.store import streams
from farthing.store.states import BARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from farthing.store.tables import Bar

SOURCE = "live"


class Scanner:
    """Detectors of all series, each made when its first bar comes."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], Series] = {}
        self._lock = threading.Lock()

    def take(self, session: Session, timeframe: str, rows: Sequence[Row]) -> tuple[int, Kept]:
        """Takes bars of one timeframe in; how many were new, and what was found in them.

        To be called within ``taking``.

        Raises:
            Conflict: a bar differs from the one that is there, or comes before it.
        """
        streams.hold(session, BARS + timeframe)
        count, kept = self._take(session, timeframe, rows)
        if count:  # a feed that repeats itself is stalled
            streams.append(session, BARS + timeframe, "bars", {"count": count})
        return count, kept

    @contextmanager
    def taking(self, series: set[tuple[str, str]]) -> Iterator[None]:
        """Held around the transaction that takes bars of these series in, by one at a time.

        Where it fails, the detectors have heard bars that are not there, and are forgotten.
        """
        with self._lock:
            try:
                yield
            except BaseException:
                self.forget(series)
                raise

    def forget(self, series: set[tuple[str, str]] | None = None) -> None:
        """Forgets detectors: they are made again of what is stored."""
        for each in list(self._series) if series is None else series:
            self._series.pop(each, None)

    def _take(self, session: Session, timeframe: str, rows: Sequence[Row]) -> tuple[int, Kept]:
        kept, count = Kept(), 0
        ordered = sorted(rows, key=itemgetter("symbol", "ends_at"))
        for symbol, of_symbol in groupby(ordered, key=itemgetter("symbol")):
            new = _new(session, symbol, timeframe, list(of_symbol))
            if not new:
                continue
            series = self._of(session, symbol, timeframe, new)
            count += stored.take(session, [{**row, "timeframe": timeframe} for row in new])
            with timed(PATTERN_SECONDS.labels(SOURCE)):
                found = series.tell(new)
            keep(session, timeframe, series, found, kept)
            kept.expired += expired(session, symbol, timeframe, new)
        return count, kept

    def _of(self, session: Session, symbol: str, timeframe: str, new: Sequence[Row]) -> Series:
        """The series with a detector that has been told all that is stored."""
        needed = Digits.of(new)
        known = self._series.get((symbol, timeframe))
        if known is None or not known.digits.hold(needed):
            before = _rows(queries.bars_after(session, symbol, timeframe, None))
            of_all = Digits.of(before)
            digits = Digits(max(of_all.price, needed.price), max(of_all.volume, needed.volume))
            known = self._series[(symbol, timeframe)] = Series(symbol, digits)
            if before:
                known.tell(before)
            return known
        between = _rows(queries.bars_after(session, symbol, timeframe, known.last))
        if between:  # another server took them, and kept what was in them
            known.tell(between)
        return known


def _rows(bars: Iterable[Bar]) -> list[Row]:
    return [{name: getattr(bar, name) for name in COLUMNS} for bar in bars]


def _new(session: Session, symbol: str, timeframe: str, rows: list[Row]) -> list[Row]:
    """The bars that follow the last one; those that are there must be the same.

    Raises:
        Conflict: one differs from what is there, or lies before it.
    """
    last = stored.last_time(session, symbol, timeframe)
    for earlier, later in pairwise(rows):
        if earlier["ends_at"] == later["ends_at"]:
            raise Conflict(f"{_name(later)} comes twice")
    known = [row for row in rows if last is not None and row["ends_at"] <= last]
    for row in known:
        at = row["ends_at"]
        there = stored.between(session, symbol, timeframe, at, at + 1, 1)
        if not there:
            raise Conflict(
                f"{_name(row)} comes before the last bar, of {moment(last)}: bars come in order"
            )
        if _differs(there[0], row):
            raise Conflict(f"{_name(row)} differs from the one that is there")
    return rows[len(known) :]


def _differs(bar: Bar, row: Row) -> bool:
    return any(getattr(bar, name) != row[name] for name in COLUMNS)


def _name(row: Row) -> str:
    return f"the bar of {row['symbol']} that ends at {moment(row['ends_at'])}"
