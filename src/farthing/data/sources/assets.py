"""The demo assets: a chain of futures, a currency pair, a perpetual and a share in euros.

As the demo market they are made of integers alone, the same for everyone with a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from farthing.decimals import shifted
from farthing.types import Currency, Funding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Survey

MONTHS = {3: "H", 6: "M", 9: "U", 12: "Z"}
"""The letters of the months in which contracts expire."""

LIFE = timedelta(days=200)
"""How long before its expiry a contract begins to trade."""

FUNDING_HOUR = 16

CARRY = 40
"""What a month to the expiry adds to the price of a contract, in ticks of a hundredth."""


@dataclass(frozen=True)
class AssetsSource:
    """Made-up assets of other kinds than shares in dollars: futures GRN, EUR/USD, COIN-PERP, RHEIN.

    Args:
        seed: another seed is another market.
        year: the one that it has.

    >>> AssetsSource().symbols[:3]
    ('COIN-PERP', 'EUR/USD', 'GRNH24')
    """

    seed: int = field(default=7, metadata={"help": "Another seed is another market."})
    year: int = field(default=2024, metadata={"help": "The year that it has."})

    @property
    def symbols(self) -> tuple[str, ...]:
        """Its instruments, sorted."""
        return tuple(sorted(("COIN-PERP", "EUR/USD", "RHEIN", *self._expiries())))

    def survey(self, request: Request) -> Survey:
        """Daily bars of seven instruments on XNYS, as traded."""
        from farthing.data.terms import Survey

        return Survey(
            symbols=self.symbols,
            origin=f"the demo assets (seed {self.seed})",
            calendar="XNYS",
            tz="America/New_York",
            prices="raw",
            currency="USD",
            quantity_scale=0,
        )

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Makes the bars of each symbol.

        Raises:
            SourceError: other bars than daily ones were asked.
        """
        from farthing.data.sources.source import RawTable
        from farthing.errors import SourceError

        if request.intraday:
            raise SourceError(f"the demo assets have daily bars alone, none of {request.frequency}")
        days = calendar.sessions(date(self.year, 1, 1), date(self.year, 12, 31))
        every: list[date] = days.get_column("session").to_list()
        paths = {name: self._path(name, *start, every) for name, start in _STARTS.items()}
        for symbol in symbols:
            rows, scale, told = self._asset(symbol, paths, every)
            yield RawTable(
                symbol=symbol,
                frame=_frame(rows),
                files=(f"the demo assets (seed {self.seed})",),
                mantissa_scale=scale,
                funding=self._funding(symbol, every),
                told=told,
            )

    def _expiries(self) -> dict[str, date]:
        """The third Friday of each quarter's last month."""
        found = {}
        for month, letter in MONTHS.items():
            first = date(self.year, month, 1)
            friday = first + timedelta(days=(4 - first.weekday()) % 7 + 14)
            found[f"GRN{letter}{self.year % 100:02}"] = friday
        return found

    def _path(
        self, name: str, price: int, size: int, days: Sequence[date]
    ) -> dict[date, tuple[int, int]]:
        """Open and close of each day: a walk of integers."""
        random = Random(f"{self.seed} {name}")  # noqa: S311 - chance that is the same everywhere
        found = {}
        for day in days:
            start = max(100, price + price * random.randrange(-size, size + 1) // 300_000)
            price = max(100, start + start * random.randrange(-size, size + 1) // 100_000)
            found[day] = (start, price)
        return found

    def _asset(
        self, symbol: str, paths: dict[str, dict[date, tuple[int, int]]], days: Sequence[date]
    ) -> tuple[list[_Row], int, dict[str, Any]]:
        """Rows, digits of their prices, and what the instrument is."""
        if symbol in _TOLD:
            scale, volume, told = _TOLD[symbol]
            return [_row(day, *paths[symbol][day], 1, volume) for day in days], scale, dict(told)
        expiry = self._expiries()[symbol]
        rows = []
        for day in days:
            left = (expiry - day).days
            if left >= 0 and expiry - day <= LIFE:
                start, end = (price + CARRY * left // 30 for price in paths["GRN"][day])
                rows.append(_row(day, start // 25 * 25, end // 25 * 25, 25, _traded(left)))
        return rows, 2, {**_FUTURE, "expiry": expiry}

    def _funding(self, symbol: str, days: Sequence[date]) -> tuple[Funding, ...]:
        """A hundredth of a percent, more or less, in the afternoon of each day."""
        if symbol != "COIN-PERP":
            return ()
        random = Random(f"{self.seed} funding")  # noqa: S311 - chance that is the same everywhere
        return tuple(
            Funding(
                symbol,
                datetime(day.year, day.month, day.day, FUNDING_HOUR, tzinfo=UTC),
                shifted(Decimal(random.randrange(-50, 151)), -6),
            )
            for day in days
        )


_Row = tuple[date, int, int, int, int, int]
"""Day, open, high, low and close in the last digit of prices, volume."""

_STARTS = {
    "COIN-PERP": (42_000_0, 3_000),
    "EUR/USD": (1_0950, 400),
    "GRN": (5_000_00, 1_000),
    "RHEIN": (48_50, 1_400),
}
"""First price in its last digit, and the size of a day's moves in thousandths of a percent."""

_FUTURE = {
    "kind": "future",
    "multiplier": Decimal(50),
    "tick": Decimal("0.25"),
    "initial_margin": Decimal(12_000),
    "maintenance_margin": Decimal(11_000),
}

_TOLD: dict[str, tuple[int, int, dict[str, Any]]] = {
    "COIN-PERP": (1, 9_000, {"kind": "perpetual", "quantity_scale": 3}),
    "EUR/USD": (4, 1_000_000, {"kind": "pair", "base": "EUR"}),
    "RHEIN": (2, 400_000, {"currency": Currency("EUR", 2)}),
}
"""Digits of prices, volume a day, and fields of the instrument."""


def _traded(left: int) -> int:
    """Contracts a day: the most between two and twelve weeks before the expiry."""
    if left > 90:
        return 1_000 + 10 * (200 - left)
    return 90_000 if left > 10 else 9_000 * left // 10 + 100


def _row(day: date, start: int, end: int, tick: int, volume: int) -> _Row:
    spread = (abs(end - start) // 2 // tick + 1) * tick
    return day, start, max(start, end) + spread, min(start, end) - spread, end, volume


def _frame(rows: Sequence[_Row]) -> Any:
    import polars as pl

    names = ("open", "high", "low", "close", "volume")
    schema = {"stamp": pl.Date, **dict.fromkeys(names, pl.Int64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(
        pl.lit(0, dtype=pl.UInt32).alias("file"),
        (pl.int_range(pl.len(), dtype=pl.UInt32) + 1).alias("line"),
    )
