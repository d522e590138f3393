"""A strategy is measured as ``farthing run`` runs it: the same options, and the same answer."""

from __future__ import annotations

import inspect

import pytest
from typer.testing import CliRunner

import farthing as ft
from farthing.cli import profile as profile_command
from farthing.cli.bench import app
from farthing.cli.bench.compare import compare
from farthing.cli.bench.run import run
from farthing.cli.run import run as run_command
from farthing.data import Catalog
from farthing.errors import ConfigurationError
from farthing.lab.report import document_of
from farthing.lab.results.run import RunResult

OWN = {"context", "file", "bundle", "out", "home", "zipline", "as_json"}


@pytest.fixture
def measured(busy):
    """Measures the strategy for a moment, with more options."""

    def measured(*more):
        words = ["run", "--strategy", busy.file, "--bundle", busy.bundle, "--home", busy.home]
        words += ["--processes", 1, "--seconds", 0.01, "--json", *more]
        return CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)

    return measured


@pytest.mark.parametrize("command", [run, compare, profile_command.run])
def test_every_option_of_a_run_is_an_option_of_the_lab(command):
    theirs = inspect.signature(run_command, eval_str=True).parameters
    mine = inspect.signature(command).parameters
    shared = set(theirs) - OWN
    assert {"commission", "slippage", "account", "fill", "capital", "param", "finer"} <= shared
    for name in shared:
        assert mine[name].default == theirs[name].default
        told, known = (each[name].annotation.__metadata__[0] for each in (mine, theirs))
        assert (told.help, told.param_decls) == (known.help, known.param_decls)


def test_a_strategy_is_measured_with_the_options_of_a_run(measured, busy):
    done = measured(
        "--symbols", "ANT,BEE", "--capital", 5_000, "--commission", "bps:10", "--slippage", "bps:5",
        "--fill", "close", "--account", "cash", "--control", "long-only", "--start", "2024-01-04",
        "--volume-limit", "0.5", "--interest", "0.01:0.05",
    )  # fmt: skip
    assert done.exit_code == 0
    result = RunResult.model_validate_json(done.stdout)
    settings = {
        "capital": 5_000, "commission": "bps:10", "slippage": "bps:5", "fill": "close",
        "account": "cash", "controls": ["long-only"], "start": "2024-01-04", "volume_limit": "0.5",
        "interest": "0.01:0.05",
    }  # fmt: skip
    bars = Catalog(busy.home).bundle("ten").bars(["ANT", "BEE"], start="2024-01-04")
    found = ft.run(busy.file, bars=bars, **settings)
    assert result.cases[0].readings[0].digest == found.digest
    assert result.strategy.settings == found.config.describe()
    assert (result.strategy.file, result.strategy.bundle) == ("busy.py", "ten")
    assert result.strategy.symbols == ("ANT", "BEE")
    said = {fact.name: (fact.value, fact.hint) for fact in document_of(result).facts}
    assert said["Strategy"] == ("busy.py", "on ten, ANT, BEE")
    assert said["Costs"][0].startswith("commission bps:10")
    assert "account cash" in said["Costs"][1]
    assert "controls long-only" in said["Costs"][1]


def test_what_nobody_told_is_recorded_too(measured, busy):
    result = RunResult.model_validate_json(measured().stdout)
    found = ft.run(busy.file, bars=Catalog(busy.home).bundle("ten").bars())
    assert result.strategy.settings == found.config.describe()
    assert result.strategy.settings["commission"] == "none"
    assert result.cases[0].readings[0].digest == found.digest


def test_costs_that_make_no_sense_are_refused_before_anything_runs(measured):
    with pytest.raises(ConfigurationError, match="bsp:10"):
        measured("--commission", "bsp:10")
    with pytest.raises(ConfigurationError, match="write it as name=value"):
        measured("--param", "fast")
