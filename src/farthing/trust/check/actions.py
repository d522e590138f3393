"""Other actions: dividends, splits, funding and ends after a moment that are not what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from farthing.data.once import in_order
from farthing.data.sources.source import Ticker
from farthing.decimals import shifted
from farthing.types import Dividend, End, Funding, Split

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from farthing.data.manifest import Manifest
    from farthing.trust.check.market import Market
    from farthing.trust.check.moment import Moment
    from farthing.types import Instrument

LATER = 3
"""Sessions after the moment at which each share has a dividend and a split that it never had."""
RATIOS = {True: (3, 1), False: (1, 2)}
"""New shares for old ones, where prices are higher, and where they are lower."""


def known_actions(manifest: Manifest, moment: Moment) -> Manifest:
    """A manifest that tells of actions, ends and names up to a moment alone."""
    day = moment.day
    return replace(
        manifest,
        instruments=tuple(_unsettled(each, day) for each in manifest.instruments),
        dividends=_until(manifest.dividends, "ex_date", day),
        splits=_until(manifest.splits, "date", day),
        funding=_until(manifest.funding, "time", _time(moment)),
        ends=_until(manifest.ends, "date", day),
        tickers=tuple(_unended(each, day) for each in _until(manifest.tickers, "first", day)),
    )


def other_actions(whole: Market, moment: Moment, *, is_higher: bool) -> Manifest:
    """A manifest whose actions after a moment are other ones; those before stay.

    Those of the next session stay too: they have acted when its ``before_trading_start`` is called.
    """
    manifest = whole.manifest
    days = whole.sessions.filter(pl.col("session") > moment.day).get_column("session")
    day = days[0] if len(days) else moment.day
    shares = [each for each in manifest.instruments if each.kind == "equity"]
    dividends, splits = _invented(shares, days, is_higher=is_higher)
    if manifest.prices not in (None, "raw"):
        splits = []  # they are in the prices
    return replace(
        manifest,
        instruments=tuple(_unsettled(each, day) for each in manifest.instruments),
        dividends=in_order([*(_dividend(each, day) for each in manifest.dividends), *dividends]),
        splits=in_order([*_until(manifest.splits, "date", day), *splits]),
        funding=tuple(_funding(each, moment) for each in manifest.funding),
        ends=tuple(found for each in manifest.ends for found in _ends(each, day, is_higher)),
    )


Action = TypeVar("Action", Dividend, Split, Funding, End, Ticker)


def _until(actions: Iterable[Action], name: str, limit: Any) -> tuple[Action, ...]:
    """Those whose day or time is not later."""
    return tuple(each for each in actions if getattr(each, name) <= limit)


def _time(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.time_ns // 10**9, UTC)


def _unended(name: Ticker, day: date) -> Ticker:
    """A name that is given up later has no last day yet."""
    is_later = name.last is not None and name.last > day
    return replace(name, last=None) if is_later else name


def _unsettled(instrument: Instrument, day: date) -> Instrument:
    """A future that expires later is settled at its last price, whatever is known of it."""
    is_later = instrument.expiry is not None and instrument.expiry > day
    return replace(instrument, settlement_price=None) if is_later else instrument


def _dividend(dividend: Dividend, day: date) -> Dividend:
    return replace(dividend, amount=dividend.amount * 3) if dividend.ex_date > day else dividend


def _invented(
    shares: list[Instrument], days: pl.Series, *, is_higher: bool
) -> tuple[list[Dividend], list[Split]]:
    """Dividends and splits that never were; none where the market ends before."""
    if len(days) < LATER:
        return [], []
    day, (new, old) = days[LATER - 1], RATIOS[is_higher]
    return (
        [Dividend(each.symbol, day, shifted(Decimal(7), -each.price_scale)) for each in shares],
        [Split(each.symbol, day, new, old) for each in shares],
    )


def _funding(payment: Funding, moment: Moment) -> Funding:
    is_later = payment.time > _time(moment)
    return replace(payment, rate=-payment.rate + Decimal("0.0001")) if is_later else payment


def _ends(end: End, day: date, is_higher: bool) -> tuple[End, ...]:
    """An end that comes later: without the price that was told, or not at all."""
    if end.date <= day:
        return (end,)
    return (replace(end, price=None),) if is_higher else ()
