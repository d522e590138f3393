"""Every row of `tests/scenarios` on the oracle: what the rules say, number by number."""

from dataclasses import fields
from pathlib import Path

import pytest
from oracle import OutOfRangeError
from scenarios.observed import observed, play
from scenarios.reader import Scenario, read

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.glob("*.table"))
SCENARIOS = [scenario for file in FILES for scenario in read(file)]


def label(scenario: Scenario) -> str:
    return f"{scenario.file}:{scenario.line} {scenario.name}"


def test_there_are_at_least_300_rows_and_each_is_named_once():
    assert len(SCENARIOS) >= 300
    assert len({(scenario.file, scenario.name) for scenario in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=label)
def test_the_oracle_gives_the_row(scenario: Scenario):
    if scenario.expected is None:
        with pytest.raises(OutOfRangeError):
            play(scenario)
        return
    actual = observed(play(scenario), scenario.setup["currency"])
    for column in fields(actual):
        expected = getattr(scenario.expected, column.name)
        if expected is not None:
            assert getattr(actual, column.name) == expected, column.name


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.expected], ids=label)
def test_the_books_of_the_row_balance(scenario: Scenario):
    outcome = play(scenario)
    sums: dict[tuple[int, str], object] = {}
    for event, _, _, commodity, amount in outcome.postings:
        assert amount != 0
        sums[event, commodity] = sums.get((event, commodity), 0) + amount
    assert not any(sums.values())


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.expected], ids=label)
def test_the_orders_of_the_row_agree_with_its_fills(scenario: Scenario):
    outcome = play(scenario)
    fills = {event["order"]: event for event in outcome.events if event["kind"] == "fill"}
    for order in outcome.orders:
        fill = fills.get(order["id"])
        assert (fill is not None) == (order["state"] == "filled")
        expected = (fill["quantity"], fill["value"], fill["fee"]) if fill else (0, 0, 0)
        assert (order["filled"], order["value"], order["fee"]) == expected
