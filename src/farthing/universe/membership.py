"""Membership by date: the constituents of an index, from a user's table."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError, SourceError
from farthing.universe.expression import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from numpy.typing import NDArray

    from farthing.data.bundle import Bundle
    from farthing.universe.market import Market

COLUMNS = ("symbol", "from", "to")


@dataclass(frozen=True, slots=True)
class Membership:
    """The days on which an asset is a member, both included; ``last`` is None where it still is.

    >>> from datetime import date
    >>> Membership("AAPL", date(2015, 3, 19)).on(date(2020, 1, 2))
    True
    """

    symbol: str
    first: date
    last: date | None = None

    def on(self, day: date) -> bool:
        """Whether it is a member on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Members(Filter):
    """The assets that a table of memberships has on the day of a session."""

    def __init__(self, memberships: Iterable[Membership]) -> None:
        """Keeps the table, by symbol."""
        self._spans: defaultdict[str, list[Membership]] = defaultdict(list)
        for each in memberships:
            self._spans[each.symbol].append(each)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of the table, sorted."""
        return tuple(sorted(self._spans))

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """What is known before a session opens."""
        day = market.day(session)
        return np.array(
            [any(span.on(day) for span in self._spans.get(one, ())) for one in market.symbols],
            dtype=np.bool_,
        )


def read_members(table: str | Path | Iterable[Any], bundle: Bundle | None = None) -> Members:
    """Memberships from a file or from rows.

    Args:
        table: a CSV file with the columns ``symbol``, ``from`` and ``to``; or rows of (symbol,
            from, to), or of (symbol, from). Dates are included; no date in ``to`` means still.
        bundle: turns tickers of their day into the securities that had them.

    Raises:
        SourceError: the file is not there, or lacks a column.
        ConfigurationError: a row is no membership; it is named.
    """
    is_file = isinstance(table, (str, Path))
    rows = _of_file(Path(table)) if isinstance(table, (str, Path)) else _of_rows(table)
    found = [_membership(row, where) for where, row in rows]
    if not found:
        raise ConfigurationError(
            f"members: {table if is_file else 'the table'} has no row; give at least one of "
            "symbol, from, to"
        )
    if bundle is not None:
        found = [part for each in found for part in _by_security(each, bundle)]
    return Members(found)


def _of_file(path: Path) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if not path.is_file():
        raise SourceError(f"members: there is no file {path}; give a CSV file of symbol,from,to")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        there = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = there
        missing = [name for name in COLUMNS[:2] if name not in there]
        if missing:
            raise SourceError(
                f"members: {path} has no column {' and no column '.join(missing)}, but "
                f"{', '.join(there) or 'none'}; its first line is symbol,from,to"
            )
        for row in reader:
            yield f"line {reader.line_num} of {path}", tuple(row.get(name) for name in COLUMNS)


def _of_rows(rows: Iterable[Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for place, row in enumerate(rows):
        if isinstance(row, Membership):
            yield f"row {place}", (row.symbol, row.first, row.last)
        elif isinstance(row, (tuple, list)) and len(row) in (2, 3):
            yield f"row {place}", (*row, None)[:3]
        else:
            raise ConfigurationError(
                f"members: row {place} is {given.shown(row)}; it is (symbol, from, to)"
            )


def _membership(row: tuple[Any, ...], where: str) -> Membership:
    symbol, first, last = row
    if not isinstance(symbol, str) or not symbol.strip():
        raise ConfigurationError(f"members: {where} has the symbol {symbol!r}; give its name")
    begin = given.date_of(first, f"members: {where}: from")
    end = None if last is None or last == "" else given.date_of(last, f"members: {where}: to")
    if end is not None and end < begin:
        raise ConfigurationError(
            f"members: {where}: {symbol} is a member from {begin} to {end}, which is earlier; "
            "both days are included, and the first comes first"
        )
    return Membership(symbol.strip(), begin, end)


def _by_security(each: Membership, bundle: Bundle) -> list[Membership]:
    """The membership of a ticker as those of the securities that had it then."""
    spans = [span for span in bundle.manifest.tickers if span.ticker == each.symbol]
    found = []
    for span in spans:
        first = max(each.first, span.first)
        lasts = [one for one in (each.last, span.last) if one is not None]
        last = min(lasts, default=None)
        if last is None or first <= last:
            found.append(Membership(span.symbol, first, last))
    return found or [each]
