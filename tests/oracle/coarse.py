"""Coarse bars (section 15): what is complete in a row, from the bars up to it and the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from .values import cut_to, half_even_to, step_of

SPLIT_DIGITS = 4
"""Digits that a price of before a split has behind those of its instrument in a window."""


@dataclass(frozen=True)
class Session:
    """A session of the calendar."""

    day: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Fine:
    """A bar: its prices, its volume, and whether it is outside the hours of its session."""

    open: Fraction
    high: Fraction
    low: Fraction
    close: Fraction
    volume: int
    extended: bool = False


@dataclass(frozen=True)
class Row:
    """What ended at one instant."""

    time: datetime
    session: int
    bars: dict[str, Fine]


@dataclass(frozen=True)
class Change:
    """A split: `ratio` new shares for one from a session on."""

    symbol: str
    session: int
    ratio: Fraction


@dataclass(frozen=True, eq=False)
class CoarseMarket:
    """Bars, their calendar, and the digits of their prices.

    `sessions` begin with those of the bars; what comes behind them is the calendar's alone.
    """

    rows: Sequence[Row]
    sessions: Sequence[Session]
    symbols: Sequence[str]
    scale: int
    splits: Sequence[Change] = ()


@dataclass(frozen=True)
class Coarse:
    """A coarse bar: when it begins and is complete, its last session, and what it is made of."""

    begins: datetime
    ends: datetime
    session: int
    bars: dict[str, Fine]


@lru_cache(maxsize=64)  # both questions of a row ask for the same
def coarse_bars(market: CoarseMarket, frequency: str, upto: int) -> list[Coarse]:
    """All coarse bars that the rows up to one make, the last one perhaps not complete."""
    parts: dict[tuple[datetime, datetime, int], list[Row]] = {}
    for row in market.rows[: upto + 1]:
        regular = {symbol: bar for symbol, bar in row.bars.items() if not bar.extended}
        if regular:
            place = _place(market, frequency, row.session, row.time)
            parts.setdefault(place, []).append(Row(row.time, row.session, regular))
    found = []
    for (begins, ends, session), rows in sorted(parts.items(), key=lambda part: part[0][1]):
        bars = {symbol: _together(market, symbol, session, rows) for symbol in market.symbols}
        there = {symbol: bar for symbol, bar in bars.items() if bar}
        found.append(Coarse(begins, ends, session, there))
    return found


def complete(market: CoarseMarket, frequency: str, now: int) -> list[Coarse]:
    """Those that are complete in a row: over by the calendar, or of an earlier session."""
    row = market.rows[now]
    return [
        bar
        for bar in coarse_bars(market, frequency, now)
        if bar.ends <= row.time or bar.session < row.session
    ]


def unfinished(market: CoarseMarket, frequency: str, now: int) -> Coarse | None:
    """The one that has begun and is not complete."""
    there = coarse_bars(market, frequency, now)
    left = there[len(complete(market, frequency, now)) :]
    return left[0] if left else None


def known_now(
    market: CoarseMarket, bar: Coarse, symbol: str, field: str, now: int
) -> Fraction | None:
    """A field of a coarse bar in shares of a row."""
    fine = bar.bars.get(symbol)
    if fine is None:
        return None
    value = Fraction(getattr(fine, field))
    for ratio in ratios(market, symbol, bar.session, market.rows[now].session):
        if field == "volume":
            value = cut_to(value * ratio, Fraction(1))
        else:
            value = half_even_to(value / ratio, step_of(market.scale + SPLIT_DIGITS))
    return value


def ratios(market: CoarseMarket, symbol: str, seen: int, known: int) -> list[Fraction]:
    """The splits of after a session, up to another one."""
    own = (split for split in market.splits if split.symbol == symbol)
    ordered = sorted(own, key=lambda split: split.session)
    return [split.ratio for split in ordered if seen < split.session <= known]


@lru_cache(maxsize=4096)
def _place(
    market: CoarseMarket, frequency: str, number: int, time: datetime
) -> tuple[datetime, datetime, int]:
    """Begin, end and last session of the coarse bar in which a row of a session ends."""
    session = market.sessions[number]
    if frequency == "1d":
        return session.opens, session.closes, number
    if frequency in ("1w", "1mo"):
        same = [
            place
            for place, other in enumerate(market.sessions)
            if _span(other.day, frequency) == _span(session.day, frequency)
        ]
        first, last = market.sessions[same[0]], market.sessions[same[-1]]
        return first.opens, last.closes, same[-1]
    length = timedelta(minutes=int(frequency[:-1]) * (60 if frequency[-1] == "h" else 1))
    begins = session.opens
    while begins + length < time:
        begins += length
    return begins, min(begins + length, session.closes), number


def _span(day: date, frequency: str) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return (year, week) if frequency == "1w" else (day.year, day.month)


def _together(market: CoarseMarket, symbol: str, session: int, rows: Sequence[Row]) -> Fine | None:
    """First open, extremes, last close and sum, in shares of the coarse bar's last session."""
    own = [_rebased(market, symbol, row, session) for row in rows if symbol in row.bars]
    if not own:
        return None
    return Fine(
        own[0].open,
        max(bar.high for bar in own),
        min(bar.low for bar in own),
        own[-1].close,
        sum(bar.volume for bar in own),
    )


def _rebased(market: CoarseMarket, symbol: str, row: Row, session: int) -> Fine:
    """A bar of before a split of its own coarse bar: half-even at its last digit, one at least."""
    bar, step = row.bars[symbol], step_of(market.scale)
    prices, volume = [bar.open, bar.high, bar.low, bar.close], bar.volume
    for ratio in ratios(market, symbol, row.session, session):
        prices = [max(half_even_to(price / ratio, step), step) for price in prices]
        volume = int(cut_to(volume * ratio, Fraction(1)))
    return Fine(*prices, volume)
