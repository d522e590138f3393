"""A small market of lists and fractions, and what is known in it before a session opens.

Nothing here is farthing's but the types that bars are made of: windows are sums of fractions, and
what a session may know is what stands before it in a list.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

import farthing as ft
from farthing.types import Dividend, End, Split

DAYS = tuple(
    date(2024, month, day)
    for month, days in (
        (1, (2, 3, 4, 5, 8, 9, 10, 11, 12, 16, 17, 18, 19, 22, 23, 24, 25, 26, 29, 30, 31)),
        (2, (1, 2, 5, 6, 7, 8, 9, 12)),
    )
    for day in days
)
"""Sessions of the exchange of New York."""

NAN = float("nan")
RATIOS = ((2, 1), (3, 2), (1, 4), (7, 1))

Row = list[float]


@dataclass(frozen=True)
class Bar:
    """Prices in cents, and units."""

    open: int
    high: int
    low: int
    close: int
    volume: int


@dataclass(frozen=True)
class Plain:
    """Bars by symbol and session, and actions by symbol and session."""

    bars: dict[str, dict[int, Bar]]
    splits: tuple[tuple[str, int, int, int], ...] = ()
    dividends: tuple[tuple[str, int, str], ...] = ()
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def symbols(self) -> list[str]:
        """In the order of every row."""
        return sorted(symbol for symbol, bars in self.bars.items() if bars)

    def last(self) -> int:
        """The last session with a bar."""
        return max(max(bars) for bars in self.bars.values() if bars)

    def cut(self, session: int) -> Plain:
        """The market as one has it who knows no later session."""
        return replace(
            self,
            bars={
                symbol: {at: bar for at, bar in bars.items() if at <= session}
                for symbol, bars in self.bars.items()
            },
            splits=tuple(each for each in self.splits if each[1] <= session),
            dividends=tuple(each for each in self.dividends if each[1] <= session),
            ends={symbol: at for symbol, at in self.ends.items() if at <= session},
        )

    def without_gaps(self) -> Plain:
        """The market with a bar in each session, so that a row of the engine is a session."""
        steady = {at: Bar(1000, 1010, 990, 1000, 500) for at in range(len(DAYS))}
        return replace(self, bars=self.bars | {"A": steady | self.bars["A"]})

    def for_farthing(self) -> ft.Bars:
        """The same as bars of a run."""
        rows = [
            {"date": DAYS[at], "symbol": symbol, **_decimals(bar), "volume": bar.volume}
            for symbol in self.symbols
            for at, bar in sorted(self.bars[symbol].items())
        ]
        there = set(self.symbols)
        return ft.bars_from_frame(
            pl.DataFrame(rows),
            calendar="XNYS",
            splits=[Split(s, DAYS[at], new, old) for s, at, new, old in self.splits if s in there],
            dividends=[
                Dividend(s, DAYS[at], Decimal(amount))
                for s, at, amount in self.dividends
                if s in there
            ],
            ends=[End(s, DAYS[at]) for s, at in self.ends.items() if s in there],
        )


def _decimals(bar: Bar) -> dict[str, Decimal]:
    names = ("open", "high", "low", "close")
    return {name: Decimal(getattr(bar, name)).scaleb(-2) for name in names}


def made(seed: int, sessions: int = len(DAYS)) -> Plain:
    """A market of three to six assets: holes, late beginnings, ends, splits, dividends, ties."""
    chance = random.Random(seed)
    symbols = "ABCDEF"[: chance.randint(3, 6)]
    bars: dict[str, dict[int, Bar]] = {}
    splits, dividends, ends = [], [], {}
    for symbol in symbols:
        begins = chance.choice((0, 0, 0, 3, 9))
        stops = chance.choice((sessions, sessions, sessions, 17))
        bars[symbol] = _walk(chance, begins, stops)
        for at in range(begins + 2, stops):
            if chance.random() < 0.06:
                splits.append((symbol, at, *chance.choice(RATIOS)))
            if chance.random() < 0.06:
                dividends.append((symbol, at, chance.choice(("0.05", "0.125", "1"))))
        if stops < sessions and chance.random() < 0.7:
            ends[symbol] = stops - 1
    bars["A"][0] = Bar(1000, 1010, 990, 1000, 500)
    bars["A"][sessions - 1] = Bar(1000, 1010, 990, 1000, 500)
    ends.pop("A", None)
    return Plain(bars, tuple(splits), tuple(dividends), ends)


def _walk(chance: random.Random, begins: int, stops: int) -> dict[int, Bar]:
    close, found = chance.choice((400, 1000, 1000, 25_000)), {}
    for at in range(begins, stops):
        opens = close
        close = max(200, close + chance.choice((-50, -10, 0, 0, 10, 50)))
        volume = chance.choice((0, 500, 500, 1000, 12_345))
        if chance.random() > 0.12:
            high, low = max(opens, close) + chance.randint(0, 9), min(opens, close) - 5
            found[at] = Bar(opens, high, low, close, volume)
    return found or {begins: Bar(400, 400, 400, 400, 500)}


def splits_of(market: Plain, symbol: str, after: int, until: int) -> list[Fraction]:
    """The ratios of the splits between two sessions, the later one included."""
    own = [each for each in market.splits if each[0] == symbol and after < each[1] <= until]
    return [Fraction(new, old) for _, _, new, old in sorted(own, key=lambda each: each[1])]


def adjusted(market: Plain, symbol: str, at: int, until: int, name: str = "close") -> Fraction:
    """A price of a session in the shares of another: six digits, half-even, at each split."""
    value = Fraction(getattr(market.bars[symbol][at], name), 100)
    for ratio in splits_of(market, symbol, at, until):
        value = Fraction(round(value / ratio * 10**6), 10**6)
    return value


def listed(market: Plain, session: int) -> list[bool]:
    """Who has had a bar before a session, and has not ended before it."""
    return [
        min(market.bars[symbol]) < session <= market.ends.get(symbol, session)
        for symbol in market.symbols
    ]


def of_listed(market: Plain, session: int, values: list[Fraction | None]) -> Row:
    """Floats of what is listed and has a value; NaN of all else."""
    return [
        float(value) if is_in and value is not None else NAN
        for value, is_in in zip(values, listed(market, session), strict=True)
    ]


def heard(market: Plain, symbol: str, session: int, count: int) -> list[Fraction] | None:
    """The last closes before a session, as they were seen with the last of them."""
    at = [one for one in sorted(market.bars[symbol]) if one < session]
    if len(at) < count:
        return None
    return [adjusted(market, symbol, one, at[-1]) for one in at[-count:]]


def sma(market: Plain, session: int, length: int) -> Row:
    """The mean of the last closes."""
    windows = [heard(market, symbol, session, length) for symbol in market.symbols]
    return of_listed(market, session, [w and sum(w) / length for w in windows])


def returns(market: Plain, session: int, length: int) -> Row:
    """The change over some closes."""
    windows = [heard(market, symbol, session, length + 1) for symbol in market.symbols]
    return of_listed(market, session, [w and (w[-1] - w[0]) / w[0] for w in windows])


def price(market: Plain, session: int) -> Row:
    """The last close, in the shares of the session before."""
    found: list[Fraction | None] = []
    for symbol in market.symbols:
        at = [one for one in market.bars[symbol] if one < session]
        found.append(adjusted(market, symbol, max(at), session - 1) if at else None)
    return of_listed(market, session, found)


def dollar_volume(market: Plain, session: int, length: int) -> Row:
    """The mean of close times volume; a session without a bar counts with nothing."""
    found: list[Fraction | None] = []
    for symbol in market.symbols:
        bars = [market.bars[symbol].get(at) for at in range(session - length, session)]
        total = sum(Fraction(bar.close, 100) * bar.volume for bar in bars if bar)
        found.append(total / length if session >= length else None)
    return of_listed(market, session, found)


def traded(market: Plain, session: int, length: int) -> Row:
    """In how many sessions there was a bar with volume."""
    found: list[Fraction | None] = []
    for symbol in market.symbols:
        sessions = range(max(0, session - length), session)
        bars = [market.bars[symbol].get(at) for at in sessions]
        found.append(Fraction(sum(1 for bar in bars if bar and bar.volume)))
    return of_listed(market, session, found)


def top(values: Row, count: int, among: list[bool] | None = None) -> list[bool]:
    """The largest, the earlier one first of the same."""
    places = [
        place
        for place, value in enumerate(values)
        if value == value and (among is None or among[place])
    ]
    best = sorted(places, key=lambda place: (-values[place], place))[:count]
    return [place in best for place in range(len(values))]
