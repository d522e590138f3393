from importlib.metadata import EntryPoint

import pytest

from farthing.data import Source, find_source, source_names
from farthing.data.sources.synthetic import SyntheticSource
from farthing.errors import ConfigurationError


def test_the_sources_that_ship():
    assert source_names()[:8] == (
        "lean", "csv", "csvdir", "parquet", "synthetic", "yfinance", "ccxt", "assets",
    )  # fmt: skip


def test_a_source_that_does_not_exist():
    with pytest.raises(ConfigurationError, match="no source 'parket'; did you mean parquet"):
        find_source("parket")


def test_other_packages_bring_sources_by_entry_points(monkeypatch):
    mine = EntryPoint("mine", "farthing.data.sources.synthetic:SyntheticSource", "farthing.sources")

    def entry_points(group, name="mine"):
        return [mine] if (group, name) == ("farthing.sources", "mine") else []

    monkeypatch.setattr("farthing.data.sources.entry_points", entry_points)
    assert source_names()[-1] == "mine"
    assert find_source("mine") is SyntheticSource
    assert isinstance(find_source("mine")(), Source)
