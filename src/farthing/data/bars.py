"""Bars: what a run is given, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from farthing.types import Dividend, Frequency, Instrument, Split


@dataclass(frozen=True)
class Bars:
    """Bars of some instruments, with the sessions they belong to; nothing is loaded yet.

    Attributes:
        frequency: how long a bar is.
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
        digest: a hash over the content of all of this.
    """

    frequency: Frequency
    calendar: str
    instruments: tuple[Instrument, ...]
    sessions: pl.DataFrame
    tables: Mapping[str, pl.LazyFrame]
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    digest: str = ""
    name: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of the instruments, in order."""
        return tuple(instrument.symbol for instrument in self.instruments)

    def range(self) -> tuple[date, date]:
        """The first and the last session."""
        column = self.sessions.get_column("session")
        return column[0], column[-1]
