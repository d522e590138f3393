"""Bundles that cases read from disk: made on first use, from a fixed seed, in the user's cache.

Their range is checked before they are used: a bundle that was made by hand under the same name, or
only half, is refused rather than measured.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs
import polars as pl

import farthing.data as data
from farthing.data.calendar import calendar

if TYPE_CHECKING:
    from farthing.data.bundle import Bundle

SEED = 42
VERSION = 2
"""Of the workloads' bars: another one makes bundles anew."""
FIRST = date(1990, 1, 2)
FIELDS = ("open", "high", "low", "close")


def home() -> Path:
    """The catalog of the benchmarks: ``FARTHING_BENCH``, else in the user's cache."""
    named = os.environ.get("FARTHING_BENCH")
    return Path(named) if named else platformdirs.user_cache_path("farthing") / "bench"


def daily(assets: int, rows: int) -> Bundle:
    """A bundle of so many assets with so many days each."""
    name = f"days-{assets}-{rows}"
    catalog = data.Catalog(home())
    if name not in catalog.names():
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), assets, rows)
            source = data.find_source("parquet")(Path(folder))
            data.ingest(source, name, data.Request(calendar="XNYS"), home=home())
    bundle = catalog.bundle(name)
    bars = bundle.bars()
    sessions = calendar("XNYS").sessions(FIRST, FIRST + timedelta(days=2 * rows)).head(rows)
    expected = assets, FIRST, sessions["session"][-1]
    if (len(bars.symbols), *bars.range()) != expected:
        raise SystemExit(f"the bundle {name} in {home()} is another one: remove it")
    return bundle


def of_workload(name: str) -> Bundle:
    """A bundle with the bars of a workload, so that a run loads them as a user's run does."""
    kept = f"workload-{name}-{VERSION}"
    catalog = data.Catalog(home())
    if kept not in catalog.names():
        import workloads  # with a bundle there, nothing is generated, and no memory taken for it

        bars = workloads.bars(name)
        is_daily = bars.frequency == "1d"
        with tempfile.TemporaryDirectory() as folder:
            for symbol, table in bars.tables.items():
                stamp = pl.col("session" if is_daily else "time").alias(
                    "date" if is_daily else "time"
                )
                frame = table.select(stamp, *FIELDS, "volume").collect()
                frame.write_parquet(Path(folder) / f"{symbol}.parquet")
            source = data.find_source("parquet")(Path(folder))
            request = data.Request(
                calendar="XNYS", frequency=bars.frequency, label=None if is_daily else "end"
            )
            data.ingest(source, kept, request, home=home())
    return catalog.bundle(kept)


def minutes(rows: int) -> Bundle:
    """A bundle of one asset with so many minutes."""
    from farthing.lab.scale.bundles import Shape, bundle  # revisions before the lab have none

    return bundle(Shape(1, rows, "1m"), home())


def _write(folder: Path, assets: int, rows: int) -> None:
    """Walks in whole cents, a Parquet file per asset."""
    generator = np.random.default_rng(SEED)
    sessions = calendar("XNYS").sessions(FIRST, FIRST + timedelta(days=2 * rows)).head(rows)
    for asset in range(assets):
        walk = 10_000 * np.exp(np.cumsum(generator.normal(0, 0.01, rows)))
        close = np.maximum(walk, 100).round().astype(np.int64)
        opens = np.concatenate([[10_000], close[:-1]])
        cents = {
            "open": opens,
            "high": np.maximum(opens, close) + 1,
            "low": np.minimum(opens, close) - 1,
            "close": close,
        }
        prices = {name: pl.Series(cents[name]).cast(pl.String) for name in FIELDS}
        frame = pl.DataFrame({"date": sessions["session"], **prices, "volume": 1_000})
        exact = (pl.col(name).str.to_decimal(scale=0) * pl.lit("0.01").str.to_decimal(scale=2)
                 for name in FIELDS)  # fmt: skip
        frame.with_columns(exact).write_parquet(folder / f"A{asset:03d}.parquet")
