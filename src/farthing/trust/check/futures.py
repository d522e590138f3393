"""Other futures: a market without what comes after a bar, and one in which it is another.

What came up to the bar is left as it was, to the digit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import polars as pl

from farthing.trust.check.actions import other_actions
from farthing.trust.check.prices import other_rows

if TYPE_CHECKING:
    from farthing.data.manifest import Manifest
    from farthing.trust.check.market import Market
    from farthing.trust.check.moment import Moment

Future = Literal["gone", "higher", "lower"]
"""What becomes of what comes after a bar: it is gone, or prices are higher, or lower."""

FUTURES: tuple[Future, ...] = ("gone", "higher", "lower")


def with_future(whole: Market, moment: Moment, future: Future) -> Market:
    """A market with another future after a moment.

    Args:
        whole: the market as it is.
        moment: the last bar that stays.
        future: what becomes of what comes after it.
    """
    return _gone(whole, moment) if future == "gone" else _other(whole, moment, future == "higher")


def _gone(whole: Market, moment: Moment) -> Market:
    """The market as it was known at that moment."""
    known = pl.col("time").dt.epoch("ns") <= moment.time_ns
    tables = {key: rows.filter(known) for key, rows in whole.tables.items()}
    sessions = whole.sessions.filter(pl.col("session") <= moment.day)
    return replace(whole, tables=tables, sessions=sessions, manifest=_known(whole.manifest, moment))


def _known(manifest: Manifest, moment: Moment) -> Manifest:
    """What a manifest tells of actions, ends and names up to a moment."""
    time, day = datetime.fromtimestamp(moment.time_ns // 10**9, UTC), moment.day
    return replace(
        manifest,
        instruments=tuple(
            replace(each, settlement_price=None) if each.expiry and each.expiry > day else each
            for each in manifest.instruments
        ),
        dividends=tuple(each for each in manifest.dividends if each.ex_date <= day),
        splits=tuple(each for each in manifest.splits if each.date <= day),
        funding=tuple(each for each in manifest.funding if each.time <= time),
        ends=tuple(each for each in manifest.ends if each.date <= day),
        tickers=tuple(
            replace(each, last=None) if each.last and each.last > day else each
            for each in manifest.tickers
            if each.first <= day
        ),
    )


def _other(whole: Market, moment: Moment, is_higher: bool) -> Market:
    """The same bars at other prices after that moment, and other actions."""
    tables = {}
    for place, (key, rows) in enumerate(sorted(whole.tables.items())):
        after = rows.get_column("time").dt.epoch("ns").to_numpy() > moment.time_ns
        instrument = whole.instrument(key[0])
        tables[key] = other_rows(rows, after, instrument, seed=place, is_higher=is_higher)
    manifest = other_actions(whole, moment, is_higher=is_higher)
    return replace(whole, tables=tables, manifest=manifest)
