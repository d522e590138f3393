"""Other actions: dividends, splits, funding and ends after a moment that are not what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from farthing.types import Dividend, Split

if TYPE_CHECKING:
    from datetime import date

    from farthing.data.manifest import Manifest
    from farthing.trust.check.market import Market
    from farthing.trust.check.moment import Moment
    from farthing.types import End, Funding, Instrument

LATER = 3
"""Sessions after the moment at which each share has a dividend and a split that it never had."""
RATIOS = {True: (3, 1), False: (1, 2)}
"""New shares for old ones, where prices are higher, and where they are lower."""


def other_actions(whole: Market, moment: Moment, *, is_higher: bool) -> Manifest:
    """A manifest whose actions after a moment are other ones; those before stay.

    Those of the next session stay too: they have acted when its ``before_trading_start`` is called.
    """
    manifest = whole.manifest
    days = whole.sessions.filter(pl.col("session") > moment.day).get_column("session")
    day = days[0] if len(days) else moment.day
    invented = days[LATER - 1] if len(days) >= LATER else None
    shares = [each for each in manifest.instruments if each.kind == "equity"]
    is_raw = manifest.prices in (None, "raw")
    new_splits = _splits(shares, invented, is_higher=is_higher) if is_raw else ()
    return replace(
        manifest,
        instruments=tuple(_unsettled(each, day) for each in manifest.instruments),
        dividends=tuple(sorted(
            (*(_dividend(each, day) for each in manifest.dividends), *_paid(shares, invented)),
            key=lambda each: (each.ex_date, each.symbol),
        )),
        splits=tuple(sorted(
            (*(each for each in manifest.splits if each.date <= day), *new_splits),
            key=lambda each: (each.date, each.symbol),
        )),
        funding=tuple(_funding(each, moment) for each in manifest.funding),
        ends=tuple(found for each in manifest.ends for found in _ends(each, day, is_higher)),
    )  # fmt: skip


def _unsettled(instrument: Instrument, day: date) -> Instrument:
    """A future that expires later is settled at its last price, whatever is known of it."""
    is_later = instrument.expiry is not None and instrument.expiry > day
    return replace(instrument, settlement_price=None) if is_later else instrument


def _dividend(dividend: Dividend, day: date) -> Dividend:
    return replace(dividend, amount=dividend.amount * 3) if dividend.ex_date > day else dividend


def _paid(shares: list[Instrument], day: date | None) -> list[Dividend]:
    if day is None:
        return []
    return [
        Dividend(each.symbol, day, Decimal(7).scaleb(-each.price_scale), None) for each in shares
    ]


def _splits(shares: list[Instrument], day: date | None, *, is_higher: bool) -> list[Split]:
    new, old = RATIOS[is_higher]
    return [] if day is None else [Split(each.symbol, day, new, old) for each in shares]


def _funding(payment: Funding, moment: Moment) -> Funding:
    time = datetime.fromtimestamp(moment.time_ns // 10**9, UTC)
    is_later = payment.time > time
    return replace(payment, rate=-payment.rate + Decimal("0.0001")) if is_later else payment


def _ends(end: End, day: date, is_higher: bool) -> tuple[End, ...]:
    """An end that comes later: without the price that was told, or not at all."""
    if end.date <= day:
        return (end,)
    return (replace(end, price=None),) if is_higher else ()
