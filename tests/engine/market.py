"""Bars of farthing, made of the oracle's rows: session 0 is 2 January 2020, one in ten days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import oracle
import polars as pl
from oracle.values import at_scale, digits_after_point

from farthing.data.bars import Bars
from farthing.types import Currency, Dividend, End, Funding, Instrument, Rate, Split

FIRST_DAY = date(2020, 1, 2)
DAYS_APART = 10
TIME = pl.Datetime("ns", "UTC")
PRICES = ("open", "high", "low", "close")


def day_of(session: int | Fraction) -> date:
    """The day of a session, or one between two sessions."""
    return FIRST_DAY + timedelta(days=int(session * DAYS_APART))


def bars_of(
    setup: dict[str, object],
    rows: Sequence[oracle.market.Row],
    dividends: Sequence[oracle.Dividend] = (),
    splits: Sequence[oracle.Split] = (),
) -> Bars:
    """The rows as bars, the n-th row of a session at n minutes past midnight.

    `setup` holds the arguments of `oracle.Setup`. Every session up to the last one with bars is
    in the calendar, those without bars too.
    """
    instruments: Sequence[oracle.Instrument] = setup["instruments"]
    currency = Currency(setup.get("currency", "USD"), setup.get("unit_scale", 2))
    last = max(session for _, session, _ in rows)
    times = row_times(rows, minutes_of(setup))
    ends = setup.get("ends", ())
    return Bars(
        frequency="1m" if minutes_of(setup) == 1 else "1h",
        calendar="days",
        instruments=tuple(instrument_of(one, currency) for one in instruments),
        sessions=_sessions(last + 1),
        tables={one.symbol: _table(one, rows, times) for one in instruments},
        dividends=tuple(_dividend(dividend) for dividend in dividends),
        splits=tuple(Split(s.symbol, day_of(s.session), s.new, s.old) for s in splits),
        funding=tuple(sorted(map(_funding, setup.get("fundings", ())), key=lambda one: one.time)),
        ends=tuple(End(one.symbol, day_of(one.session), _exact(one.price)) for one in ends),
    )


def rates_of(setup: dict[str, object]) -> list[Rate]:
    """The table of rates in farthing's terms."""
    rates = setup.get("rates", ())
    return [Rate(base, quote, day_of(day), _exact(rate)) for base, quote, day, rate in rates]


def _funding(one: oracle.market.Funding) -> Funding:
    time = midnight(one.session) + timedelta(minutes=one.minutes)
    return Funding(one.symbol, time, _exact(one.rate))


def _exact(number: object) -> Decimal | None:
    return None if number is None else decimal(oracle.values.exact(number))


def minutes_of(setup: dict[str, object]) -> int:
    """How long a row is: a minute, or an hour where there are finer bars of minutes."""
    return 60 if setup.get("finer") else 1


def finer_bars_of(setup: dict[str, object], bars: Bars) -> Bars | None:
    """The finer bars of a run: the k-th of p parts ends k p-ths of its row after that began."""
    finer = setup.get("finer")
    if not finer:
        return None
    rows, times = [], []
    for (session, number), parts in sorted(finer.items()):
        begin = midnight(session) + timedelta(minutes=60 * (number - 1))
        for part, own in enumerate(parts, start=1):
            rows.append((0, session, own))
            times.append(begin + timedelta(minutes=60) * part / len(parts))
    tables = {one.symbol: _table(one, rows, times) for one in setup["instruments"]}
    return replace(bars, frequency="1m", tables=tables, dividends=(), splits=())


def midnight(session: int) -> datetime:
    """When the day of a session begins."""
    day = day_of(session)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def row_times(rows: Sequence[oracle.market.Row], minutes: int = 1) -> list[datetime]:
    """When each row's bars end."""
    times, before, minute = [], None, 0
    for _, session, _ in rows:
        minute = minute + 1 if session == before else 1
        before = session
        times.append(midnight(session) + timedelta(minutes=minute * minutes))
    return times


def instrument_of(one: oracle.Instrument, currency: Currency) -> Instrument:
    """The instrument in farthing's terms."""
    below = one.tick_below
    if one.currency is not None:
        currency = Currency(one.currency, one.unit_scale)
    return Instrument(
        symbol=one.symbol,
        price_scale=one.price_scale,
        quantity_scale=one.quantity_scale,
        tick=decimal(one.tick),
        tick_below=None if below is None else (decimal(below[0]), decimal(below[1])),
        lot=decimal(one.lot),
        multiplier=decimal(one.multiplier),
        currency=currency,
        negative_price_allowed=one.negative_price_allowed,
        kind=one.kind,
        base=one.base,
        initial_margin=_exact(one.initial),
        maintenance_margin=_exact(one.maintenance),
        expiry=None if one.expiry is None else day_of(one.expiry),
    )


def decimal(number: Fraction) -> Decimal:
    """The fraction as a decimal of the digits that it needs."""
    return at_scale(number, digits_after_point(number))


def _sessions(count: int) -> pl.DataFrame:
    days = pl.Series("session", [day_of(session) for session in range(count)], dtype=pl.Date)
    opens = days.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    return pl.DataFrame({"session": days, "open": opens, "close": opens.dt.offset_by("23h")})


def _table(
    instrument: oracle.Instrument, rows: Sequence[oracle.market.Row], times: list[datetime]
) -> pl.LazyFrame:
    own = [
        (time, day_of(session), bars[instrument.symbol])
        for time, (_, session, bars) in zip(times, rows, strict=True)
        if instrument.symbol in bars
    ]
    scale = instrument.price_scale
    columns = {
        "time": pl.Series([time for time, _, _ in own], dtype=TIME),
        "session": pl.Series([day for _, day, _ in own], dtype=pl.Date),
    }
    for name in PRICES:
        prices = [at_scale(getattr(bar, name), scale) for _, _, bar in own]
        columns[name] = pl.Series(prices, dtype=pl.Decimal(38, scale))
    volumes = [bar.volume for _, _, bar in own]
    if None not in volumes:
        columns["volume"] = pl.Series(volumes, dtype=pl.Int64)
    return pl.LazyFrame(columns)


def _dividend(dividend: oracle.Dividend) -> Dividend:
    pay = dividend.pay_session
    return Dividend(
        dividend.symbol,
        day_of(dividend.session),
        Decimal(dividend.amount),
        None if pay is None else day_of(pay),
    )
