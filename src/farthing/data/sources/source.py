"""What a source of bars is: it says what it has, and reads it symbol by symbol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import polars as pl

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.terms import Survey
    from farthing.types import Dividend, Funding, Split


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no good bar, and why."""

    file: str
    line: int
    kind: str
    reason: str

    def __str__(self) -> str:
        """File, line and reason on one line."""
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader of the quality report should know.

    Args:
        symbol: what it is about.
        kind: a word or two for it, such as ``ticker reuse``.
        count: how often.
        detail: one sentence.
    """

    symbol: str
    kind: str
    count: int
    detail: str


@dataclass(frozen=True, slots=True)
class Ticker:
    """The days on which a security had a ticker; ``last`` is None where it still has it.

    >>> from datetime import date
    >>> Ticker("QQQ", "QQQQ", date(2004, 12, 1), date(2011, 3, 22)).on(date(2008, 1, 2))
    True
    """

    symbol: str
    ticker: str
    first: date
    last: date | None = None

    def on(self, day: date) -> bool:
        """Whether the security had the ticker on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of one symbol as its source has them: nothing is checked yet.

    Args:
        symbol: whose rows these are.
        frame: in the source's order. ``stamp`` (Date or Datetime, null where it cannot be read),
            ``open``, ``high``, ``low``, ``close`` and, where there is one, ``volume`` (text,
            integers, decimals or floats), ``file`` (an index of ``files``) and ``line``; where
            stamps were text, the text as ``stamp_text``. Where actions stand beside bars,
            ``dividend`` and ``split``, as `farthing.data.beside` takes them.
        files: names that people can find the rows by.
        mantissa_scale: prices are integers that count the last of so many digits.
        dividends: in any order; those of other days than the bars are left out, unless they are of
            days between the bars and those of a bundle that they are added to.
        splits: in any order, likewise.
        tickers: the names that the symbol had.
        funding: payments of a perpetual, in any order.
        told: fields of its instrument that the source knows.
        malformed: rows that have no columns at all.
        findings: what the source itself has noticed.
        noted: what it has noticed of an action, with the day of that: told where the action is
            taken.
    """

    symbol: str
    frame: pl.DataFrame
    files: tuple[str, ...]
    mantissa_scale: int | None = None
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    tickers: tuple[Ticker, ...] = ()
    funding: tuple[Funding, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    malformed: tuple[BadRow, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())
    noted: tuple[tuple[date, Finding], ...] = field(default=())


@runtime_checkable
class Source(Protocol):
    """Where bars come from.

    A source is a frozen dataclass whose fields are its own options; it reads, and judges nothing.
    `farthing.testing.source_suite` gives a new one its tests with one line.
    """

    def survey(self, request: Request) -> Survey:
        """What is there, without reading all of it.

        Raises:
            SourceError: there is nothing that it can read.
        """
        ...

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """The rows of symbols of the survey, one table each, in the order asked.

        Raises:
            SourceError: what is there cannot be read as it was described.
        """
        ...
