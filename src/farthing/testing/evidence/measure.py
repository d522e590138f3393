"""The study: every kind of entry of every market over every horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.data.bars import Bars
from farthing.errors import ConfigurationError
from farthing.testing.evidence.entries import ALL, SIDES, SIGNALS, kinds
from farthing.testing.evidence.hits import HIT_BARS, Hits
from farthing.testing.evidence.market import Chance, market
from farthing.testing.evidence.returns import Returns
from farthing.wyckoff import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from farthing.testing.evidence.hits import Trade
    from farthing.testing.evidence.market import Market
    from farthing.testing.evidence.series import Series

HORIZONS = (5, 10, 20, 60)
"""Bars over which returns are taken."""

DRAWS, RESAMPLES, SEED = 1_000, 2_000, 1
DIGITS = 8

Result = dict[str, Any]
"""What was measured, as a JSON document has it."""


def measure(
    markets: Bars | Mapping[str, Bars],
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    draws: int = DRAWS,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Result:
    """What followed the events and signals that the detector finds in bars.

    Args:
        markets: bars, or several by name, such as days and hours; each is studied for itself.
        parameters: values that differ from the detector's table.
        draws: how often random entries are drawn, as many as there are entries each time.
        resamples: of the block bootstrap.
        seed: of both.

    Returns:
        By market and group (signals, candidates, events) a row for each kind and horizon: returns
        as shares of the price, from the open after ``known_at``, signed by side.

    Raises:
        ConfigurationError: a count is below 1, or there is no market.
        DataError: a bar has a hole.
        LedgerOverflow: a price or a volume has too many digits for the detector.

    >>> from datetime import date, timedelta
    >>> import polars as pl
    >>> import farthing as ft
    >>> days = [date(2024, 1, 1) + timedelta(days=day) for day in range(300)]
    >>> frame = pl.DataFrame({"time": days, "open": [10] * 300, "close": [10] * 300})
    >>> found = measure(ft.bars_from_frame(frame, symbol="A"), draws=10, resamples=10)
    >>> found["markets"]["1d"]["returns"]["signals"]["all"]["5"]["count"]
    0
    """
    for name, value in (("draws", draws), ("resamples", resamples)):
        if value < 1:
            raise ConfigurationError(f"{name} {value} is below 1: ask for at least one")
    named = {markets.frequency: markets} if isinstance(markets, Bars) else dict(markets)
    if not named:
        raise ConfigurationError("no market to study: give bars, or a mapping of names to bars")
    told = Parameters.of(parameters)
    chance = Chance(draws, resamples, seed)
    return {
        **chance._asdict(),
        "horizons": list(HORIZONS),
        "hit_bars": HIT_BARS,
        "parameters": told.described(),
        "markets": {name: _market(bars, told, chance) for name, bars in named.items()},
    }


def _market(bars: Bars, parameters: Parameters, chance: Chance) -> Result:
    studied = market(bars, parameters)
    returns: dict[str, Any] = {
        group: {name: {} for name, _ in kinds(group, rows)}
        for group, rows in studied.groups.items()
    }
    for horizon in HORIZONS:
        over = Returns(studied, horizon, chance)
        for group, rows in studied.groups.items():
            for name, part in kinds(group, rows):
                returns[group][name][str(horizon)] = _short(over.row(part))
    return {
        "frequency": bars.frequency,
        "warm_up": studied.warm_up,
        "symbols": {name: _series(each) for name, each in studied.series.items()},
        "counts": {group: _counts(rows) for group, rows in studied.groups.items()},
        "returns": returns,
        "hits": _hits(studied, chance),
    }


def _series(series: Series) -> Result:
    first, last = (str(np.datetime64(int(series.days[bar]), "D")) for bar in (0, -1))
    holes = len(np.unique(series.since)) - 1
    return {
        "bars": len(series),
        "first": first,
        "last": last,
        "splits": len(series.splits),
        "holes": holes,
    }


def _counts(rows: pl.DataFrame) -> Result:
    """How many entries of each kind and side, by symbol."""
    counted = rows.group_by("kind", "side", "symbol").len().sort("kind", "side", "symbol")
    found: Result = {}
    for kind, side, symbol, count in counted.iter_rows():
        found.setdefault(f"{kind} {side}", {})[symbol] = count
    return found


def _hits(studied: Market, chance: Chance) -> Result:
    hits = Hits(studied, chance)
    trades = hits.trades(studied.groups[SIGNALS])
    together = {
        ALL: trades,
        **{f"{ALL} {side}": [each for each in trades if _is_of(each, side)] for side in SIDES},
    }
    names = sorted({trade.name for trade in trades})
    alone = {name: [trade for trade in trades if trade.name == name] for name in names}
    return {name: _short(hits.row(part)) for name, part in {**together, **alone}.items()}


def _is_of(trade: Trade, side: str) -> bool:
    return trade.name.endswith(f" {side}")


def _short(row: Result) -> Result:
    """Floats with the digits that a document keeps."""
    return {
        name: round(value, DIGITS) if isinstance(value, float) else value
        for name, value in row.items()
    }
