"""What the detector found, as entries: a symbol, a side, and the bar with which it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.wyckoff import Found

SIGNALS, CANDIDATES, EVENTS = "signals", "candidates", "events"
GROUPS = (SIGNALS, CANDIDATES, EVENTS)
"""Signals that passed validation; all before validation; events, whether traded or not."""

SIDES = ("long", "short")
ALL = "all"
"""Every kind of a group together; of events, one bar of which may have several, there is none."""

LEVELS = ("stop", "target_1")


def entries(found: Found) -> dict[str, pl.DataFrame]:
    """The entries of each group: ``symbol``, ``kind``, ``side`` and ``bar``, which is `known_bar`.

    Signals and candidates have ``stop`` and ``target_1`` as multiples of the close with which they
    became known, and ``reward`` as well.

    >>> from farthing.wyckoff import Detector
    >>> bar = {"open": 1, "high": 1, "low": 1, "close": 1, "volume": 1}
    >>> list(entries(Detector().update(bar)))
    ['signals', 'candidates', 'events']
    """
    signals, refused = _traded(found.signals), _traded(found.refusals)
    return {
        SIGNALS: signals,
        CANDIDATES: pl.concat([signals, refused]).sort("symbol", "bar", "kind"),
        EVENTS: found.events.select(*_common()),
    }


def kinds(group: str, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The entries of each kind and side by name, such as ``SOS long``; first those together."""
    if group != EVENTS:
        yield ALL, rows
        for side in SIDES:
            yield f"{ALL} {side}", rows.filter(pl.col("side") == side)
    for (kind, side), part in sorted(rows.partition_by("kind", "side", as_dict=True).items()):
        yield f"{kind} {side}", part


def _common() -> list[pl.Expr]:
    return [
        pl.col("symbol"),
        pl.col("event").alias("kind"),
        pl.col("side"),
        pl.col("known_bar").cast(pl.Int64).alias("bar"),
    ]


def _traded(rows: pl.DataFrame) -> pl.DataFrame:
    entry = pl.col("entry").cast(pl.Float64)
    multiples = [(pl.col(name).cast(pl.Float64) / entry).alias(name) for name in LEVELS]
    return rows.select(*_common(), *multiples, "reward")
