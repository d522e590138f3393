"""What a command does by default is what the function behind it does by default."""

from __future__ import annotations

import inspect

import pytest

from farthing.backtest.config import RunConfig, run_config
from farthing.cli import check as check_command
from farthing.cli import profile as profile_command
from farthing.cli import run as run_command
from farthing.cli.bench.compare import compare
from farthing.cli.bench.functions import functions
from farthing.cli.bench.gate import gate
from farthing.cli.bench.ledger import ledger
from farthing.cli.bench.overhead import overhead
from farthing.cli.bench.peers import peers
from farthing.cli.bench.run import run
from farthing.cli.bench.scale import scale
from farthing.lab.functions.run import functions as compare_functions
from farthing.lab.overhead.run import overhead as measure_overhead
from farthing.lab.peers.run import peers as measure_peers
from farthing.lab.process import Rounds
from farthing.lab.profile.run import profile
from farthing.lab.results.comparison import Thresholds
from farthing.lab.scale.run import ROUNDS
from farthing.lab.scale.run import scale as measure_scale


def defaults(function):
    """The defaults of a function by the names of its parameters."""
    empty = inspect.Parameter.empty
    parameters = inspect.signature(function).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not empty}


@pytest.mark.parametrize(
    ("command", "function", "names"),
    [
        (functions, compare_functions, {"processes", "seconds"}),
        (overhead, measure_overhead, {"blocks", "rounds", "confidence"}),
        (peers, measure_peers, {"pairs", "rounds", "seconds", "timeout"}),
        (scale, measure_scale, {"processes"}),
        (profile_command.run, profile, {"seconds"}),
        (check_command.check, run_config, {"fill", "convert", "extended", "commission"}),
        (run_command.run, run_config, {"fill", "convert", "extended", "commission"}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_command_and_its_function_have_the_same_defaults(command, function, names):
    shown, own = defaults(command), defaults(function)
    assert {name: shown[name] for name in names} == {name: own[name] for name in names}


@pytest.mark.parametrize("command", [gate, compare])
def test_thresholds_of_a_command_are_those_of_the_type(command):
    shown, own = defaults(command), Thresholds()
    share = shown["share" if command is gate else "gate"]
    told = (shown["warn"], share, shown["hard"], shown["confidence"])
    assert told == (own.warn, own.gate, own.hard, own.confidence)


@pytest.mark.parametrize("command", [gate, compare, ledger, run])
def test_a_process_runs_a_case_as_long_as_rounds_say(command):
    assert defaults(command)["seconds"] == Rounds().seconds == ROUNDS.seconds


@pytest.mark.parametrize("command", [run_command.run, check_command.check])
def test_the_capital_of_a_command_is_that_of_a_run(command):
    assert run_config(capital=defaults(command)["capital"]) == RunConfig()


def test_how_many_cuts_there_are_is_said_by_the_check_alone():
    assert defaults(check_command.check)["cuts"] is None
