"""LEAN's factor files and map files: splits, dividends, and who had a ticker when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from farthing.data.ratio import split_ratio
from farthing.data.sources.source import Finding, Ticker
from farthing.decimals import shifted
from farthing.errors import SourceError
from farthing.types import Dividend, Split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOREVER = date(2050, 12, 31)
"""The last line of both files: until further notice."""

FACTOR_ERROR = Fraction(1, 10**7)
"""Factors are printed with seven digits."""

LARGE_DIVIDEND = Fraction(1, 10)
"""A dividend of more than this share of the price may be a spin-off or a warrant."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A line of a factor file: what holds up to and including a day."""

    day: date
    price: Fraction
    split: Fraction
    close: Fraction


@dataclass(frozen=True, slots=True)
class Actions:
    """What a factor file says; what is odd about an action is noted with its day."""

    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    noted: tuple[tuple[date, Finding], ...] = ()


def read_factors(path: Path) -> list[Factor]:
    """The lines of a factor file.

    Raises:
        SourceError: a line is none.
    """
    factors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            day, *values = line.split(",")
            price, split, close = (Fraction(Decimal(value)) for value in values)
            factors.append(Factor(_day(day), price, split, close))
        except (ValueError, InvalidOperation, OverflowError) as error:
            raise SourceError(
                f"{path}:{number}: {line!r} is no line of a factor file: date, price factor, split "
                "factor, reference close"
            ) from error
    return factors


def actions(symbol: str, factors: Sequence[Factor], sessions: Sequence[date]) -> Actions:
    """The dividends and splits between the lines of a factor file.

    An action falls on the first session after its line's date, whether or not that has a bar.

    Args:
        symbol: whose file it is.
        factors: its lines.
        sessions: of the calendar, ascending; an action outside them falls on the day after its
            line's date.
    """
    dividends, splits = [], []
    noted: list[tuple[date, Finding]] = []
    for before, after in pairwise(factors):
        day = next_session(sessions, before.day) or before.day + timedelta(days=1)
        if before.split != after.split:
            splits.append(Split(symbol, day, *split_ratio(after.split / before.split)))
        if before.price < after.price:
            dividends.append(Dividend(symbol, day, dividend(before, after)))
            noted += _large(dividends[-1], before)
        elif before.price > after.price:
            detail = f"the price factor falls after {before.day}; no dividend does that, left out"
            noted.append((day, Finding(symbol, "factor", 1, detail)))
    return Actions(tuple(dividends), tuple(splits), tuple(noted))


def next_session(sessions: Sequence[date], day: date) -> date | None:
    """The first session after a day, where there are sessions on both sides.

    >>> next_session([date(2014, 6, 6), date(2014, 6, 9)], date(2014, 6, 6))
    datetime.date(2014, 6, 9)
    """
    from bisect import bisect_right

    place = bisect_right(sessions, day)
    return sessions[place] if 0 < place < len(sessions) else None


def dividend(before: Factor, after: Factor) -> Decimal:
    """The shortest decimal that the factors can stand for.

    That is: within the error of a printed factor of ``close * (1 - before / after)``, inclusive.

    >>> line = Factor(date(2012, 8, 8), Fraction("0.8613657"), Fraction(1), Fraction("619.86"))
    >>> dividend(line, Factor(date(2012, 11, 6), Fraction("0.8650639"), Fraction(1), Fraction(1)))
    Decimal('2.65')
    """
    amount = before.close * (1 - before.price / after.price)
    return shortest(amount, before.close * FACTOR_ERROR / before.price)


def shortest(value: Fraction, error: Fraction) -> Decimal:
    """The decimal with the fewest digits behind the point within an error, the nearest of these.

    >>> shortest(Fraction("0.20499"), Fraction("0.00002"))
    Decimal('0.205')
    """
    places = 0
    while True:
        units = round(value * 10**places)
        if units and abs(Fraction(units, 10**places) - value) <= error:
            return shifted(Decimal(units), -places)
        places += 1


def _large(paid: Dividend, before: Factor) -> list[tuple[date, Finding]]:
    if Fraction(paid.amount) <= before.close * LARGE_DIVIDEND:
        return []
    detail = (
        f"{paid.amount} on {paid.ex_date} is {float(Fraction(paid.amount) / before.close):.0%} of "
        "the price: taken as cash, though a spin-off or a warrant looks like that too"
    )
    return [(paid.ex_date, Finding(paid.symbol, "large dividend", 1, detail))]


def read_tickers(symbol: str, path: Path) -> tuple[Ticker, ...]:
    """Who a security was: the lines of a map file as spans of days.

    The first line is the first day; each other one the last day of a ticker.

    Raises:
        SourceError: a line is none.
    """
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            day, ticker, *_ = line.split(",")
            lines.append((_day(day), ticker.strip().upper()))
        except ValueError as error:
            raise SourceError(
                f"{path}:{number}: {line!r} is no line of a map file: date, ticker, exchange"
            ) from error
    if not lines:
        raise SourceError(f"{path} is empty")
    spans, first = [], lines[0][0]
    for last, ticker in lines[1:] or lines:
        spans.append(Ticker(symbol, ticker, first, None if last >= FOREVER else last))
        first = last + timedelta(days=1)
    return tuple(spans)


def _day(text: str) -> date:
    return datetime.strptime(text.strip(), "%Y%m%d").date()  # noqa: DTZ007 - a date, no instant
