"""A quarter of a century of real daily bars: every number of both drivers is the oracle's."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import oracle
import pytest
from engine import Market, Targets, differences, market_of, outcome_of, play_batch, play_oracle
from real_strategies import CASES, Hold, taken_in

import farthing
from farthing.backtest.result import Result
from farthing.data import Bars


@pytest.fixture(scope="module")
def bars(real_data, tmp_path_factory) -> Bars:
    return taken_in(real_data, tmp_path_factory.mktemp("home"))


@dataclass(frozen=True)
class Played:
    """A case on the oracle."""

    market: Market
    targets: Targets
    outcome: oracle.Outcome


@pytest.fixture(scope="module")
def played(bars: Bars) -> Callable[[str], Played]:
    """Plays a case on the oracle once."""
    done: dict[str, Played] = {}

    def played(name: str) -> Played:
        if name not in done:
            market = market_of(bars, **CASES[name].setup)
            targets = CASES[name].targets(market, bars.sessions["session"].to_list())
            done[name] = Played(market, targets, play_oracle(market, targets))
        return done[name]

    return played


def on_event(name: str, one: Played) -> Result:
    return farthing.run(CASES[name].strategy, bars=one.market.bars, **one.market.settings)


def on_batch(name: str, one: Played) -> Result:
    return play_batch(one.market, one.targets)


# --- what is compared


@pytest.mark.parametrize("play", [on_event, on_batch])
@pytest.mark.parametrize("name", CASES)
def test_every_number_is_the_oracles(played, name, play):
    one = played(name)
    assert differences(one.outcome, outcome_of(play(name, one))) == []


@pytest.mark.parametrize("name", CASES)
def test_both_drivers_give_one_digest(played, name):
    one = played(name)
    assert on_event(name, one).digest == on_batch(name, one).digest


def test_what_was_compared_has_every_kind_of_event(played, bars):
    assert bars.range() == (date(1998, 1, 2), date(2021, 3, 31))
    assert len(bars.splits) == 7
    least = {
        "hold": {"orders": 5, "split": 7, "dividend": 398, "payment": 398, "postings": 1_600},
        "cross": {"orders": 140, "split": 5, "dividend": 190, "payment": 190, "trades": 60},
        "monthly": {"orders": 1_300, "split": 7, "dividend": 390, "postings": 9_000},
    }
    for name, kinds in least.items():
        outcome = played(name).outcome
        counts = Counter(event["kind"] for event in outcome.events)
        counts["orders"], counts["postings"] = len(outcome.orders), len(outcome.postings)
        counts["trades"] = len(outcome.trades)
        assert all(counts[kind] >= count for kind, count in kinds.items()), counts


def test_refusals_are_among_them(played):
    reasons = {
        name: Counter(order["reason"] for order in played(name).outcome.orders) for name in CASES
    }
    assert reasons["cross"]["insufficient_cash"] > 0
    assert reasons["monthly"]["no_price"] > 0
    assert reasons["monthly"]["insufficient_margin"] > 0


def test_a_share_of_apple_has_become_a_hundred_and_twelve(played):
    held = [p for p in played("hold").outcome.positions if p[1] == "AAPL"]
    assert held[-1][2] == held[0][2] * 112


# --- that a comparison fails where it should


def less_one_cent(bars: Bars) -> Bars:
    """One of some four hundred dividends, a tenth of a cent lower."""
    first, *others = bars.dividends
    lower = replace(first, amount=first.amount - Decimal("0.001"))
    return replace(bars, dividends=(lower, *others))


def less_one_split(bars: Bars) -> Bars:
    return replace(bars, splits=bars.splits[:-1])


@pytest.mark.parametrize("change", [less_one_cent, less_one_split])
def test_one_wrong_action_of_four_hundred_shows_in_postings_and_marks(played, change):
    one = played("hold")
    wrong = farthing.run(Hold, bars=change(one.market.bars), **one.market.settings)
    tables = {line.split(":")[0] for line in differences(one.outcome, outcome_of(wrong))}
    assert {"events", "postings", "marks", "balances"} <= tables
