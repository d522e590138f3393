"""Other futures: a market without what comes after a bar, and one in which it is another.

What came up to the bar is left as it was, to the digit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import polars as pl

from farthing.trust.check.actions import known_actions, other_actions
from farthing.trust.check.prices import other_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from farthing.trust.check.market import Key, Market
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
    return (
        _gone(whole, moment)
        if future == "gone"
        else _other(whole, moment, is_higher=future == "higher")
    )


def _gone(whole: Market, moment: Moment) -> Market:
    """The market as it was known at that moment."""
    known = pl.col("time").dt.epoch("ns") <= moment.time_ns
    tables = {key: rows.filter(known) for key, rows in whole.tables.items()}
    sessions = whole.sessions.filter(pl.col("session") <= moment.day)
    return replace(
        whole, tables=tables, sessions=sessions, manifest=known_actions(whole.manifest, moment)
    )


def _other(whole: Market, moment: Moment, *, is_higher: bool) -> Market:
    """The same bars at other prices after that moment, and other actions."""
    tables = with_other_rows(whole, lambda time_ns: time_ns > moment.time_ns, is_higher=is_higher)
    manifest = other_actions(whole, moment, is_higher=is_higher)
    return replace(whole, tables=tables, manifest=manifest)


def with_past(whole: Market, time_ns: int, *, is_higher: bool) -> Market:
    """A market whose bars before a time have other prices; all else is as it is."""
    tables = with_other_rows(whole, lambda each: each < time_ns, is_higher=is_higher)
    return replace(whole, tables=tables)


def with_other_rows(
    whole: Market, changes: Callable[[NDArray[np.int64]], NDArray[np.bool_]], *, is_higher: bool
) -> dict[Key, pl.DataFrame]:
    """Tables of which those rows have other prices whose times are chosen."""
    found = {}
    for place, (key, rows) in enumerate(sorted(whole.tables.items())):
        chosen = changes(rows.get_column("time").dt.epoch("ns").to_numpy())
        found[key] = other_rows(
            rows, chosen, whole.instrument(key[0]), seed=place, is_higher=is_higher
        )
    return found
