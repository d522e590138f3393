"""Every row of `tests/scenarios` on the oracle: what the rules say, number by number."""

from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import pytest
from oracle import Outcome, OutOfRangeError, Setup
from oracle.account import Account
from scenarios.observed import observed, play
from scenarios.reader import Scenario, read

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.glob("*.table"))
SCENARIOS = [scenario for file in FILES for scenario in read(file)]


def label(scenario: Scenario) -> str:
    return f"{scenario.file}:{scenario.line} {scenario.name}"


def test_there_are_at_least_1400_rows_and_each_is_named_once():
    assert len(SCENARIOS) >= 1_400
    assert len({(scenario.file, scenario.name) for scenario in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=label)
def test_the_oracle_gives_the_row(scenario: Scenario):
    """As the row says it, and with books that agree with each other."""
    if scenario.expected is None:
        with pytest.raises(OutOfRangeError):
            play(scenario)
        return
    outcome = play(scenario)
    actual = observed(outcome, scenario.setup["currency"])
    for column in fields(actual):
        expected = getattr(scenario.expected, column.name)
        if expected is not None:
            assert getattr(actual, column.name) == expected, column.name
    assert_the_books_balance(outcome)
    assert_orders_agree_with_fills(outcome)
    assert_the_equity_is_what_the_account_has(scenario, outcome)


def assert_the_books_balance(outcome: Outcome) -> None:
    sums: dict[tuple[int, str], object] = {}
    for event, _, _, commodity, amount in outcome.postings:
        assert amount != 0
        sums[event, commodity] = sums.get((event, commodity), 0) + amount
    assert not any(sums.values()), "an event whose postings do not balance"


def assert_orders_agree_with_fills(outcome: Outcome) -> None:
    fills: dict[int, list[dict]] = {}
    for event in outcome.events:
        if event["kind"] == "fill":
            fills.setdefault(event["order"], []).append(event)
    for order in outcome.orders:
        parts = fills.get(order["id"], [])
        sums = tuple(sum(fill[name] for fill in parts) for name in ("quantity", "value", "fee"))
        assert (order["filled"], order["value"], order["fee"]) == sums
        assert order["state"] != "filled" or order["filled"] == order["quantity"] != 0
        assert order["state"] != "open" or order["filled"] != order["quantity"]


def assert_the_equity_is_what_the_account_has(scenario: Scenario, outcome: Outcome) -> None:
    """The last row ends its session: futures and perpetuals are settled, and add nothing."""
    setup = Setup(**scenario.setup)
    account = Account(setup)
    for _, session, bars in scenario.bars:
        account.session = session
        account.take_prices(bars)
    sums = dict.fromkeys(setup.currencies, Fraction(0))
    for (name, _, commodity), amount in outcome.balances.items():
        if name in ("cash", "receivable"):
            sums[commodity] += Fraction(amount)
    for day, symbol, _, _, value, _ in outcome.positions:
        if day == scenario.bars[-1][1] and not account.instruments[symbol].pays_variation:
            sums[account.currency_of(symbol)] += Fraction(value)
    assert Fraction(outcome.marks[-1][0]) == account.total(sums)
