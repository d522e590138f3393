"""One service for all tests of a process; what needs another one starts it itself."""

import polars as pl
import pytest
from served import serving

import farthing as ft
from farthing.testing.planted import case
from farthing.wyckoff import detect

PRICES = ("open", "high", "low", "close")


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with serving(home, f"sqlite:///{home}/service/farthing.db") as served:
        yield served


@pytest.fixture
def client(service):
    """A client that may do everything."""
    return service.client()


@pytest.fixture(scope="session")
def planted():
    """Bars of a market with a range that gives signals, as they are posted, and the signals."""
    found = case(6, seed=1)
    exact = [
        (pl.col(name).cast(pl.Decimal(38, 0)) / 10**found.price_scale).cast(
            pl.Decimal(38, found.price_scale)
        )
        for name in PRICES
    ]
    frame = found.bars.select(pl.col("time").dt.date(), *exact, "volume")
    bars = ft.bars_from_frame(frame, symbol="A")
    signals = detect(bars).signals
    symbol, frame = "A", bars.tables["A"].collect()
    rows = [
        {"symbol": symbol, "ends_at": row["time"].isoformat(),
         **{name: format(row[name], "f") for name in (*PRICES, "volume")}}
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    return rows, signals
