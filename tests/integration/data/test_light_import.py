"""Importing the data layer is quick: polars comes when it is needed, extras never by themselves."""

import subprocess
import sys

import pytest

HEAVY = ("polars", "pandas", "numpy", "exchange_calendars", "yfinance", "ccxt", "pyarrow")


def loaded_by(code):
    script = f"{code}\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    ["import farthing", "import farthing.data", "from farthing.data import Bars, Request",
     "from farthing.data import find_source, source_names"],
)  # fmt: skip
def test_importing_loads_nothing_heavy(code):
    assert not loaded_by(code) & set(HEAVY)


def test_looking_at_every_source_loads_nothing_heavy():
    code = (
        "from farthing.data import find_source, source_names\n"
        "for name in source_names():\n    find_source(name)"
    )
    assert not loaded_by(code) & set(HEAVY)


def test_bars_of_a_polars_frame_need_no_pandas():
    code = (
        "import polars as pl\nfrom farthing.data import bars_from_frame\n"
        "bars_from_frame(pl.DataFrame({'date': ['2024-01-02'], 'open': [1.0], 'close': [1.5]}))"
    )
    assert not loaded_by(code) & {"pandas", "pyarrow", "exchange_calendars"}
