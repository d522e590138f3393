"""Objectives: their names, directions and numbers, and the rungs and fronts that they rank."""

from dataclasses import fields
from decimal import Decimal
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import farthing as ft
from farthing.backtest.directions import BETTER_LESS, BETTER_MORE
from farthing.errors import ConfigurationError, StrategyError
from farthing.optimise.objective import EQUITY, SERIES, dominates, objectives
from farthing.optimise.rungs import Rungs
from farthing.optimise.study import Study
from farthing.optimise.trial import Trial

ROWS = [("2024-01-02", 10.0), ("2024-01-03", 10.5), ("2024-01-04", 9.0), ("2024-01-05", 12.0)]


@pytest.fixture(scope="module")
def frame():
    return pl.DataFrame(
        [[day, "A", price, price + 1, price - 1, price + 0.5, 500] for day, price in ROWS],
        schema=["date", "symbol", "open", "high", "low", "close", "volume"],
        orient="row",
    )


def trades(ctx):
    ctx.order("A", 10 if ctx.row % 2 == 0 else -10)


@pytest.fixture(scope="module")
def result(frame):
    return ft.run(trades, bars=frame, capital=1000, benchmark="A")


def test_one_statistic_is_that_of_all(frame, result):
    ruined = ft.run(lambda ctx: ctx.order("A", -5000), bars=frame, capital=1000)
    assert ruined.statistics.sharpe_ratio is None
    for each in (result, ruined):
        for item in fields(ft.Statistics):
            assert each.statistic(item.name) == getattr(each.statistics, item.name), item.name
    with pytest.raises(AttributeError):
        result.statistic("sharp_ratio")


def test_directions_are_those_of_statistics():
    known = {item.name for item in fields(ft.Statistics)} | {EQUITY}
    assert known >= BETTER_MORE | BETTER_LESS | SERIES
    assert not BETTER_MORE & BETTER_LESS


def test_losses_are_negative_so_that_more_is_better(result):
    assert result.statistics.average_loss < 0
    assert result.statistics.gross_loss < 0
    assert result.statistics.worst_adverse_excursion <= 0


def test_money_stays_exact(result):
    equity, best = objectives(["end_equity", "best_trade"])
    assert equity.value(result) == result.end_equity
    assert isinstance(best.value(result), Decimal)


def test_functions_are_objectives(result):
    def fills(result):
        return np.int64(len(result.fills))

    [most] = objectives(fills)
    [least] = objectives((fills, "min"))
    assert (most.name, most.direction, least.direction) == ("fills", "max", "min")
    assert most.value(result) == 3
    assert type(most.value(result)) is int
    assert objectives(lambda result: float("nan"))[0].value(result) is None
    with pytest.raises(ConfigurationError, match=r"objective lambda is True; it must be a number"):
        objectives(lambda result: True)[0].value(result)
    with pytest.raises(
        StrategyError, match=r"objective lambda raised.*test_objective.py:[0-9]+: ZeroDivisionError"
    ):
        objectives(lambda result: 1 / 0)[0].value(result)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("sharpe", "no statistic; did you mean sharpe_ratio?"),
        ("months", "objective 'months' is no statistic"),
        ("exposure", "more of it may be better or worse; write exposure:max or exposure:min"),
        ("exposure:up", "direction 'up' is none; write exposure:max or exposure:min"),
        (5, "objective 5 is none: name a statistic, or give a function"),
        ([], "there is no objective"),
    ],
)
def test_what_is_no_objective_is_refused(told, words):
    with pytest.raises(ConfigurationError, match=words.replace("?", r"\?")):
        objectives(told)


def trial(number, *values, rung=0):
    return Trial(number, 0, rung, {"n": number}, "finished", values, None, 0.0, "")


def study(values, *names):
    trials = tuple(trial(number, *each) for number, each in enumerate(values))
    return Study({"rungs": 1, "space": {"parameters": {"n": ""}}}, objectives(list(names)), trials)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12))
def test_the_front_is_what_nothing_dominates(values):
    found = study(values, "sharpe_ratio", "max_drawdown")
    front = {each.number for each in found.front}
    better = {
        (one, other)
        for one, other in product(range(len(values)), repeat=2)
        if values[one][0] >= values[other][0] and values[one][1] <= values[other][1]
        and values[one] != values[other]
    }  # fmt: skip
    assert front == {n for n in range(len(values)) if not any(other == n for _, other in better)}
    assert front
    assert found.best.values[0] == max(value[0] for value in values)
    assert not dominates((1, 1), (1, 1), found.objectives)


def test_of_equals_the_first_is_best():
    assert study([(2,), (5,), (5,)], "sharpe_ratio").best.number == 1
    assert study([(2,), (5,), (2,)], "max_drawdown").best.number == 0
    assert study([], "sharpe_ratio").best is None


def test_one_in_three_goes_on():
    [sharpe] = objectives("sharpe_ratio")
    rungs = Rungs(3, sharpe)
    assert [rungs.begins(generation) for generation in range(4)] == [0, 1, 2, 0]
    ended = [trial(number, value) for number, value in enumerate((3, 9, 9, 1, 7, 0, 2))]
    assert rungs.promoted(ended) == {1, 2, 4}
    assert rungs.promoted(ended[:1]) == {0}
    failed = [Trial(0, 0, 0, {}, "failed", (), None, 0.0, "no")]
    assert rungs.promoted(failed) == frozenset()
    assert rungs.promoted([trial(0, 5, rung=2)]) == frozenset()
    undefined = Trial(9, 0, 0, {}, "undefined", (None,), None, 0.0, "no")
    assert rungs.promoted([undefined, *ended[:2]]) == {1}
    assert rungs.promoted([undefined, *failed, trial(1, 5)]) == {1}
    assert rungs.promoted([undefined, *failed]) == {9}
    [drawdown] = objectives("max_drawdown")
    assert Rungs(2, drawdown).promoted(ended) == {3, 5, 6}


def test_the_frame_has_money_as_decimals_and_no_name_twice(frame):
    from farthing.optimise import Int, optimise

    class Odd(ft.Strategy):
        seconds: int = 1
        units: int = 1

        def on_bar(self, ctx):
            ctx.order_target("A", self.units)

    found = optimise(Odd, bars=frame, space={"seconds": Int(1, 2), "units": Int(1, 2)},
                     search="grid", objective=["total_return", "worst_trade"]).frame  # fmt: skip
    assert found.columns == [
        "number", "generation", "rung", "state", "seconds_", "units", "total_return",
        "worst_trade", "end_equity", "seconds", "same_as", "error",
    ]  # fmt: skip
    assert found["end_equity"].dtype.is_decimal()
    assert found["seconds_"].to_list() == [1, 1, 2, 2]
