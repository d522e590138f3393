"""L: time and memory against the number of bars, over bundles of a catalog as users have them.

Usage: large.py [--home FOLDER]. Makes bars (10 assets of minutes, 500 assets of days; four sizes of
each), takes them into a catalog, and runs the class strategy of D on each size in a fresh process:
a whole `farthing.run` with the bars read from disk, statistics and digest. Prints seconds, peak
memory, and the exponent of both against the bars: 1 is linear. Needs some 2 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from farthing.data.calendar import calendar

SHAPES = {
    "minutes": (10, (125_000, 250_000, 500_000, 1_000_000)),
    "days": (500, (315, 630, 1_260, 2_520)),
}
SEED = 42


def write(kind: str, rows: int, folder: Path) -> None:
    """Seeded walks in whole cents, one Parquet file per asset."""
    assets, _ = SHAPES[kind]
    generator = np.random.default_rng(SEED)
    sessions = calendar("XNYS").sessions(date(2000, 1, 3), date(2000, 1, 3) + timedelta(days=5_500))
    time_column = _minutes(sessions, rows) if kind == "minutes" else _days(sessions, rows)
    folder.mkdir()
    for asset in range(assets):
        walk = 10_000 * np.exp(np.cumsum(generator.normal(0, 0.0003, rows)))
        close = np.maximum(walk, 100).round().astype(np.int64)
        opens = np.concatenate([[10_000], close[:-1]])
        prices = {
            "open": opens,
            "high": np.maximum(opens, close) + 1,
            "low": np.minimum(opens, close) - 1,
            "close": close,
        }
        cents = {name: _cents(values) for name, values in prices.items()}
        frame = pl.DataFrame({"time": time_column, **cents, "volume": np.full(rows, 1_000)})
        frame.write_parquet(folder / f"A{asset:03d}.parquet")


def _cents(values: np.ndarray) -> pl.Series:
    cents = pl.Series(values).cast(pl.Decimal(18, 0))
    return pl.select(pl.lit(cents) * pl.lit("0.01").str.to_decimal(scale=2)).to_series()


def _minutes(sessions: pl.DataFrame, rows: int) -> pl.Series:
    """The ends of the minutes of sessions, up to so many."""
    spans = sessions.select(
        pl.datetime_ranges(
            pl.col("open") + pl.duration(minutes=1), "close", interval="1m", time_unit="ns"
        ).alias("time")
    )
    return spans.explode("time")["time"].head(rows)


def _days(sessions: pl.DataFrame, rows: int) -> pl.Series:
    return sessions["session"].head(rows).alias("time")


def ingest(kind: str, rows: int, source: Path, home: Path) -> str:
    """Takes the files into a bundle, and gives its name."""
    bundle = f"{kind}-{rows}"
    frequency = ["--frequency", "1m", "--label", "end"] if kind == "minutes" else []
    subprocess.run(
        [sys.executable, "-m", "farthing", "ingest", "parquet", str(source), "--bundle", bundle,
         "--calendar", "XNYS", "--home", str(home), *frequency],
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return bundle


def one(home: str, bundle: str) -> None:
    """A run in this process: prints a line of JSON."""
    import farthing
    from farthing.data.catalog import Catalog

    strategy = Path(__file__).parent / "strategies" / "sma_cross.py"
    began = time.perf_counter()
    bars = Catalog(Path(home)).bundle(bundle).bars()
    result = farthing.run(strategy, bars=bars, capital=100_000_000, commission="bps:0.1")
    digest = result.digest
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = len(result.equity) * len(bars.symbols)
    line = {"seconds": seconds, "peak_mb": peak, "bars": rows, "fills": len(result.fills)}
    sys.stdout.write(json.dumps(line | {"digest": digest}) + "\n")


def exponent(sizes: list[int], values: list[float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    x, y = np.log(sizes), np.log(values)
    return float(np.polyfit(x, y, 1)[0])


def row(kind: str, assets: int, rows: int, line: dict[str, float]) -> str:
    """A line of the table."""
    rate = line["bars"] / line["seconds"] / 1e6
    size = f"{assets:3} x {rows:9,} {kind:8}"
    found = f"{line['peak_mb']:7.0f} MB {line['fills']:9,} fills"
    return f"{size} {line['seconds']:8.2f} s {rate:6.2f} M bars/s {found}"


def main() -> None:
    """Makes, runs and prints all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="catalog to use and keep")
    parser.add_argument("--one", nargs=2, metavar=("HOME", "BUNDLE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(*asked.one)
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = asked.home or Path(scratch) / "home"
        for kind, (assets, sizes) in SHAPES.items():
            lines = []
            for rows in sizes:
                source = Path(scratch) / f"{kind}-{rows}"
                write(kind, rows, source)
                bundle = ingest(kind, rows, source, home)
                command = [sys.executable, __file__, "--one", str(home), bundle]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                line = json.loads(done.stdout)
                lines.append(line)
                print(row(kind, assets, rows, line), flush=True)
            bars = [line["bars"] for line in lines]
            in_time = exponent(bars, [line["seconds"] for line in lines])
            in_memory = exponent(bars, [line["peak_mb"] for line in lines])
            print(f"{kind}: time ~ bars^{in_time:.2f}, memory ~ bars^{in_memory:.2f}")


if __name__ == "__main__":
    main()
