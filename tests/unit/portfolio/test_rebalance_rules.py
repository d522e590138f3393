"""When a portfolio is shared anew."""

from datetime import date

import pytest

from farthing.errors import ConfigurationError
from farthing.portfolio import StrategyPortfolio
from farthing.portfolio.plan import without_money
from farthing.portfolio.rebalance import rebalance

HALVES = [500_000_000, 500_000_000]


@pytest.mark.parametrize(
    ("text", "before", "today", "due"),
    [
        ("never", date(2023, 12, 29), date(2024, 1, 2), False),
        ("daily", date(2024, 1, 2), date(2024, 1, 3), True),
        ("weekly", date(2024, 1, 5), date(2024, 1, 8), True),
        ("weekly", date(2024, 1, 2), date(2024, 1, 5), False),
        ("weekly", date(2023, 12, 29), date(2024, 1, 2), True),
        ("monthly", date(2024, 1, 31), date(2024, 2, 1), True),
        ("monthly", date(2024, 2, 1), date(2024, 2, 29), False),
        ("monthly", date(2023, 2, 1), date(2024, 2, 1), True),
        ("quarterly", date(2024, 3, 28), date(2024, 4, 1), True),
        ("quarterly", date(2024, 1, 31), date(2024, 3, 1), False),
        ("yearly", date(2023, 12, 29), date(2024, 1, 2), True),
    ],
)
def test_the_calendar_decides_by_the_session_before(text, before, today, due):
    assert rebalance(text).is_due(before, today, [1, 1, 0], HALVES) is due


@pytest.mark.parametrize(
    ("equities", "due"),
    [([55, 45, 0], False), ([56, 44, 0], True), ([44, 56, 0], True), ([0, 0, 0], False)],
)
def test_a_drift_is_the_distance_of_one_share(equities, due):
    day = date(2024, 1, 2)
    assert rebalance("drift:0.05").is_due(day, day, equities, HALVES) is due


@pytest.mark.parametrize("text", ["never", "weekly", "drift:0.05"])
def test_a_rule_prints_as_it_is_written(text):
    assert str(rebalance(text)) == text


@pytest.mark.parametrize(
    "text", ["hourly", "monthly:3", "drift", "drift:0", "drift:1", "drift:x", 3]
)
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(ConfigurationError, match="rebalance"):
        rebalance(text)


def test_an_allocator_that_is_never_asked_is_refused():
    both = {"a": print, "b": print}
    with pytest.raises(ConfigurationError, match="would never be asked: say when"):
        StrategyPortfolio(both, allocate="volatility:60")
    for rule in ("drift:0.1", "monthly"):
        assert StrategyPortfolio(both, allocate="volatility:60", rebalance=rule)
    assert StrategyPortfolio(both, allocate="fixed:0.5,0.5")


def test_who_has_no_money_up_to_the_end_is_told():
    plan = StrategyPortfolio({"a": print, "b": print}).plan
    told = list(without_money(plan, [[5, 5], [0, 9], [0, 9]]))
    assert len(told) == 1
    assert told[0].startswith("a: equal gave it nothing the last 2 of 3 times")
    for given in ([], [[0, 9], [0, 9]], [[5, 5], [0, 9], [1, 9]]):
        assert list(without_money(plan, given)) == []
