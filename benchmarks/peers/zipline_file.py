"""One of our Zipline files in zipline-reloaded or rustybt, unchanged: prints a line of JSON.

Usage: zipline_file.py ENGINE FILE ARRAYS [REPETITIONS], with the Python of an environment that has
the engine. ARRAYS is a file that ``workloads.save`` wrote. The bundle is ingested once, before the
clock starts; what is timed is the engine's own run. `farthing.api` is the engine's API here: the
file itself is not touched.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import resource
import runpy
import statistics
import sys
import tempfile
import time
import types
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

PACKAGES = {"zipline": "zipline-reloaded", "rustybt": "rustybt"}
FIELDS = ("open", "high", "low", "close", "volume")
CALENDAR = "XNYS"


class Market:
    """The arrays of a workload as the engine takes them."""

    def __init__(self, file: Path, calendar):
        """Reads them; prices are in cents."""
        self.arrays = dict(np.load(file))
        self.calendar = calendar
        self.frequency = str(self.arrays["frequency"])
        self.capital = float(self.arrays["capital"])
        self.is_daily = self.frequency == "1d"
        sessions = np.unique(self.arrays["sessions"])
        self.sessions = pd.DatetimeIndex(sessions.astype("datetime64[D]").astype("datetime64[ns]"))
        self.start = self.sessions[int(self.arrays["history"])]
        self.assets = self.arrays["close"].shape[1]

    def frame(self, asset: int) -> pd.DataFrame:
        """Bars of one asset: days, or minutes; an hour is spread over its minutes."""
        columns = {name: self.arrays[name][:, asset].astype(float) for name in FIELDS}
        for name in FIELDS[:-1]:
            columns[name] /= 100
        if self.is_daily:
            return pd.DataFrame(columns, index=self.sessions)
        times = pd.DatetimeIndex(self.arrays["times"].astype("datetime64[ns]"), tz="UTC")
        frame = pd.DataFrame(columns, index=times)
        return frame if self.frequency == "1m" else self._minutes(frame)

    def _minutes(self, hours: pd.DataFrame) -> pd.DataFrame:
        """The open until the last minute of an hour, which has its close."""
        minutes = [self.calendar.session_minutes(session).values for session in self.sessions]
        index = pd.DatetimeIndex(np.concatenate(minutes), tz="UTC")
        frame = hours.reindex(index)
        has_close = frame["close"].notna()
        frame["open"] = hours["open"].reindex(index, method="bfill")
        frame["close"] = frame["close"].where(has_close, frame["open"])
        frame["high"] = frame[["open", "close"]].max(axis=1)
        frame["low"] = frame[["open", "close"]].min(axis=1)
        frame["volume"] = 10_000_000
        return frame

    def equities(self) -> pd.DataFrame:
        """The assets in the engine's terms."""
        names = [f"A{asset:02d}" for asset in range(self.assets)]
        last = self.sessions[-1]
        columns = {"symbol": names, "asset_name": names, "start_date": self.sessions[0]}
        later = {"end_date": last, "first_traded": self.sessions[0], "exchange": "NYSE"}
        return pd.DataFrame(columns | later | {"auto_close_date": last + pd.Timedelta(days=30)})


class Engine:
    """zipline-reloaded or its fork, by the same names."""

    def __init__(self, name: str):
        """Imports its parts."""
        self.name = name
        self.bundles = self.part("data.bundles")
        self.api = self.part("api")
        calendar = self.part("utils.calendar_utils").get_calendar
        self.calendar = calendar(CALENDAR)

    def part(self, name: str):
        """One of its modules."""
        return importlib.import_module(f"{self.name}.{name}")

    def ingest(self, market: Market):
        """Takes the bars into a bundle, and opens it."""

        def ingest(_environ, assets, minutes, days, adjustments, *_):
            exchange = {"exchange": ["NYSE"], "canonical_name": ["NYSE"], "country_code": ["US"]}
            assets.write(equities=market.equities(), exchanges=pd.DataFrame(exchange))
            bars = ((asset, market.frame(asset)) for asset in range(market.assets))
            (days if market.is_daily else minutes).write(bars, show_progress=False)
            adjustments.write()

        ends = {"start_session": market.sessions[0], "end_session": market.sessions[-1]}
        self.bundles.register("workload", ingest, calendar_name=CALENDAR, **ends)
        self.bundles.ingest("workload", show_progress=False)
        return self.bundles.load("workload")

    def run(self, market: Market, bundle, program: dict) -> tuple[float, object]:
        """Seconds of a run, and its performance."""
        algorithm = self.algorithm(market, bundle, program)
        began = time.perf_counter()
        performance = algorithm.run()
        return time.perf_counter() - began, performance

    def algorithm(self, market: Market, bundle, program: dict):
        """A run that has not begun."""
        minutes = (
            {} if market.is_daily else {"equity_minute_reader": bundle.equity_minute_bar_reader}
        )
        portal = self.part("data.data_portal").DataPortal(
            bundle.asset_finder,
            self.calendar,
            first_trading_day=market.sessions[0],
            equity_daily_reader=bundle.equity_daily_bar_reader if market.is_daily else None,
            adjustment_reader=bundle.adjustment_reader,
            **minutes,
        )
        parameters = self.part("finance.trading").SimulationParameters(
            start_session=market.start,
            end_session=market.sessions[-1],
            trading_calendar=self.calendar,
            capital_base=market.capital,
            data_frequency="daily" if market.is_daily else "minute",
            emission_rate="daily",
        )
        return self.part("algorithm").TradingAlgorithm(
            sim_params=parameters,
            data_portal=portal,
            asset_finder=bundle.asset_finder,
            initialize=program["initialize"],
            handle_data=program["handle_data"],
            benchmark_returns=pd.Series(0.0, index=market.sessions),
            trading_calendar=self.calendar,
        )


def load(file: Path, engine: Engine) -> dict:
    """The functions of a Zipline file, over the engine's API."""
    api = types.ModuleType("farthing.api")
    vars(api).update({name: getattr(engine.api, name) for name in dir(engine.api)})
    for name in ("commission", "slippage"):
        setattr(api, name, engine.part(f"finance.{name}"))
    sys.modules["farthing"] = types.ModuleType("farthing")
    sys.modules["farthing.api"] = api
    return runpy.run_path(str(file))


def main() -> None:
    """Runs a file so many times in one process, after one run to warm up."""
    warnings.filterwarnings("ignore")
    name, file, arrays = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    repetitions = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    if name == "rustybt":  # its default is a line for each order
        import logging

        import structlog

        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as root:
        os.environ["ZIPLINE_ROOT"] = os.environ["RUSTYBT_ROOT"] = root
        engine = Engine(name)
        market = Market(arrays, engine.calendar)
        bundle = engine.ingest(market)
        runs = [engine.run(market, bundle, load(file, engine)) for _ in range(repetitions + 1)]
    seconds = [each for each, _ in runs[1:]]
    performance = runs[-1][1]
    line = {
        "engine": f"{PACKAGES[name]} {importlib.metadata.version(PACKAGES[name])}",
        "file": file.name,
        "median_ms": statistics.median(seconds) * 1e3,
        "min_ms": min(seconds) * 1e3,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "end_equity": float(performance["portfolio_value"].iloc[-1]),
        "fills": int(sum(len(day) for day in performance["transactions"])),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
