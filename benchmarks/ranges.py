"""Wyckoff's method as cases: the detector over many bars, bar by bar, and a scan of a market.

``wyckoff-batch`` is the whole of the rules on one core, ``wyckoff-stream`` the same told from
Python one bar at a time, ``wyckoff-scan`` 500 symbols x 5,000 days from Parquet to the table.
``wyckoff-bar`` times each bar by itself inside the core, from the bar to what is known with it:
its facts are the median and the 99.9th percentile in nanoseconds, beside what they are to be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bundles
import numpy as np

from farthing import _core
from farthing.data.catalog import Catalog
from farthing.wyckoff import TABLES, Detector
from farthing.wyckoff.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Columns = list[NDArray[np.int64]]

BARS = 400_000
STREAMED = 2_000
MARKET = (500, 5_000)
SCALE = 2

AIMS_NS = {50.0: 500, 99.9: 10_000}
"""How long one bar may take at these percentiles, the clock's own call included."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, as a hash and in numbers."""

    digest: str
    facts: dict[str, str]
    asset_bars: int


def market(count: int) -> Columns:
    """Bars of cents that swing within ranges and trend between them."""
    chance = np.random.default_rng(11)
    drift = np.repeat(chance.normal(0, 60, count // 25 + 1), 25)[:count]
    path = np.cumsum(drift + chance.normal(0, 120, count)).astype(np.int64)
    close = 3_000 + np.abs(path) % 400_000
    first = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(first, close) + chance.integers(0, 80, count)
    low = np.minimum(first, close) - chance.integers(0, 80, count)
    volume = (100_000 * np.exp(chance.normal(0, 0.6, count))).astype(np.int64)
    return [first, high, low, close, volume]


def _found(told: str, counts: dict[str, Any], bars: int) -> Found:
    digest = hashlib.sha256(told.encode()).hexdigest()
    return Found(digest, {name: str(count) for name, count in counts.items()}, bars)


def batch() -> Callable[[], Found]:
    """The whole of the rules over one long series."""
    columns = market(BARS)

    def run() -> Found:
        core = _core.WyckoffDetector([], SCALE)
        core.extend(columns, [])
        found = core.take()
        counts = {name: len(found.table(name)) for name in TABLES}
        return _found(str(counts), counts, BARS)

    return run


def stream() -> Callable[[], Found]:
    """The same from Python, one bar at a time, and what is new with each is asked for."""
    rows = np.array(market(STREAMED)).T.tolist()
    names = ("open", "high", "low", "close", "volume")
    bars = [dict(zip(names, row, strict=True)) for row in rows]

    def run() -> Found:
        detector = Detector(scale=0)
        events = sum(len(detector.update(bar).events) for bar in bars)
        return _found(str(events), {"events": events}, STREAMED)

    return run


def bar() -> Callable[[], Found]:
    """The latency of one bar: what each takes inside the core, and how far that is from its aim."""
    columns = market(BARS)

    def run() -> Found:
        core = _core.WyckoffDetector([], SCALE)
        times = core.timed(columns)
        events = core.take().count("events")
        facts = {"events": str(events)}
        for share, aim in AIMS_NS.items():
            found = int(np.percentile(times, share))
            facts[f"p{share:g} ns"] = f"{found:,} ({'within' if found <= aim else 'above'} {aim:,})"
        return _found(str(events), facts, BARS)

    return run


def scanned() -> Callable[[], Found]:
    """A market from its Parquet files to the rows of the table."""
    name = bundles.daily(*MARKET).name
    assets, days = MARKET

    def run() -> Found:
        found = scan(Catalog(bundles.home()).bundle(name).bars())
        signals = sum(row.signal is not None for row in found.rows)
        counts = {"rows": len(found.rows), "signals": signals}
        return _found(str(found.rows), counts, assets * days)

    return run


CASES: dict[str, Callable[[], Callable[[], Found]]] = {
    "wyckoff-batch": batch,
    "wyckoff-stream": stream,
    "wyckoff-bar": bar,
    "wyckoff-scan": scanned,
}
