"""Zipline's side of the comparison, by its own Python: the portfolio's value by day, as JSON.

Usage: zipline_side.py CSVDIR CAPITAL ALGORITHM:FREQUENCY:FIRST:LAST... The days of the csvdir
folder are taken in twice by Zipline's own source: as they are, and with the dividends paid on their
ex-dates, of which the source says nothing. Its minutes are taken in as they are. The exchange, of
which it says nothing either, is in the United States.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import runpy
import sys
import tempfile
import warnings
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["ZIPLINE_ROOT"] = FOLDER.name
warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402 - Zipline reads its folder when it is imported
from zipline import run_algorithm  # noqa: E402
from zipline.data import bundles  # noqa: E402
from zipline.data.bundles.csvdir import csvdir_equities  # noqa: E402


class PaysAtOnce:
    """An adjustment writer that has every dividend paid on its ex-date."""

    def __init__(self, writer):
        """Writes by another one."""
        self.writer = writer

    def write(self, splits, dividends):
        """Fills the dates that csvdir leaves open."""
        dates = ("pay_date", "record_date", "declared_date")
        self.writer.write(
            splits=splits, dividends=dividends.assign(**dict.fromkeys(dates, dividends["ex_date"]))
        )


class InAmerica:
    """A writer of assets whose exchange is in the United States, where pipelines look for them."""

    def __init__(self, writer):
        """Writes by another one."""
        self.writer = writer

    def write(self, **tables):
        """Says of the exchange what csvdir leaves open."""
        names = {"exchange": ["CSVDIR"], "canonical_name": ["CSVDIR"], "country_code": ["US"]}
        self.writer.write(**tables, exchanges=pd.DataFrame(names))


def register(name: str, csvdir: Path, frequency: str, pays: bool) -> None:
    """A bundle of the folder."""
    read = csvdir_equities([frequency], str(csvdir))

    def ingest(environ, assets, minutes, days, adjustments, *others):
        writer = PaysAtOnce(adjustments) if pays else adjustments
        return read(environ, InAmerica(assets), minutes, days, writer, *others)

    lines = (csvdir / frequency / "AAA.csv").read_text().splitlines()
    ends = {
        "start_session": pd.Timestamp(lines[1][:10]),
        "end_session": pd.Timestamp(lines[-1][:10]),
    }
    bundles.register(name, ingest, calendar_name="XNYS", **ends)
    bundles.ingest(name, show_progress=False)


def value_by_day(asked: str, bundle: str, capital: float) -> dict:
    """What the portfolio is worth at each day's end, and how many transactions there were."""
    file, frequency, first, last = asked.split(":")
    program = runpy.run_path(file)
    zeros = pd.Series(0.0, index=pd.bdate_range("2010-01-01", "2030-01-01"))
    performance = run_algorithm(
        start=pd.Timestamp(first), end=pd.Timestamp(last), initialize=program["initialize"],
        handle_data=program.get("handle_data"), capital_base=capital, bundle=bundle,
        benchmark_returns=zeros, data_frequency=frequency,
    )  # fmt: skip
    return {
        "days": [f"{day:%Y-%m-%d}" for day in performance.index],
        "values": performance["portfolio_value"].tolist(),
        "fills": int(sum(len(day) for day in performance["transactions"])),
    }


def main() -> None:
    """Runs every algorithm over each bundle of its frequency."""
    csvdir, capital, *algorithms = sys.argv[1:]
    register("as-it-is", Path(csvdir), "daily", pays=False)
    register("pays-at-once", Path(csvdir), "daily", pays=True)
    register("minutes", Path(csvdir), "minute", pays=False)
    found = {"engine": f"zipline-reloaded {importlib.metadata.version('zipline-reloaded')}"}
    for asked in algorithms:
        file, frequency, *_ = asked.split(":")
        for bundle in ("as-it-is", "pays-at-once") if frequency == "daily" else ("minutes",):
            name = f"{Path(file).stem} {bundle}"
            found[name] = value_by_day(asked, bundle, float(capital))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
