"""Every source that ships passes the suite that plug-ins get."""

import gzip
import zipfile

import polars as pl

from farthing.data import Request, find_source
from farthing.testing import SourceCase, source_suite

HEADER = "date,open,high,low,close,volume,dividend,split"
ROWS = (
    "2024-01-02,10,11,9,10.5,100,0,1",
    "2024-01-03,10,11,9,10.25,200,0.25,1",
    "2024-01-04,5,6,4,5.125,400,0,2",
)
SYMBOLS = ("AAA", "BBB")
RAW = Request(calendar="XNYS", prices="raw")


def synthetic(folder):
    return SourceCase(find_source("synthetic")(years=1), ("ALDR", "CEDR", "DOVE"))


def synthetic_minutes(folder):
    source = find_source("synthetic")(years=1, days=3)
    return SourceCase(source, ("ALDR", "CEDR"), Request(frequency="1m"))


def assets(folder):
    return SourceCase(find_source("assets")(), ("COIN-PERP", "EUR/USD", "GRNH24", "RHEIN"))


def csv_folder(folder):
    for symbol in SYMBOLS:
        (folder / f"{symbol}.csv").write_text("\n".join((HEADER, *ROWS)))
    return SourceCase(find_source("csv")(folder), SYMBOLS, RAW)


def csv_column(folder):
    lines = [f"{symbol},{row}" for row in ROWS for symbol in SYMBOLS]
    (folder / "all.csv").write_text("\n".join((f"symbol,{HEADER}", *lines)))
    return SourceCase(find_source("csv")(folder / "all.csv"), SYMBOLS, RAW)


def csvdir(folder):
    (folder / "daily").mkdir()
    for symbol in SYMBOLS:
        with gzip.open(folder / "daily" / f"{symbol}.csv.gz", "wt") as file:
            file.write("\n".join((HEADER, *ROWS)))
    return SourceCase(find_source("csvdir")(folder), SYMBOLS, Request(prices="raw"))


def parquet(folder):
    table = pl.read_csv("\n".join((HEADER, *ROWS)).encode())
    table = pl.concat([table.with_columns(symbol=pl.lit(symbol)) for symbol in SYMBOLS])
    table.write_parquet(folder / "all.parquet")
    return SourceCase(find_source("parquet")(folder / "all.parquet"), SYMBOLS, RAW)


def lean(folder):
    market = folder / "equity" / "usa"
    for name in ("daily", "map_files", "factor_files"):
        (market / name).mkdir(parents=True)
    for symbol in ("aaa", "bbb"):
        with zipfile.ZipFile(market / "daily" / f"{symbol}.zip", "w") as archive:
            lines = [f"2024010{day} 00:00,100000,110000,90000,100000,100" for day in (2, 3, 4)]
            archive.writestr(f"{symbol}.csv", "\n".join(lines))
    (market / "map_files" / "aaa.csv").write_text("20240102,aaa,Q\n20501231,aaa,Q")
    (market / "factor_files" / "aaa.csv").write_text(
        "20240101,0.99,0.5,10\n20240102,0.99,0.5,10\n20501231,1,1,0"
    )
    return SourceCase(find_source("lean")(folder), SYMBOLS)


TestSynthetic = source_suite(synthetic)
TestSyntheticMinutes = source_suite(synthetic_minutes)
TestAssets = source_suite(assets)
TestCsvFolder = source_suite(csv_folder)
TestCsvColumn = source_suite(csv_column)
TestCsvdir = source_suite(csvdir)
TestParquet = source_suite(parquet)
TestLean = source_suite(lean)
