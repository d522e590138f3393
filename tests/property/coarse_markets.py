"""Markets of minutes, hours and days that hypothesis makes, for what is longer than their bars."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random

import polars as pl
from hypothesis import strategies as st
from oracle.coarse import Change, CoarseMarket, Fine, Row, Session
from oracle.values import at_scale

from farthing.data import Bars
from farthing.types import Instrument, Split

INSTANT = pl.Datetime("ns", "UTC")
SCALE = 2
RATIOS = (Fraction(2), Fraction(3), Fraction(1, 2), Fraction(3, 2), Fraction(1, 10))
FIRST = date(2024, 1, 25)  # a Thursday; the month ends in the middle of the next week


@dataclass(frozen=True)
class Kind:
    """How long bars are, their calendar, and what they can be made to."""

    frequency: str
    calendar: str
    lengths: tuple[str, ...]


MINUTES = Kind("1m", "days", ("2m", "3m", "5m", "1h", "1d"))
HOURS = Kind("1h", "24/7", ("2h", "5h", "1d", "1w", "1mo"))
DAYS = Kind("1d", "XNYS", ("1w", "1mo"))


@dataclass(frozen=True)
class Case:
    """A market as the oracle and as farthing has it, and a length that its bars can be made to.

    The oracle has the rows of the run alone: those outside hours where `extended` is on.
    """

    market: CoarseMarket
    bars: Bars
    frequency: str
    extended: bool = False

    def upto(self, row: int) -> "Case":
        """What there is when a row has just ended: neither bars nor sessions of after it."""
        rows = self.market.rows[: row + 1]
        last = self.market.sessions[rows[-1].session].day
        cut = {
            symbol: table.filter(pl.col("time") <= rows[-1].time)
            for symbol, table in self.bars.tables.items()
        }
        sessions = self.bars.sessions.filter(pl.col("session") <= last)
        splits = tuple(split for split in self.bars.splits if split.date <= last)
        bars = replace(self.bars, tables=cut, sessions=sessions, splits=splits)
        return replace(self, market=replace(self.market, rows=rows), bars=bars)


@st.composite
def cases(draw, kinds=(MINUTES, HOURS, DAYS)) -> Case:
    """A case of one of the kinds."""
    kind = draw(st.sampled_from(kinds))
    symbols = ["A", "B"][: draw(st.integers(1, 2))]
    calendar, whole = draw(_calendars(kind))
    splits = _splits(draw, symbols, len(calendar))
    rows = _rows(draw, kind, symbols, calendar)
    market = CoarseMarket(rows, whole, symbols, SCALE, splits)
    bars, extended = _bars(market, kind, len(calendar)), draw(st.booleans())
    if not extended:
        regular = [row for row in rows if not any(bar.extended for bar in row.bars.values())]
        market = replace(market, rows=regular)
    return Case(market, bars, draw(st.sampled_from(kind.lengths)), extended)


def _calendars(kind: Kind) -> st.SearchStrategy[tuple[list[Session], list[Session]]]:
    """The sessions of the bars, and those with what the calendar has behind them."""
    if kind is MINUTES:
        return _short_sessions()
    every = [FIRST + timedelta(days=place) for place in range(45)]
    opens, closes, most = 0, 24 * 60, 9
    if kind is DAYS:
        every = [day for day in every if day.weekday() < 5 and day != date(2024, 2, 19)]
        opens, closes, most = 14 * 60 + 30, 21 * 60, 12
    whole = [Session(day, _at(day, opens), _at(day, closes)) for day in every]
    return st.integers(2, most).map(lambda count: (whole[:count], whole))


@st.composite
def _short_sessions(draw) -> tuple[list[Session], list[Session]]:
    """Sessions of some minutes, days apart; some close early."""
    lengths = draw(st.lists(st.sampled_from((10, 10, 7, 4)), min_size=2, max_size=5))
    gaps = draw(st.lists(st.sampled_from((1, 1, 3)), min_size=5, max_size=5))
    days = [FIRST + timedelta(days=sum(gaps[:place])) for place in range(len(lengths))]
    own = [
        Session(day, _at(day, 870), _at(day, 870 + length))
        for day, length in zip(days, lengths, strict=True)
    ]
    return own, own


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)


def _splits(draw, symbols: list[str], sessions: int) -> list[Change]:
    one = st.builds(
        Change, st.sampled_from(symbols), st.integers(1, sessions - 1), st.sampled_from(RATIOS)
    )
    found = draw(st.lists(one, max_size=2, unique_by=lambda each: (each.symbol, each.session)))
    return sorted(found, key=lambda each: each.session)


def _rows(draw, kind: Kind, symbols: list[str], calendar: list[Session]) -> list[Row]:
    """Rows of which many have no bar of an instrument; some sessions have none at all."""
    rows = []
    for place, session in enumerate(calendar):
        density = draw(st.sampled_from((4, 4, 2, 0)))
        numbers = Random(draw(st.integers(0, 2**20)))  # one draw a session: hours have many bars
        for time, extended in _times(kind, session):
            codes = [(symbol, numbers.randrange(10_000)) for symbol in symbols]
            bars = {
                symbol: _bar(code, extended=extended)
                for symbol, code in codes
                if code % 5 < density
            }
            rows += [Row(time, place, bars)] if bars else []
    return rows if _has_regular(rows) else _with_last(rows, symbols[0], calendar)


def _has_regular(rows: list[Row]) -> bool:
    return any(not bar.extended for row in rows for bar in row.bars.values())


def _with_last(rows: list[Row], symbol: str, calendar: list[Session]) -> list[Row]:
    """The rows up to the last close, and a bar there: a run needs one."""
    last = Row(calendar[-1].closes, len(calendar) - 1, {symbol: _bar(5_000)})
    return [*(row for row in rows if row.time < last.time), last]


def _times(kind: Kind, session: Session) -> list[tuple[datetime, bool]]:
    """When bars of a session end, and whether that is outside its hours."""
    if kind is DAYS:
        return [(session.closes, False)]
    step = timedelta(minutes=1 if kind is MINUTES else 60)
    count = (session.closes - session.opens) // step
    inside = [(session.opens + step * place, False) for place in range(1, count + 1)]
    if kind is HOURS:
        return inside
    around = [(session.opens, True), (session.closes + step, True)]
    return sorted([*inside, *around])


def _bar(code: int, *, extended: bool = False) -> Fine:
    """The bar that a number stands for; the digits are first, last, how far up and down."""
    first, last, up, down = (int(digit) for digit in f"{code:04}")
    prices = [Fraction(1_000 + 7 * first, 100), Fraction(1_000 + 7 * last, 100)]
    return Fine(
        prices[0],
        max(prices) + Fraction(up, 100),
        min(prices) - Fraction(down, 100),
        prices[1],
        100 * (1 + first) + up,
        extended,
    )


def _bars(market: CoarseMarket, kind: Kind, count: int) -> Bars:
    """The market as farthing has it."""
    own = market.sessions[:count]
    sessions = pl.DataFrame(
        {
            "session": pl.Series([each.day for each in own], dtype=pl.Date),
            "open": pl.Series([each.opens for each in own], dtype=INSTANT),
            "close": pl.Series([each.closes for each in own], dtype=INSTANT),
        }
    )
    splits = tuple(
        Split(each.symbol, own[each.session].day, each.ratio.numerator, each.ratio.denominator)
        for each in market.splits
    )
    return Bars(
        frequency=kind.frequency,
        calendar=kind.calendar,
        instruments=tuple(Instrument(symbol, price_scale=SCALE) for symbol in market.symbols),
        sessions=sessions,
        tables={symbol: _table(market, symbol) for symbol in market.symbols},
        splits=splits,
    )


def _table(market: CoarseMarket, symbol: str) -> pl.LazyFrame:
    own = [(row, row.bars[symbol]) for row in market.rows if symbol in row.bars]
    prices = {
        name: pl.Series(
            [at_scale(getattr(bar, name), SCALE) for _, bar in own], dtype=pl.Decimal(38, SCALE)
        )
        for name in ("open", "high", "low", "close")
    }
    days = [market.sessions[row.session].day for row, _ in own]
    return pl.LazyFrame(
        {
            "time": pl.Series([row.time for row, _ in own], dtype=INSTANT),
            "session": pl.Series(days, dtype=pl.Date),
            **prices,
            "volume": pl.Series([bar.volume for _, bar in own], dtype=pl.Int64),
            "extended": pl.Series([bar.extended for _, bar in own], dtype=pl.Boolean),
        }
    )
