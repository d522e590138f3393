"""The bars of the workloads: seeded random walks on XNYS, in whole cents and whole volumes.

| name | assets x bars | what |
|---|---|---|
| D | 50 x 504 | two years of days |
| H | 20 x 882 | half a year of hours, seven a day, the last of half an hour |
| M | 10 x 8,190 | a month of minutes |
| N | 1 x 100,000 | minutes |
| S | 1 x 8,190 | the first asset of M |
| story-daily | 10 x 451 | 200 days of history before the 251 of the run |
| story-hourly | 5 x 26,730 | 1,200 minutes and more before the 24,390 of the run; a day is short |
| story-minute | 3 x 9,750 | a session before the 9,360 minutes of the run |

All come from one generator with seed 42, one after the other, so that every engine can be given
the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.data.bars import Bars
from farthing.data.calendar import calendar
from farthing.types import Frequency, Instrument

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SEED = 42
SECOND = 10**9
MINUTE = 60 * SECOND
FIELDS = ("open", "high", "low", "close")


@dataclass(frozen=True)
class Arrays:
    """Prices in cents and volumes, bars x assets, with the instants at which bars end."""

    frequency: Frequency
    times: NDArray[np.int64]
    sessions: NDArray[np.int64]
    """Days since 1970-01-01."""
    cents: dict[str, NDArray[np.int64]]
    volume: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        """Bars and assets."""
        return self.volume.shape[0], self.volume.shape[1]

    def floats(self, field: str) -> NDArray[np.float64]:
        """A field as other engines take it."""
        return self.volume.astype(float) if field == "volume" else self.cents[field] / 100


@lru_cache(maxsize=1)
def all_arrays() -> dict[str, Arrays]:
    """The arrays of D, H, M and N."""
    generator = np.random.default_rng(SEED)
    days = _sessions(date(2022, 1, 3), 504)
    hours = _ends(_sessions(date(2022, 1, 3), 126), [60, 120, 180, 240, 300, 360, 390])
    minutes = _ends(_sessions(date(2024, 1, 2), 21), list(range(1, 391)))
    long = _ends(_sessions(date(2022, 1, 3), 300), list(range(1, 391)), most=100_000)
    return {
        "D": _walk(generator, "1d", days.select(time="close", session="session"), 50, 0.015),
        "H": _walk(generator, "1h", hours, 20, 0.005),
        "M": _walk(generator, "1m", minutes, 10, 0.0007),
        "N": _walk(generator, "1m", long, 1, 0.0005),
    }


@lru_cache(maxsize=1)
def story_arrays() -> dict[str, Arrays]:
    """The arrays of the three stories."""
    generator = np.random.default_rng(SEED + 1)
    days = _sessions(date(2022, 1, 3), 451).select("session", time="close")
    hourly = _ends(_sessions(date(2022, 9, 1), 69), list(range(1, 391)))
    minute = _ends(_sessions(date(2022, 1, 3), 25), list(range(1, 391)))
    return {
        "story-daily": _walk(generator, "1d", days, 10, 0.015),
        "story-hourly": _walk(generator, "1m", hourly, 5, 0.001),
        "story-minute": _walk(generator, "1m", minute, 3, 0.0007),
    }


HISTORY = {"story-daily": 200, "story-hourly": 6, "story-minute": 1}
"""Sessions before the run."""


def arrays(name: str) -> Arrays:
    """The arrays of a workload; HR has those of H, S the first asset of M."""
    if name.startswith("story"):
        return story_arrays()[name]
    if name == "S":
        return _first_asset(all_arrays()["M"])
    return all_arrays()["H" if name == "HR" else name]


def _first_asset(data: Arrays) -> Arrays:
    cents = {field: values[:, :1] for field, values in data.cents.items()}
    return replace(data, cents=cents, volume=data.volume[:, :1])


def start(name: str, sessions: pl.Series) -> date | None:
    """The first session of the run, of those that the bars have; None is the first of them."""
    return sessions[HISTORY[name]] if name in HISTORY else None


def capital(name: str) -> int:
    """What a run of a workload begins with."""
    return 100_000 if name.startswith("story") else 1_000_000


def save(name: str, file: Path) -> None:
    """Writes the arrays of a workload for an engine in another environment; prices in cents."""
    data = arrays(name)
    np.savez(
        file,
        **data.cents,
        volume=data.volume,
        times=data.times,
        sessions=data.sessions,
        frequency=data.frequency,
        history=HISTORY.get(name, 0),
        capital=capital(name),
    )


def bars(name: str) -> Bars:
    """The bars of a workload as farthing takes them."""
    data = arrays(name)
    instruments = tuple(Instrument(f"A{asset:02d}") for asset in range(data.shape[1]))
    time = pl.Series("time", data.times).cast(pl.Datetime("ns", "UTC"))
    session = pl.Series("session", data.sessions.astype(np.int32)).cast(pl.Date)
    tables = {
        instrument.symbol: _table(data, asset, time, session).lazy()
        for asset, instrument in enumerate(instruments)
    }
    first, last = session[0], session[-1]
    sessions = calendar("XNYS").sessions(first, last)
    return Bars(data.frequency, "XNYS", instruments, sessions, tables, name=f"workload {name}")


def _table(data: Arrays, asset: int, time: pl.Series, session: pl.Series) -> pl.DataFrame:
    def price(field: str) -> pl.Series:
        text = [f"{cents // 100}.{cents % 100:02d}" for cents in data.cents[field][:, asset]]
        return pl.Series(field, text).str.to_decimal(scale=2)

    return pl.DataFrame(
        [time, session, *map(price, FIELDS), pl.Series("volume", data.volume[:, asset])]
    )


def _sessions(start: date, count: int) -> pl.DataFrame:
    """So many sessions of XNYS from a day on."""
    return calendar("XNYS").sessions(start, start + timedelta(days=2 * count)).head(count)


def _ends(sessions: pl.DataFrame, minutes: list[int], most: int | None = None) -> pl.DataFrame:
    """The instants so many minutes after each open, at most those of the session."""
    opens = sessions.with_columns(minute=pl.lit(minutes, dtype=pl.List(pl.Int64))).explode("minute")
    ends = opens.with_columns(time=pl.col("open") + pl.duration(minutes=pl.col("minute")))
    inside = ends.filter(pl.col("time") <= pl.col("close")).select("time", "session")
    return inside.head(most) if most else inside


def _walk(
    generator: np.random.Generator,
    frequency: Frequency,
    instants: pl.DataFrame,
    assets: int,
    volatility: float,
) -> Arrays:
    """A geometric random walk. Draws are made in a fixed order: it decides the bytes."""
    bars = len(instants)
    steps = generator.normal(0.0, volatility, (bars, assets))
    first = generator.uniform(20, 200, assets)
    close = np.round(first * np.exp(np.cumsum(steps, axis=0)), 2)
    before = np.vstack([np.round(first, 2), close[:-1]])
    opens = np.round(before * np.exp(generator.normal(0, volatility * 0.2, (bars, assets))), 2)
    top, bottom = np.maximum(opens, close), np.minimum(opens, close)
    high = np.round(top * (1 + np.abs(generator.normal(0, volatility * 0.3, (bars, assets)))), 2)
    low = np.round(bottom * (1 - np.abs(generator.normal(0, volatility * 0.3, (bars, assets)))), 2)
    volume = generator.integers(50_000, 500_000, (bars, assets))
    fields = {"open": opens, "high": np.maximum(high, top), "low": np.minimum(low, bottom)}
    cents = {name: np.round(field * 100).astype(np.int64) for name, field in fields.items()}
    cents["close"] = np.round(close * 100).astype(np.int64)
    return Arrays(
        frequency,
        instants.get_column("time").cast(pl.Datetime("ns", "UTC")).to_physical().to_numpy(),
        instants.get_column("session").to_physical().to_numpy().astype(np.int64),
        cents,
        volume,
    )
