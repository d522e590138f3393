"""Limits of risk: what they measure, and how far orders are reduced."""

from decimal import Decimal
from fractions import Fraction
from math import inf

import numpy as np
import pytest

from farthing.errors import ConfigurationError
from farthing.portfolio.book import Entry
from farthing.portfolio.grid import Grid
from farthing.portfolio.ledger import Ledger
from farthing.portfolio.netting import Wish
from farthing.portfolio.risk import measures
from farthing.portfolio.risk.limit import Limit, limits
from farthing.portfolio.risk.manager import RiskManager
from farthing.types import Currency, Instrument

GRID = Grid.of([Instrument("A"), Instrument("B")], Currency())
PRICES = [1000, 2000]
"""Ten dollars and twenty."""


def ledger(*held):
    """A ledger of strategies with a thousand dollars each that hold so much of A."""
    found = Ledger([f"s{place}" for place in range(len(held))], GRID)
    for place, units in enumerate(held):
        cash = 100_000 - GRID.value(0, units, 1000)
        found.post(Entry(0, "start", place, 0, quantity=units, cash=cash))
        found.equities[place] = 100_000
    return found


def judged(text, wishes, held=(0, 0), returns=(), in_flight=()):
    """What is left of wishes, and the manager."""
    manager = RiskManager(limits(text), ledger(*held), 252)
    manager.judge(1, wishes, in_flight, PRICES, returns)
    return [(wish.quantity, wish.reason) for wish in wishes], manager


def wish(book, quantity, asset=0):
    return Wish(book, 0, asset, quantity)


def test_what_is_within_a_limit_is_left_alone():
    left, manager = judged("leverage:1:reject", [wish(0, 100), wish(1, 100)])
    assert left == [(100, None), (100, None)]
    assert manager.said == []


def test_leverage_counts_what_the_account_would_hold_and_not_what_its_strategies_do():
    left, _ = judged("leverage:0.5:reject", [wish(0, 300), wish(1, -250)])
    assert left == [(300, None), (-250, None)]


def test_orders_are_reduced_to_what_there_is_room_for():
    left, manager = judged("leverage:1:reduce", [wish(0, 100), wish(1, 100)], held=(100, 0))
    assert left == [(50, None), (50, None)]  # 1,000 of 2,000 are held, and 2,000 more are wanted
    assert [each.measure for each in manager.said] == [1.5]


def test_an_order_of_which_nothing_is_left_is_refused():
    left, _ = judged("leverage:1:reduce", [wish(0, 1)], held=(200, 0))
    assert left == [(1, "risk_leverage")]


def test_what_is_in_flight_counts():
    left, _ = judged("leverage:1:reject", [wish(0, 100)], in_flight=[wish(1, 150)])
    assert left == [(100, "risk_leverage")]


def test_concentration_is_of_the_largest_holding():
    two = [wish(0, 100), wish(1, 60, asset=1)]
    assert judged("concentration:0.6:reject", two)[0] == [(100, None), (60, None)]
    left, _ = judged("concentration:0.5:reduce", [wish(1, 60, asset=1)])
    assert left == [(50, None)]


def test_what_makes_a_position_smaller_is_never_touched():
    left, _ = judged("leverage:0.1:halt", [wish(0, -80), wish(1, -150)], held=(100, 100))
    assert left == [(-80, None), (-150, "risk_halt")]


def test_what_makes_positions_smaller_together_is_judged_together():
    left, _ = judged("leverage:0.1:reject", [wish(0, -80), wish(0, -80)], held=(100, 0))
    assert left == [(-80, None), (-80, "risk_leverage")]
    flying = [wish(0, -80)]
    left, _ = judged("leverage:0.1:reject", [wish(0, -80)], held=(100, 200), in_flight=flying)
    assert left == [(-80, "risk_leverage")]
    left, _ = judged("leverage:0.1:reject", [wish(1, -80)], held=(100, 200), in_flight=flying)
    assert left == [(-80, None)]


def test_a_halt_stays():
    manager = RiskManager(limits("leverage:1:halt"), ledger(0), 252)
    first, second = wish(0, 150), wish(0, 1)
    manager.judge(1, [first], (), PRICES, ())
    manager.judge(2, [second], (), PRICES, ())
    assert [first.reason, second.reason] == ["risk_halt", "risk_halt"]
    assert [each.row for each in manager.said] == [1]


def test_limits_are_asked_in_their_order_each_of_what_the_one_before_left():
    left, manager = judged("leverage:1:reduce, leverage:0.9:warn", [wish(0, 400)])
    assert left == [(200, None)]
    assert [(each.limit, each.measure) for each in manager.said] == [
        ("leverage:1:reduce", 2.0),
        ("leverage:0.9:warn", 1.0),
    ]


RETURNS = [[0.02, 0.01], [-0.04, -0.02], [0.01, 0.03], [-0.01, 0.0]]


def test_past_returns_are_those_of_the_sum_with_the_shares_of_now():
    own = np.array(RETURNS) @ [0.5, 0.5]
    expected = own.std(ddof=1) * np.sqrt(252)
    _, manager = judged("volatility:0.001:warn:4", [wish(0, 1)], returns=RETURNS)
    assert manager.said[0].measure == pytest.approx(expected)
    _, manager = judged("var:0.001:warn:4", [wish(0, 1)], returns=RETURNS)
    assert manager.said[0].measure == pytest.approx(0.03)


def test_orders_are_reduced_by_what_the_past_was_too_much():
    left, _ = judged("var:0.015:reduce:4", [wish(0, 100)], returns=RETURNS)
    assert left == [(50, None)]


def test_with_fewer_sessions_nothing_is_measured():
    assert judged("var:0.001:reject:5", [wish(0, 1)], returns=RETURNS)[0] == [(1, None)]


def test_correlation_is_the_mean_of_all_pairs_that_vary():
    columns = [[0.01, -0.02, 0.03], [-0.01, 0.02, -0.03], [0.0, 0.0, 0.0]]
    assert measures.correlation(columns) == pytest.approx(-1)
    assert measures.correlation(columns[1:]) is None
    one = judged("correlation:0.5:reject:4", [wish(0, 1)], returns=[[0.1, 0.0]] * 4)
    assert one[0] == [(1, None)]


def test_the_loss_at_risk_is_the_worst_of_few_and_the_twentieth_of_many():
    many = [-0.01 * place for place in range(40)]
    assert measures.value_at_risk(many) == pytest.approx(0.37)
    assert measures.value_at_risk(many[:3]) == pytest.approx(0.02)
    assert measures.value_at_risk([0.01, 0.02]) == 0


def test_without_equity_every_share_of_it_is_beyond_every_limit():
    assert measures.of_equity(5, 0) == inf
    assert measures.of_equity(5, -1) == inf
    assert measures.of_equity(1, 2) == Fraction(1, 2)


@pytest.mark.parametrize("text", ["leverage:2:reduce", "correlation:0.8:warn:20", "var:0.03:halt"])
def test_a_limit_prints_as_it_is_written(text):
    assert [str(one) for one in limits([Limit("leverage", Decimal(1), "warn"), text])] == [
        "leverage:1:warn",
        text,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "leverage:2",
        "leverage:x:warn",
        "leverage:2:warn:20",
        "leverage:-1:warn",
        "var:0.1:warn:1",
        "var:0.1:warn:x",
        "beta:1:warn",
        "leverage:2:sell",
    ],
)
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(ConfigurationError, match=r"limit|sessions"):
        limits(text)


def test_limits_are_texts_or_limits():
    with pytest.raises(ConfigurationError, match="a limit is"):
        limits(3)
