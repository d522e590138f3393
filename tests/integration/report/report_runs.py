"""Small runs whose reports are looked at: made here, the same every time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.data.bars import Bars
from farthing.types import Dividend, Frequency, Instrument, Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.backtest.result import Result

HOSTILE_SYMBOL = "<script>alert(1)</script>"
HOSTILE_NAME = "<img src=x onerror=alert(2)> & co"


class Nothing(ft.Strategy):
    """Gives no order."""

    def on_bar(self, ctx: ft.Context) -> None:
        """Waits."""


class Cross(ft.Strategy):
    """Holds what goes up."""

    fast: int = 5
    slow: int = 15

    def on_bar(self, ctx: ft.Context) -> None:
        """Equal shares of what is above its slow mean."""
        ctx.target_percent((ctx.sma(self.fast) > ctx.sma(self.slow)) / len(ctx.assets))


class Once(ft.Strategy):
    """Buys a share of equity in the first asset at the first bar, or sells it short."""

    size: float = 1.0
    done: bool = False

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders once."""
        if not self.done:
            self.done = True
            ctx.order_target_percent(ctx.assets[0], self.size)


class Raises(Cross):
    """Fails on its way."""

    calls: int = 0
    after: int = 60

    def on_bar(self, ctx: ft.Context) -> None:
        """Raises at one bar."""
        self.calls += 1
        if self.calls > self.after:
            raise ValueError("<b>no</b> further")
        super().on_bar(ctx)


def sessions(count: int, start: date = date(2021, 1, 4)) -> list[date]:
    """Days from Monday to Friday."""
    days = (start + timedelta(days=number) for number in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]


def bars(
    closes: dict[str, Sequence[Decimal]],
    *,
    per_session: int = 1,
    splits: tuple[Split, ...] = (),
    dividends: tuple[Dividend, ...] = (),
) -> Bars:
    """Bars with these closes, which open where the one before closed."""
    count = len(next(iter(closes.values())))
    days = sessions(-(-count // per_session))
    session = [days[place // per_session] for place in range(count)]
    times = [_end(day, place % per_session, per_session) for place, day in enumerate(session)]
    begins = pl.Series("open", [_end(day, 0, 2) for day in days], dtype=pl.Datetime("ns", "UTC"))
    ends = pl.Series("close", [_end(day, 0, 1) for day in days], dtype=pl.Datetime("ns", "UTC"))
    frequency: Frequency = "1d" if per_session == 1 else "1m"
    return Bars(
        frequency=frequency,
        calendar="weekdays",
        instruments=tuple(Instrument(symbol) for symbol in closes),
        sessions=pl.DataFrame([pl.Series("session", days), begins, ends]),
        tables={symbol: _table(times, session, list(each)) for symbol, each in closes.items()},
        splits=splits,
        dividends=dividends,
        digest="d1g357",
        notes=("these bars are made up",),
    )


def _end(day: date, minute: int, per_session: int) -> datetime:
    """When a bar ends: daily ones at 21:00, minutes from 14:31 on."""
    clock = (21, 0) if per_session == 1 else divmod(14 * 60 + 31 + minute, 60)
    return datetime(day.year, day.month, day.day, *clock, tzinfo=UTC)


def _table(times: list[datetime], session: list[date], closes: list[Decimal]) -> pl.LazyFrame:
    close = pl.Series("close", closes, dtype=pl.Decimal(38, 2))
    opened = pl.Series("open", [closes[0], *closes[:-1]], dtype=pl.Decimal(38, 2))
    frame = pl.DataFrame(
        [pl.Series("time", times, dtype=pl.Datetime("ns", "UTC")), pl.Series("session", session)]
    )
    high, low = pl.max_horizontal("open", "close"), pl.min_horizontal("open", "close")
    return frame.with_columns(opened, close).with_columns(high=high, low=low).lazy()


def walk(
    count: int, seed: int, *, volatility: float = 0.02, drift: float = 0.0005
) -> list[Decimal]:
    """A random walk of prices around 100, in cents."""
    steps = np.random.default_rng(seed).normal(drift, volatility, count)
    return [Decimal(f"{price:.2f}") for price in (100 * np.exp(np.cumsum(steps))).tolist()]


def market(symbols: int, count: int, **more: Any) -> Bars:
    """Bars of some random walks."""
    return bars({f"S{number:02}": walk(count, number) for number in range(symbols)}, **more)


def partial(strategy: Any, **options: Any) -> Result:
    """The result that a run kept when its strategy raised."""
    with pytest.raises(ft.FarthingError) as caught:
        ft.run(strategy, **options)
    result: Result = caught.value.result  # type: ignore[attr-defined]
    return result


class Acts(ft.Strategy):
    """Buys, sells short, and asks for what its account refuses."""

    calls: int = 0

    def on_bar(self, ctx: ft.Context) -> None:
        """Orders at every tenth bar."""
        self.calls += 1
        if self.calls % 10 == 1:
            ctx.order("S00", 40 if self.calls % 20 == 1 else -30)
            ctx.order("S01", -5)
            ctx.order("S01", "0.5")
            ctx.order("S01", 100_000)


def _actions() -> Result:
    """A split, dividends received and paid, refusals, a loan, and fills at the same close."""
    day = sessions(120)
    market = bars(
        {"S00": [price / (4 if place >= 60 else 1) for place, price in enumerate(_fours(120))],
         "S01": walk(120, 1)},
        splits=(Split("S00", day[60], 4, 1),),
        dividends=(
            Dividend("S00", day[30], Decimal("0.37"), day[33]),
            Dividend("S01", day[40], Decimal("0.28")),
        ),
    )  # fmt: skip
    return ft.run(
        Acts, bars=market, capital=20_000, account="margin:2", commission="per-share:0.005:1",
        slippage="bps:2", benchmark="S00", fill="close",
    )  # fmt: skip


def _fours(count: int) -> list[Decimal]:
    """Prices that four parts of a cent divide."""
    return [price.quantize(Decimal("1.00")) // 1 + Decimal("0.04") for price in walk(count, 0)]


class Fails(ft.Strategy):
    """Fails before the first bar."""

    def on_start(self, ctx: ft.Context) -> None:
        """Raises."""
        raise ValueError("not today")


def daily() -> Result:
    """504 sessions of 20 symbols, with commission and a benchmark."""
    return ft.run(
        Cross,
        bars=market(20, 504),
        capital=1_000_000,
        commission="bps:10",
        slippage="bps:2",
        benchmark="S00",
    )


def minutes() -> Result:
    """Minutes of 20 sessions."""
    return ft.run(
        Cross, bars=market(3, 20 * 390, per_session=390), capital=100_000, benchmark="S01"
    )


def named(name: str) -> Result:
    """A run by its name in ``NAMES``."""
    return RUNS[name]()


def _hostile() -> Result:
    class Hostile(Cross):
        """Has a name of markup."""

    Hostile.__name__ = Hostile.__qualname__ = HOSTILE_NAME
    prices = {HOSTILE_SYMBOL: walk(80, 1), "A&B\"'": walk(80, 2)}
    return ft.run(Hostile, bars=bars(prices), benchmark=HOSTILE_SYMBOL)


def _there_and_back() -> list[Decimal]:
    """A year of prices that rise by a fifth in summer and fall far after it."""
    slope = [100 + max(0, 20 - abs(day - 120)) - max(0, day - 150) * 0.3 for day in range(300)]
    return [Decimal(f"{price + day % 3:.2f}") for day, price in enumerate(slope)]


def _flat() -> Result:
    still = [Decimal("10.00")] * 30
    return ft.run(Once, bars=bars({"S00": still}), benchmark="S00")


RUNS = {
    "daily": daily,
    "minutes": minutes,
    "nothing": lambda: ft.run(Nothing, bars=market(2, 90), capital=1000),
    "one bar": lambda: ft.run(Once, bars=market(1, 1), capital=1000, benchmark="S00"),
    "one session": lambda: ft.run(
        Cross, bars=market(2, 390, per_session=390), capital=10_000, benchmark="S00"
    ),
    "negative": lambda: ft.run(
        Once, bars=bars({"S00": walk(200, 3, volatility=0.06)}), parameters={"size": -8.0}
    ),
    "back from nothing": lambda: ft.run(
        Once, bars=bars({"S00": _there_and_back()}), parameters={"size": -8.0}, benchmark="S00"
    ),
    "flat": _flat,
    "hostile": _hostile,
    "actions": _actions,
    "partial": lambda: partial(Raises, bars=market(2, 100), benchmark="S01"),
    "no bar": lambda: partial(Fails, bars=market(2, 100), benchmark="S01"),
    "many symbols": lambda: ft.run(Cross, bars=market(200, 40), commission="per-trade:1"),
    "long": lambda: ft.run(Cross, bars=market(2, 6000), benchmark="S00", commission="bps:1"),
}
NAMES = tuple(RUNS)

IDLE = ("nothing", "one bar", "no bar")
"""Runs in which nothing happened."""
