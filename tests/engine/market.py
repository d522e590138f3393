"""Bars of farthing, made of the oracle's rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import oracle
import polars as pl
from oracle.values import at_scale, digits_after_point

from farthing.data.bars import Bars
from farthing.types import (
    OWN_CONDITIONS,
    Currency,
    Dividend,
    End,
    Funding,
    Instrument,
    Rate,
    Split,
)

from .days import Days, days_of

TIME = pl.Datetime("ns", "UTC")
PRICES = ("open", "high", "low", "close")


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
    days = days_of(setup, (*dividends, *splits))
    times = row_times(rows, days, minutes_of(setup))
    ends = setup.get("ends", ())
    return Bars(
        frequency="1m" if minutes_of(setup) == 1 else "1h",
        calendar="days",
        instruments=tuple(instrument_of(one, currency, days) for one in instruments),
        sessions=_sessions(last + 1, days),
        tables={one.symbol: _table(one, rows, times, days) for one in instruments},
        dividends=tuple(_dividend(dividend, days) for dividend in dividends),
        splits=tuple(Split(s.symbol, days(s.session), s.new, s.old) for s in splits),
        funding=_fundings(setup, days),
        ends=tuple(End(one.symbol, days(one.session), _exact(one.price)) for one in ends),
    )


def rates_of(setup: dict[str, object], days: Days) -> list[Rate]:
    """The table of rates in farthing's terms."""
    rates = setup.get("rates", ())
    return [Rate(base, quote, days(day), _exact(rate)) for base, quote, day, rate in rates]


def _fundings(setup: dict[str, object], days: Days) -> tuple[Funding, ...]:
    fundings = (
        Funding(
            one.symbol,
            days.midnight(one.session) + timedelta(minutes=one.minutes * minutes_of(setup)),
            _exact(one.rate),
        )
        for one in setup.get("fundings", ())
    )
    return tuple(sorted(fundings, key=lambda one: one.time))


def _exact(number: object) -> Decimal | None:
    return None if number is None else decimal(oracle.values.exact(number))


def minutes_of(setup: dict[str, object]) -> int:
    """How long a row is: a minute, or an hour where there are finer bars of minutes."""
    return 60 if setup.get("finer") else 1


def finer_bars_of(setup: dict[str, object], bars: Bars, days: Days) -> Bars | None:
    """The finer bars of a run: the k-th of p parts ends k p-ths of its row after that began."""
    finer = setup.get("finer")
    if not finer:
        return None
    rows, times = [], []
    for (session, number), parts in sorted(finer.items()):
        begin = days.midnight(session) + timedelta(minutes=60 * (number - 1))
        for part, own in enumerate(parts, start=1):
            rows.append((0, session, own))
            times.append(begin + timedelta(minutes=60) * part / len(parts))
    tables = {one.symbol: _table(one, rows, times, days) for one in setup["instruments"]}
    return replace(bars, frequency="1m", tables=tables, dividends=(), splits=())


def row_times(rows: Sequence[oracle.market.Row], days: Days, minutes: int = 1) -> list[datetime]:
    """When each row's bars end."""
    times, before, minute = [], None, 0
    for _, session, _ in rows:
        minute = minute + 1 if session == before else 1
        before = session
        times.append(days.midnight(session) + timedelta(minutes=minute * minutes))
    return times


def instrument_of(one: oracle.Instrument, currency: Currency, days: Days) -> Instrument:
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
        expiry=None if one.expiry is None else days(one.expiry),
        **{name: _exact(getattr(one, name)) for name in OWN_CONDITIONS},
    )


def decimal(number: Fraction) -> Decimal:
    """The fraction as a decimal of the digits that it needs."""
    return at_scale(number, digits_after_point(number))


def _sessions(count: int, days: Days) -> pl.DataFrame:
    every = pl.Series("session", map(days, range(count)), dtype=pl.Date)
    opens = every.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    return pl.DataFrame({"session": every, "open": opens, "close": opens.dt.offset_by("23h")})


def _table(
    instrument: oracle.Instrument,
    rows: Sequence[oracle.market.Row],
    times: list[datetime],
    days: Days,
) -> pl.LazyFrame:
    own = [
        (time, days(session), bars[instrument.symbol])
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


def _dividend(dividend: oracle.Dividend, days: Days) -> Dividend:
    pay = dividend.pay_session
    return Dividend(
        dividend.symbol,
        days(dividend.session),
        Decimal(dividend.amount),
        None if pay is None else days(pay),
    )
