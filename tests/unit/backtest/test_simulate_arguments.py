"""The batch driver: what it takes for targets and orders, and what it refuses."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
import three_months
from three_months import COSTS, ORDERS

import farthing as ft
from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared
from farthing.errors import ConfigurationError, OrderError, OutsideData, UnknownSymbol

SHARES = (10, 10, 6, 6, 6, 0)
ORDER = {"row": 0, "asset": "A", "size": 10}


def simulate(**arguments) -> ft.Result:
    """A simulation over the bars of three months."""
    return ft.simulate(three_months.bars(), **{**COSTS, **arguments})


def test_targets_and_orders_come_to_what_the_strategy_comes_to():
    """But for its records, which are part of a digest: tables are compared."""
    run = three_months.run()
    targets = simulate(targets=[[count] for count in SHARES], unit="shares")
    tape = simulate(orders=[{"row": r, "asset": "A", "size": n} for r, n in ORDERS.items()])
    for result in (targets, tape):
        assert result.strategy == "arrays"
        for name in ("equity", "fills", "trades", "journal", "positions", "balances"):
            assert getattr(result, name).equals(getattr(run, name)), name


@pytest.mark.parametrize(
    "targets",
    [
        SHARES,
        list(SHARES),
        [[count] for count in SHARES],
        np.array(SHARES, dtype=np.int16),
        np.array([SHARES, SHARES]).T[:, :1],
    ],
)
def test_one_asset_may_have_a_plain_list(targets):
    assert simulate(targets=targets, unit="shares").outcome.fills == 3


def test_a_target_of_nan_is_none_and_one_that_stays_is_given_once():
    targets = [10, np.nan, 10, np.nan, 10, 0]
    assert simulate(targets=targets, unit="shares").orders.height == 2
    given = simulate(targets=targets, unit="shares", rebalance=True)
    assert given.orders.height == 2, "a target that is held already needs no order"


def test_weights_are_shares_of_equity():
    result = simulate(targets=[0.5] * 6, commission="none")
    assert result.fills.get_column("quantity").to_list() == [10]
    again = simulate(targets=[0.5] * 6, commission="none", rebalance=True)
    assert again.orders.height > 1


WRONG_TARGETS = {
    "neither": ({}, ConfigurationError, "targets or orders: one of them"),
    "both": ({"targets": SHARES, "orders": []}, ConfigurationError, "one of them"),
    "words": ({"targets": ["many"] * 6}, ConfigurationError, "targets are no array of numbers"),
    "ragged": ({"targets": [[1], [1, 2]]}, ConfigurationError, "targets are no array of numbers"),
    "too few": ({"targets": SHARES[:5]}, ConfigurationError, r"\(5,\).*\(6, 1\)"),
    "too wide": ({"targets": [[1, 2]] * 6}, ConfigurationError, r"\(6, 2\).*\(6, 1\)"),
    "turned round": ({"targets": [SHARES]}, ConfigurationError, r"\(1, 6\).*\(6, 1\)"),
    "deeper": ({"targets": [[[n]] for n in SHARES]}, ConfigurationError, r"\(6, 1, 1\).*\(6, 1\)"),
    "in no word": ({"targets": SHARES, "unit": None}, ConfigurationError, "unit None is no text"),
    "again": ({"targets": SHARES, "rebalance": "no"}, ConfigurationError, "rebalance is 'no'"),
    "infinite": ({"targets": [float("inf")] * 6}, OrderError, "inf"),
    "in dollars": ({"targets": SHARES, "unit": "dollars"}, OrderError, '"dollars": weight or sh'),
}


@pytest.mark.parametrize("name", WRONG_TARGETS)
def test_targets_that_are_none_are_refused(name):
    arguments, kind, words = WRONG_TARGETS[name]
    with pytest.raises(kind, match=words):
        simulate(**arguments)


WRONG_ORDERS = {
    "no size": ({"size": ...}, OrderError, "the order .* has no size"),
    "no row and no asset": ({"row": ..., "asset": ...}, OrderError, "no row and no asset"),
    "an unknown part": ({"lmit": 1, "tug": 2}, OrderError, "an order has no lmit, tug; it has row"),
    "an unknown asset": ({"asset": "B"}, UnknownSymbol, "unknown symbol 'B'; there are A"),
    "a row after the last": ({"row": 6}, OrderError, "row 6: the run has the rows 0 to 5"),
    "a row before the first": ({"row": -1}, OrderError, "row -1: the run has the rows 0 to 5"),
    "half a row": ({"row": 0.5}, OrderError, "row 0.5"),
    "a row that is a float": ({"row": 1.0}, OrderError, "row 1.0"),
    "a row that is a truth": ({"row": True}, OrderError, "row True"),
    "a row that is a word": ({"row": "0"}, OrderError, "row '0'"),
    "a size that is a word": ({"size": "many"}, OrderError, "many"),
    "a size of nothing known": ({"size": None}, OrderError, "size None is no number"),
    "a size of NaN": ({"size": float("nan")}, OrderError, "NaN is not finite"),
    "an intent": ({"intent": "all"}, OrderError, 'no such intent: "all"'),
    "a duration": ({"duration": "week"}, OrderError, '"week": it is one of gtc, day'),
    "a trail and a stop": ({"trail": 1, "stop": 2}, OrderError, "has neither limit nor stop"),
    "two trails": ({"trail": 1, "trail_percent": 0.1}, OrderError, "give one"),
    "an offset alone": ({"offset": 1}, OrderError, "give trail as well"),
    "an auction at noon": ({"at": "noon"}, OrderError, "'noon': an order is at"),
    "an auction with a stop": ({"at": "open", "stop": 1}, OrderError, "has no stop"),
    "a gtd order without a day": ({"duration": "gtd"}, OrderError, "names its last session"),
    "a day order with a day": ({"duration": "day", "until": "2024-01-03"}, OrderError, "no until"),
    "a day that is none": ({"until": "soon"}, OrderError, "until 'soon' is no date"),
    "a day before all": ({"until": "1999-01-01"}, OrderError, "before the first session"),
    "a group that is no text": ({"group": 1}, OrderError, "the group 1 of an order is no text"),
    "a tag that is no text": ({"tag": 1}, OrderError, "the tag 1 of an order is no text"),
    "a reduction that is a number": ({"reduce_only": 1}, OrderError, "neither True nor False"),
    "a schedule of nothing": ({"schedule": "twap:0"}, OrderError, "for five closes"),
    "a schedule of a limit": ({"schedule": "twap:2", "limit": 1}, OrderError, "market orders"),
    "a parent that is not there": ({"parent": 7}, OrderError, "place 0 waits for order 7"),
    "a place for an asset": ({"asset": 0}, OrderError, "asset 0: an asset is named by its symbol"),
    "several assets": ({"asset": ["A"]}, OrderError, r"asset \['A'\]"),
    "no intent": ({"intent": None}, OrderError, "intent None of an order is no text"),
    "no duration": ({"duration": None}, OrderError, "duration None of an order is no text"),
    "a part that is no text": ({3: 4}, OrderError, "an order has no 3"),
    "a limit that is a word": ({"limit": "low"}, OrderError, "limit 'low'"),
}


@pytest.mark.parametrize("name", WRONG_ORDERS)
def test_orders_that_are_none_are_refused(name):
    change, kind, words = WRONG_ORDERS[name]
    order = {part: value for part, value in {**ORDER, **change}.items() if value is not ...}
    with pytest.raises(kind, match=words):
        simulate(orders=[order])


@pytest.mark.parametrize("orders", [5, "abc", ORDER, [5], ["abc"], [None], [("row", 0)]])
def test_orders_are_a_list_of_dictionaries(orders):
    with pytest.raises(OrderError, match="dictionar"):
        simulate(orders=orders)


def test_orders_of_a_bar_keep_their_order_and_rows_may_come_in_any():
    orders = [
        {"row": np.int64(2), "asset": "A", "size": -4},
        {"row": 0, "asset": "A", "size": Decimal(6)},
        {"row": 0, "asset": "A", "size": "4"},
    ]
    result = simulate(orders=(order for order in orders))
    assert result.fills.get_column("quantity").to_list() == [6, 4, -4]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"intent": "value", "size": 120}, [2]),
        ({"intent": "percent", "size": 0.5}, [10]),
        ({"intent": "target_quantity", "size": 3}, [3]),
        ({"intent": "target_value", "size": "100.00"}, [2]),
        ({"intent": "target_percent", "size": Decimal("0.1")}, [2]),
        ({"limit": "50.00"}, [10]),
        ({"stop": "56.00"}, [10]),
        ({"stop": "56.00", "duration": "day"}, []),
        ({"limit": "1.00"}, []),
    ],
)
def test_an_order_has_the_intents_and_types_of_a_strategy(parts, expected):
    result = simulate(orders=[{**ORDER, **parts}])
    assert result.fills.get_column("quantity").to_list() == expected


def test_no_orders_are_a_run_without_any():
    result = simulate(orders=[])
    assert result.orders.is_empty()
    assert result.end_equity == 1000


def test_rows_are_counted_from_the_start_of_the_run():
    bars = three_months.bars()
    result = ft.simulate(bars, orders=[ORDER], start="2024-01-31", end="2024-02-01", fill="close")
    assert result.fills.get_column("price").to_list() == [Decimal("54.00")]
    assert result.equity.height == 2
    with pytest.raises(OrderError, match="the rows 0 to 1"):
        ft.simulate(bars, orders=[{**ORDER, "row": 2}], start="2024-01-31", end="2024-02-01")


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"start": "2020-01-01"}, OutsideData, "2020-01-01 is outside the bars"),
        ({"end": "2024-03-01"}, OutsideData, "2024-03-01 is outside the bars"),
        ({"start": "2024-01-05", "end": "2024-01-10"}, OutsideData, "no session between"),
        ({"benchmark": "B"}, UnknownSymbol, "unknown symbol 'B'"),
        ({"capital": "much"}, ConfigurationError, "capital 'much'"),
        ({"fill": "open"}, ConfigurationError, "fill is 'open'"),
    ],
)
def test_settings_are_refused_as_those_of_a_run(settings, kind, words):
    for start in (simulate, lambda **more: three_months.run(**{"strategy": ft.Strategy, **more})):
        with pytest.raises(kind, match=words):
            start(**({"orders": []} if start is simulate else {}), **settings)


def test_bars_must_be_bars():
    with pytest.raises(ConfigurationError, match="not list"):
        ft.simulate([1, 2, 3], orders=[])


@pytest.mark.parametrize("width", ["", "Wide", "128", "narow"])
def test_a_width_is_one_of_three_words(width):
    prepared = Prepared(three_months.bars(), run_config(**COSTS))
    tape = prepared.order_tape([ORDER])
    for simulate_again in (lambda: prepared.targets(SHARES, width=width),
                           lambda: prepared.tape(tape, width=width)):  # fmt: skip
        with pytest.raises(ConfigurationError, match=f'"{width}" is none of auto, narrow, wide'):
            simulate_again()


def test_a_width_is_text():
    prepared = Prepared(three_months.bars(), run_config(**COSTS))
    with pytest.raises(ConfigurationError, match="width 64 is no text"):
        prepared.targets(SHARES, width=64)
    with pytest.raises(ConfigurationError, match="width None is no text"):
        prepared.tape(prepared.order_tape([ORDER]), width=None)


LATER = [
    ([{**ORDER, "parent": 1}, ORDER], "the order at place 0 waits for order 1, which is not given"),
    ([{**ORDER, "parent": 0}], "the order at place 0 waits for order 0, which is not given before"),
    ([{"row": 0, "modify": 1, "size": 3}, ORDER], "the order at place 0 changes order 1, which is"),
    ([{"row": 0, "cancel": 1}, {**ORDER, "row": 1}], "the order at place 0 cancels order 1, which"),
    ([{**ORDER, "row": 1}, {"row": 0, "cancel": 0}], "the order at place 1 cancels order 0, which"),
]


@pytest.mark.parametrize(("orders", "words"), LATER, ids=[words for _, words in LATER])
def test_a_line_names_orders_that_had_their_turn(orders, words):
    with pytest.raises(OrderError, match=words):
        simulate(orders=orders)


def test_a_line_further_up_may_name_an_order_of_an_earlier_row():
    result = simulate(orders=[{"row": 1, "cancel": 1}, {**ORDER, "limit": "0.01"}])
    assert result.orders.get_column("state").to_list() == ["cancelled"]


def test_a_schedule_has_no_parent():
    schedule = {"row": 0, "asset": "A", "schedule": "twap:2", "parent": 0}
    with pytest.raises(OrderError, match="a schedule gives market orders, without group and par"):
        simulate(orders=[ORDER, schedule])
