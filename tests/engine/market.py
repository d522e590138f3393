"""Bars of farthing, made of the oracle's rows: session 0 is 2 January 2020, and so on by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import oracle
import polars as pl
from oracle.values import at_scale, digits_after_point, exact

from farthing.data.bars import Bars
from farthing.types import OWN_CONDITIONS, Currency, Dividend, Instrument, Split

FIRST_DAY = date(2020, 1, 2)
TIME = pl.Datetime("ns", "UTC")
PRICES = ("open", "high", "low", "close")


def day_of(session: int, first: date = FIRST_DAY) -> date:
    """The day of a session."""
    return first + timedelta(days=session)


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
    first = setup.get("first_day", FIRST_DAY)
    times = row_times(rows, first)
    return Bars(
        frequency="1m",
        calendar="days",
        instruments=tuple(instrument_of(one, currency) for one in instruments),
        sessions=_sessions(last + 1, first),
        tables={one.symbol: _table(one, rows, times, first) for one in instruments},
        dividends=tuple(_dividend(dividend, first) for dividend in dividends),
        splits=tuple(Split(s.symbol, day_of(s.session, first), s.new, s.old) for s in splits),
    )


def row_times(rows: Sequence[oracle.market.Row], first: date = FIRST_DAY) -> list[datetime]:
    """When each row's bars end."""
    times, before, minute = [], None, 0
    for _, session, _ in rows:
        minute = minute + 1 if session == before else 1
        before = session
        day = day_of(session, first)
        times.append(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute))
    return times


def instrument_of(one: oracle.Instrument, currency: Currency) -> Instrument:
    """The instrument in farthing's terms."""
    below = one.tick_below
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
        **{
            name: decimal(exact(value))
            for name in OWN_CONDITIONS
            if (value := getattr(one, name)) is not None
        },
    )


def decimal(number: Fraction) -> Decimal:
    """The fraction as a decimal of the digits that it needs."""
    return at_scale(number, digits_after_point(number))


def _sessions(count: int, first: date) -> pl.DataFrame:
    every = [day_of(session, first) for session in range(count)]
    days = pl.Series("session", every, dtype=pl.Date)
    opens = days.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    return pl.DataFrame({"session": days, "open": opens, "close": opens.dt.offset_by("23h")})


def _table(
    instrument: oracle.Instrument,
    rows: Sequence[oracle.market.Row],
    times: list[datetime],
    first: date,
) -> pl.LazyFrame:
    own = [
        (time, day_of(session, first), bars[instrument.symbol])
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


def _dividend(dividend: oracle.Dividend, first: date) -> Dividend:
    pay = dividend.pay_session
    return Dividend(
        dividend.symbol,
        day_of(dividend.session, first),
        Decimal(dividend.amount),
        None if pay is None else day_of(pay, first),
    )
