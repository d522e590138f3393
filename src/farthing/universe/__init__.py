"""Universes: which assets count in a session, as it was known before that session opened.

    from farthing import universe

    liquid = universe.top(universe.dollar_volume(20), 100) & (universe.price() > 5)

An expression is a factor (a number of each asset) or a filter (a truth). A strategy that has one as
its attribute ``universe`` finds a mask of the present session as ``ctx.universe``;
``liquid.over(bars)`` has those of all sessions.
"""

from __future__ import annotations

from farthing.universe.expression import Factor, Filter
from farthing.universe.grid import Grid
from farthing.universe.membership import Members, Membership
from farthing.universe.screens import (
    atr,
    bottom,
    dollar_volume,
    ema,
    indicator,
    latest,
    listed,
    members,
    price,
    returns,
    rsi,
    sma,
    std,
    top,
    traded,
    vwap,
)
from farthing.universe.stream import Stream

__all__ = [
    "Factor",
    "Filter",
    "Grid",
    "Members",
    "Membership",
    "Stream",
    "atr",
    "bottom",
    "dollar_volume",
    "ema",
    "indicator",
    "latest",
    "listed",
    "members",
    "price",
    "returns",
    "rsi",
    "sma",
    "std",
    "top",
    "traded",
    "vwap",
]
