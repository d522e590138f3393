"""Bars outside the hours of their sessions: the run decides, and the bundle brings them."""

import json
import subprocess
import sys

import pytest

import farthing
from farthing.errors import ConfigurationError


@pytest.fixture
def bundle(take_csv):
    return take_csv(
        "2024-01-02 09:29,1,1,1,1,1", "2024-01-02 09:30,2,2,2,2,1", "2024-01-02 09:31,3,3,3,3,1",
        frequency="1m", label="start", tz="America/New_York",
    ).bundle  # fmt: skip


def nothing(ctx):
    """Does nothing."""


def test_the_run_has_them_where_both_are_asked(bundle):
    assert len(farthing.run(nothing, bars=bundle.bars()).equity) == 2
    assert len(farthing.run(nothing, bars=bundle.bars(extended=True)).equity) == 2
    both = farthing.run(nothing, bars=bundle.bars(extended=True), extended=True)
    assert len(both.equity) == 3


def test_a_run_that_wants_them_says_where_they_are(bundle):
    with pytest.raises(ConfigurationError, match=r"\.bars\(extended=True\)"):
        farthing.run(nothing, bars=bundle.bars(), extended=True)


@pytest.mark.parametrize(("asked", "bars"), [([], 2), (["--extended"], 3)])
def test_the_command_brings_them(asked, bars, bundle, home, tmp_path):
    strategy = tmp_path / "nothing.py"
    strategy.write_text("import farthing\n\nclass Nothing(farthing.Strategy):\n    pass\n")
    command = ["run", str(strategy), "--bundle", bundle.name, "--home", str(home), "--json"]
    out = ["--out", str(tmp_path / "run")]
    done = subprocess.run(
        [sys.executable, "-m", "farthing", *command, *out, *asked],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["config"]["extended"] is bool(asked)
    import polars as pl

    assert pl.read_parquet(tmp_path / "run" / "equity.parquet").height == bars
