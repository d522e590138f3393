"""The demo market: six made-up securities over some years, the same for everyone with a seed.

It has what real markets have: trends, splits both ways, quarterly dividends, a halt, early closes,
a late listing and a gap. All of it is made of integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from farthing.decimals import shifted
from farthing.types import Dividend, Split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    import polars as pl

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Survey

MILLION = 1_000_000
"""Moves are counted in millionths of a price."""

PRICE_SCALE = 2


@dataclass(frozen=True, slots=True)
class Character:
    """What becomes of a security. Days are thousandths of the market's time.

    Args:
        symbol: its name.
        price: first close, in cents.
        beta: how much of the market's moves it takes, in percent.
        drift: its own usual move a day, in millionths.
        noise: size of its own moves, in millionths.
        volume: shares a day at first.
        dividend: a quarter's dividend, in millionths of the price; 0 for none.
        pays: days from the ex-date to the pay date; None where nobody tells.
        split: (day, new, old).
        halt: (day, sessions without a bar).
        gap: (day, move at the open, in millionths).
        listed: first day.
    """

    symbol: str
    price: int
    beta: int
    drift: int
    noise: int
    volume: int
    dividend: int = 0
    pays: int | None = None
    split: tuple[int, int, int] | None = None
    halt: tuple[int, int] | None = None
    gap: tuple[int, int] | None = None
    listed: int = 0


CHARACTERS = (
    Character("ALDR", 18_400, 130, 650, 11_000, 5_200_000, split=(420, 4, 1)),
    Character("BRCK", 6_250, 95, 60, 9_000, 2_100_000, dividend=7_500, gap=(550, -80_000)),
    Character("BROAD", 24_000, 100, 0, 1_500, 38_000_000, dividend=4_000, pays=45),
    Character("CEDR", 1_480, 140, -2_100, 22_000, 9_400_000, split=(640, 1, 10), halt=(620, 5)),
    Character("DOVE", 5_130, 45, 150, 6_000, 1_350_000, dividend=9_000, pays=21),
    Character("ELMS", 3_200, 120, 500, 16_000, 1_900_000, gap=(760, 82_000), listed=200),
)


@dataclass(frozen=True)
class SyntheticSource:
    """The demo market.

    Args:
        seed: another seed is another market.
        years: how many it has.
        first_year: when it begins.
        days: how many of its last sessions have intraday bars.

    >>> SyntheticSource(seed=7).symbols
    ('ALDR', 'BRCK', 'BROAD', 'CEDR', 'DOVE', 'ELMS')
    """

    seed: int = field(default=7, metadata={"help": "Another seed is another market."})
    years: int = field(default=5, metadata={"help": "How many years it has."})
    first_year: int = field(default=2019, metadata={"help": "When it begins."})
    days: int = field(default=30, metadata={"help": "Last sessions that have intraday bars."})

    @property
    def symbols(self) -> tuple[str, ...]:
        """Its securities, sorted."""
        return tuple(character.symbol for character in CHARACTERS)

    def survey(self, request: Request) -> Survey:
        """Six securities on XNYS, priced in cents, as traded."""
        from farthing.data.terms import Survey

        return Survey(
            symbols=self.symbols,
            origin=f"the demo market (seed {self.seed})",
            calendar="XNYS",
            tz="America/New_York",
            label="start",
            prices="raw",
            price_scale=PRICE_SCALE,
            currency="USD",
            quantity_scale=0,
        )

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Makes the bars of each symbol."""
        from farthing.data.sources.source import RawTable

        first, last = date(self.first_year, 1, 1), date(self.first_year + self.years - 1, 12, 31)
        sessions = calendar.sessions(first, last)
        zoned = sessions.select("session", sessions["close"].dt.convert_time_zone(calendar.tz))
        closes = dict(zoned.iter_rows())
        days = list(closes)
        market = _market(_chance(f"{self.seed} market"), len(days))
        for character in CHARACTERS:
            if character.symbol not in symbols:
                continue
            life = Life(character, days, market, _chance(f"{self.seed} {character.symbol}"))
            rows = life.rows
            if request.intraday:
                wanted = set(days[-self.days :])
                paths = _chance(f"{self.seed} {character.symbol} minutes")
                rows = [
                    bar
                    for row in rows
                    if row[0] in wanted
                    for bar in _minutes(row, closes[row[0]].hour, paths)
                ]
            yield RawTable(
                symbol=character.symbol,
                frame=_frame(rows, request),
                files=(f"the demo market (seed {self.seed})",),
                mantissa_scale=PRICE_SCALE,
                dividends=tuple(life.dividends),
                splits=tuple(life.splits),
            )


def _chance(seed: str) -> Random:
    """Chance that is the same everywhere; it guards no secret."""
    return Random(seed)  # noqa: S311


def _gauss(random: Random, size: int) -> int:
    """A number that is nearly normal, of a standard deviation, made of integers only."""
    total = sum(random.randrange(-MILLION, MILLION + 1) for _ in range(12))
    return total * size // (2 * MILLION)  # twelve uniform numbers in [-1, 1]: deviation 2


def _market(random: Random, days: int) -> list[int]:
    """The moves that all securities share: quiet and wild times, better and worse ones."""
    moves: list[int] = []
    wildness, drift = 8_000, 500
    for day in range(days):
        if day % 63 == 0:
            drift = random.randrange(-900, 1_700)
        move = drift + _gauss(random, wildness)
        wildness = max(4_500, min(26_000, wildness + (abs(move) - wildness * 4 // 5) // 8))
        moves.append(move)
    return moves


Row = tuple[date | datetime, int, int, int, int, int]
"""Stamp, open, high, low and close in cents, volume."""


class Life:
    """The daily bars of one security, and what its company does.

    Args:
        character: what becomes of it.
        days: the sessions.
        market: the market's move of each session.
        random: its own chance.
    """

    def __init__(
        self, character: Character, days: Sequence[date], market: Sequence[int], random: Random
    ) -> None:
        self.rows: list[Row] = []
        self.dividends: list[Dividend] = []
        self.splits: list[Split] = []
        self._character = character
        self._random = random
        self._close = character.price * 100
        """Last close, in hundredths of a cent, so that small moves are not lost."""
        self._shares = (1, 1)
        """Shares now for one at first, as a ratio: volumes follow it."""
        self._live(days, market)

    def _live(self, days: Sequence[date], market: Sequence[int]) -> None:
        count = len(days)
        events = _Events(self._character, count)
        for day in range(events.listed, count):
            if day == events.split:
                self._split(days[day])
            if self._pays(days, day):
                self._pay(days[day])
            move = market[day] * self._character.beta // 100 + self._character.drift
            move += _gauss(self._random, self._character.noise)
            night = events.gap[1] if day == events.gap[0] else move * 3 // 10
            row = self._day(days[day], night, move - move * 3 // 10)
            if not events.halt[0] <= day < events.halt[1]:
                self.rows.append(row)

    def _pays(self, days: Sequence[date], day: int) -> bool:
        """The first session from the 12th of a quarter's last month on."""
        today = days[day]
        before = days[day - 1] if day else today
        ready = today.month % 3 == 0 and today.day >= 12
        return bool(self._character.dividend and self.rows and ready and before.day < 12)

    def _pay(self, day: date) -> None:
        cents = max(1, self._close * self._character.dividend // MILLION // 100)
        pays = self._character.pays
        pay_date = None if pays is None else day + timedelta(days=pays)
        self.dividends.append(Dividend(self._character.symbol, day, _dollars(cents), pay_date))
        self._close -= cents * 100

    def _split(self, day: date) -> None:
        assert self._character.split is not None
        _, new, old = self._character.split
        self._close = self._close * old // new
        self._shares = (self._shares[0] * new, self._shares[1] * old)
        self.splits.append(Split(self._character.symbol, day, new, old))

    def _day(self, day: date, night: int, move: int) -> Row:
        random = self._random
        noise = self._character.noise
        start = max(100, self._close * (MILLION + night) // MILLION)
        end = max(100, start * (MILLION + move) // MILLION)
        high = max(start, end) * (MILLION + abs(_gauss(random, noise // 2))) // MILLION
        low = min(start, end) * (MILLION - abs(_gauss(random, noise // 2))) // MILLION
        self._close = end
        excitement = MILLION + 18 * (abs(night) + abs(move)) + random.randrange(MILLION // 2)
        new, old = self._shares
        volume = self._character.volume * new // old * excitement // (MILLION * 3 // 2)
        cents = [max(1, (price + 50) // 100) for price in (start, high, low, end)]
        return (day, cents[0], cents[1], cents[2], cents[3], max(100, volume // 100 * 100))


class _Events:
    """The sessions at which things happen to a security."""

    def __init__(self, character: Character, count: int) -> None:
        def session(thousandth: int) -> int:
            return thousandth * count // 1_000

        self.listed = session(character.listed)
        self.split = session(character.split[0]) if character.split else -1
        halt = character.halt
        self.halt = (session(halt[0]), session(halt[0]) + halt[1]) if halt else (-1, -1)
        gap = character.gap
        self.gap = (session(gap[0]), gap[1]) if gap else (-1, 0)


def _minutes(row: Row, closing_hour: int, random: Random) -> Iterator[Row]:
    """A day's minutes: they open, reach the high and the low, close and add up as the day did."""
    day, start, high, low, end, volume = row
    count = (closing_hour * 60) - (9 * 60 + 30)
    path = _path(random, count, start, high, low, end)
    weights = [40 + (place - count // 2) ** 2 * 160 // (count // 2) ** 2 for place in range(count)]
    weights = [weight + random.randrange(weight) for weight in weights]
    total, spent = sum(weights), 0
    begin = datetime(day.year, day.month, day.day, 9, 30)  # noqa: DTZ001 - local, as files have it
    before = start
    for place, price in enumerate(path):
        last = place == count - 1
        part = volume - spent if last else volume * weights[place] // total
        spent += part
        top, bottom = max(before, price), min(before, price)
        wick = max(1, (high - low) // 40)
        yield (
            begin + timedelta(minutes=place),
            before,
            min(high, top + random.randrange(wick + 1)),
            max(low, bottom - random.randrange(wick + 1)),
            price,
            part,
        )
        before = price


def _path(random: Random, count: int, start: int, high: int, low: int, end: int) -> list[int]:
    """Closes of a day's minutes: from the open over both extremes to the close, never beyond."""
    one, two = sorted(random.sample(range(count // 10, count - count // 10), 2))
    rising = random.randrange(2) == 0
    stops = [(-1, start), (one, low if rising else high), (two, high if rising else low)]
    stops.append((count - 1, end))
    path: list[int] = []
    for (place, price), (goal, target) in pairwise(stops):
        now = price
        for minute in range(place + 1, goal):
            step = (target - now) // (goal - minute + 1)
            shake = max(1, (high - low) // 25)
            now = min(high, max(low, now + step + random.randrange(-shake, shake + 1)))
            path.append(now)
        path.append(target)
    return path


def _frame(rows: Sequence[Row], request: Request) -> pl.DataFrame:
    import polars as pl

    stamp = pl.Datetime("us") if request.intraday else pl.Date
    names = ("open", "high", "low", "close", "volume")
    schema = {"stamp": stamp, **dict.fromkeys(names, pl.Int64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if request.frequency == "1h":
        hour = pl.col("stamp").dt.truncate("1h")
        frame = frame.group_by(hour, maintain_order=True).agg(
            pl.col("open").first(), pl.col("high").max(), pl.col("low").min(),
            pl.col("close").last(), pl.col("volume").sum(),
        )  # fmt: skip
    return frame.with_columns(
        pl.lit(0, dtype=pl.UInt32).alias("file"),
        (pl.int_range(pl.len(), dtype=pl.UInt32) + 1).alias("line"),
    )


def _dollars(cents: int) -> Decimal:
    from decimal import Decimal

    return shifted(Decimal(cents), -PRICE_SCALE)
