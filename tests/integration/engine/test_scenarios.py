"""Every row of `tests/scenarios` on both drivers, through farthing.run and farthing.simulate."""

from dataclasses import fields
from pathlib import Path

import pytest
from engine import Market, Script, Targets, outcome_of, play_batch, play_event
from scenarios.observed import observed
from scenarios.reader import Scenario, read

from farthing.backtest.result import Result
from farthing.errors import FarthingError

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.table"))
ALL = [scenario for file in FILES for scenario in read(file)]


def label(scenario: Scenario) -> str:
    return f"{scenario.file}:{scenario.line} {scenario.name}"


def market_of(scenario: Scenario) -> Market:
    actions = (scenario.dividends, scenario.splits)
    return Market(scenario.setup, scenario.bars, *actions, scenario.start)


def script_of(scenario: Scenario) -> Script:
    if scenario.targets is None:
        return scenario.script
    return Targets(scenario.targets, scenario.unit, scenario.rebalance)


# farthing.run starts with a session; the core's own tests play the two rows that do not.
SCENARIOS = [scenario for scenario in ALL if not market_of(scenario).starts_within_a_session]
WITHOUT_CANCELS = [scenario for scenario in SCENARIOS if scenario.has_only_tickets]


def check(scenario: Scenario, play) -> None:
    market, script = market_of(scenario), script_of(scenario)
    if scenario.expected is None:
        with pytest.raises(FarthingError):
            play(market, script)
        return
    assert_is_the_row(scenario, play(market, script))


def assert_is_the_row(scenario: Scenario, result: Result) -> None:
    actual = observed(outcome_of(result), scenario.setup["currency"])
    for column in fields(actual):
        expected = getattr(scenario.expected, column.name)
        if expected is not None:
            assert getattr(actual, column.name) == expected, column.name


def test_all_rows_but_two_are_played_and_those_without_cancels_on_a_tape_too():
    assert (len(ALL), len(SCENARIOS), len(WITHOUT_CANCELS)) == (1703, 1701, 1615)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=label)
def test_the_event_driver_gives_the_row(scenario: Scenario):
    check(scenario, play_event)


@pytest.mark.parametrize("scenario", WITHOUT_CANCELS, ids=label)
def test_the_batch_driver_gives_the_row(scenario: Scenario):
    check(scenario, play_batch)
