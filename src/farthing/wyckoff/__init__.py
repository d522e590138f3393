"""Wyckoff's method: trading ranges, their events and phases, and the signals in them.

One implementation in the core finds them bar by bar, alike for a scan, a backtest and a live feed.
What is confirmed later has two bars: ``at``, where it happened, and ``known_at``, where it became
known; an order may use the second alone.

>>> from datetime import date, timedelta
>>> import polars as pl
>>> import farthing as ft
>>> days = [date(2024, 1, 1) + timedelta(days=day) for day in range(11)]
>>> close = [10, 11, 12, 13, 14, 19, 14, 13, 12, 11, 10]
>>> bars = ft.bars_from_frame(
...     pl.DataFrame({"time": days, "open": close, "high": close, "low": close, "close": close}),
...     symbol="A",
... )
>>> detect(bars).pivots.select("symbol", "kind", "bar", "known_bar").rows()
[('A', 'high', 5, 10)]
"""

from __future__ import annotations

from farthing.wyckoff.detect import detect
from farthing.wyckoff.detector import Detector
from farthing.wyckoff.figure import Column, point_and_figure
from farthing.wyckoff.found import TABLES, Found
from farthing.wyckoff.parameters import Parameter, Parameters

__all__ = [
    "TABLES",
    "Column",
    "Detector",
    "Found",
    "Parameter",
    "Parameters",
    "detect",
    "point_and_figure",
]
