"""Bars: what a run is given, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from farthing.data.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from farthing.types import Dividend, End, Funding, Instrument, Split


SYMBOLS_SHOWN = 6
"""Symbols that a line names; of more it says how many there are."""


@dataclass(frozen=True, repr=False)
class Bars:
    """Bars of some instruments, with the sessions they belong to; nothing is loaded yet.

    Attributes:
        frequency: how long a bar is: ``1d``, ``1h`` or ``1m``, and what ``resample`` makes.
        calendar: name of the sessions' calendar, such as ``XNYS`` or ``24/7``.
        instruments: in the order of their columns in a run.
        sessions: ``session`` (Date), ``open`` and ``close`` (Datetime ns, UTC): every session of
            the calendar from the first bar to the last, those without a bar too.
        tables: by symbol, ascending by time: ``time`` (Datetime ns, UTC: when the bar ends and is
            known), ``session`` (Date), ``open``, ``high``, ``low``, ``close`` (Decimal), ``volume``
            (Decimal or integer; absent where the source has none), ``extended`` (Boolean: outside
            the hours of the session).
        dividends: sorted by ex-date.
        splits: sorted by date.
        funding: payments of perpetuals, sorted by time.
        ends: of instruments that are not listed any more, sorted by date; an expiry stands in its
            instrument.
        digest: a hash over the content of all of this.
        name: the bundle that they are of, where they are of one.
        notes: what was decided on the way that a reader should know.
        start: the first day that was asked for; the tables reach back before it, for history.
        end: the last day that was asked for; tables and sessions end with it.
        extended: whether bars outside the hours of their sessions are among the rows.
    """

    frequency: str
    calendar: str
    instruments: tuple[Instrument, ...]
    sessions: pl.DataFrame
    tables: Mapping[str, pl.LazyFrame]
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    funding: tuple[Funding, ...] = ()
    ends: tuple[End, ...] = ()
    digest: str = ""
    name: str = ""
    notes: tuple[str, ...] = field(default=())
    start: date | None = None
    end: date | None = None
    extended: bool = True
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)
    """What a run has made of the bars, for the next run of the same."""

    def __repr__(self) -> str:
        """Name, symbols, length of bars, days and calendar in one line."""
        named = ", ".join(self.symbols[:SYMBOLS_SHOWN])
        if len(self.symbols) > SYMBOLS_SHOWN:
            named = f"{len(self.symbols):,} symbols"
        days = "no session" if self.sessions.is_empty() else "{} to {}".format(*self.range())
        name = f"{self.name}: " if self.name else ""
        return f"Bars({name}{named}, {self.frequency}, {days}, {self.calendar})"

    def __getstate__(self) -> dict[str, Any]:
        """The bars without what runs have made of them, which another process makes anew."""
        return {**vars(self), "kept": Kept()}

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """The names of the instruments, in order."""
        return tuple(instrument.symbol for instrument in self.instruments)

    def range(self) -> tuple[date, date]:
        """The first and the last session."""
        column = self.sessions.get_column("session")
        return column[0], column[-1]

    @cached_property
    def sessions_per_year(self) -> int:
        """By how many sessions a year statistics are annualised.

        365 where the market never closes, or has a session on most Saturdays and on most Sundays;
        else 252. One Saturday in years, or Sundays alone, make no year of 365 sessions.
        """
        from farthing.data.calendar import ALWAYS

        if self.calendar == ALWAYS:
            return 365
        days = self.sessions.get_column("session").to_physical().to_numpy()
        if not len(days):
            return 252
        first, end = int(days[0]), int(days[-1]) + 1
        weekdays = (days + MONDAY) % 7
        for weekday in (SATURDAY, SUNDAY):
            open_on = int((weekdays == weekday).sum())  # polars takes longer
            if 2 * open_on <= _before(end, weekday) - _before(first, weekday):
                return 252
        return 365


SATURDAY, SUNDAY = 5, 6
MONDAY = 3
"""Days are counted from 1970-01-01, a Thursday; with this many more, from a Monday."""


def _before(day: int, weekday: int) -> int:
    """How many days before a day are of a weekday, 0 for Monday; counted from a Monday on.

    >>> [_before(day, SATURDAY) for day in range(6)]  # Thursday to Tuesday
    [0, 0, 0, 1, 1, 1]
    """
    weeks, days = divmod(day + MONDAY, 7)
    return weeks + (days > weekday)
