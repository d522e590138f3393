"""Bundles of any size: seeded walks on XNYS, made on first use, kept in the user's cache."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.data import Catalog, Request, find_source, ingest
from farthing.data.calendar import calendar
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.data.bundle import Bundle
    from farthing.types import Frequency

SEED = 42
EXCHANGE = "XNYS"
FIRST = date(2000, 1, 3)
SESSION_MINUTES = 390
SPARE_DAYS = 10
VOLATILITY = 0.0003
FIRST_CENTS, LEAST_CENTS = 10_000, 100
VOLUME = 1_000


@dataclass(frozen=True, slots=True)
class Shape:
    """So many assets with so many bars each.

    >>> Shape(10, 1_000, "1m").name
    'scale-1m-10x1000'
    """

    assets: int
    bars: int
    frequency: Frequency

    @property
    def name(self) -> str:
        """The name of the bundle."""
        return f"scale-{self.frequency}-{self.assets}x{self.bars}"

    def sessions(self) -> pl.DataFrame:
        """The sessions that its bars take."""
        count = self.bars if self.frequency == "1d" else -(-self.bars // SESSION_MINUTES)
        # some sessions are short; a year has 252 and a few
        days = timedelta(days=int(count * 1.5) + SPARE_DAYS)
        found = calendar(EXCHANGE).sessions(FIRST, FIRST + days)
        if self.frequency == "1d":
            return found.head(count)
        minutes = (found["close"] - found["open"]).dt.total_minutes().cum_sum()
        return found.head(int((minutes < self.bars).sum()) + 1)


def default_home() -> Path:
    """The catalog where none is named: in the user's cache."""
    from platformdirs import user_cache_path

    return user_cache_path("farthing", appauthor=False) / "scale"


def bundle(shape: Shape, home: Path) -> Bundle:
    """The bundle of a shape; it is made when it is not there, and its range is checked when it is.

    Raises:
        ConfigurationError: a bundle of that name has other bars.
    """
    catalog = Catalog(home)
    if shape.name not in catalog.names():
        with tempfile.TemporaryDirectory() as folder:
            _write(shape, Path(folder))
            ingest(
                find_source("parquet")(Path(folder)), shape.name, home=home,
                request=Request(
                    frequency=shape.frequency, calendar=EXCHANGE,
                    label=None if shape.frequency == "1d" else "end",
                ),
            )  # fmt: skip
    found = catalog.bundle(shape.name)
    _check(found, shape, home)
    return found


def _check(found: Bundle, shape: Shape, home: Path) -> None:
    """Refuses a bundle with another range, other rows or other assets."""
    sessions = shape.sessions()["session"]
    expected = (sessions[0], sessions[-1], shape.assets, {shape.bars})
    rows = {table.rows for table in found.manifest.tables}
    if (*found.range(), len(found.symbols), rows) != expected:
        first, last = found.range()
        raise ConfigurationError(
            f"the bundle {shape.name} in {home} has {len(found.symbols)} assets from {first} to"
            f" {last} with {sorted(rows)} bars, not {shape.assets} from {expected[0]} to"
            f" {expected[1]} with {shape.bars}: remove it, and it is made anew"
        )


def _write(shape: Shape, folder: Path) -> None:
    """One Parquet file an asset: a walk in whole cents; each asset has a seed of its own."""
    times = _times(shape)
    for asset in range(shape.assets):
        generator = np.random.default_rng([SEED, asset])
        walk = FIRST_CENTS * np.exp(np.cumsum(generator.normal(0, VOLATILITY, shape.bars)))
        close = np.maximum(walk, LEAST_CENTS).round().astype(np.int64)
        opens = np.concatenate([[FIRST_CENTS], close[:-1]])
        prices = {
            "open": _dollars(opens),
            "high": _dollars(np.maximum(opens, close) + 1),
            "low": _dollars(np.minimum(opens, close) - 1),
            "close": _dollars(close),
        }
        volume = pl.repeat(VOLUME, shape.bars, dtype=pl.Int64, eager=True)
        frame = pl.DataFrame({"time": times, **prices, "volume": volume})
        frame.write_parquet(folder / f"A{asset:03d}.parquet")


def _dollars(cents: NDArray[np.int64]) -> pl.Series:
    whole = pl.Series(cents).cast(pl.Decimal(18, 0))
    return pl.select(pl.lit(whole) * pl.lit("0.01").str.to_decimal(scale=2)).to_series()


def _times(shape: Shape) -> pl.Series:
    """Sessions, or the ends of their minutes."""
    sessions = shape.sessions()
    if shape.frequency == "1d":
        return sessions["session"].alias("time")
    ends = pl.datetime_ranges(
        pl.col("open") + pl.duration(minutes=1), "close", interval="1m", time_unit="ns"
    )
    return sessions.select(ends.alias("time")).explode("time")["time"].head(shape.bars)
