"""The same study, whatever executes it and however often it is asked."""

import pytest
from study_runs import SPACE, Cross, Falls, Uneven, hold, market

from farthing.errors import StrategyError
from farthing.optimise import Float, Int, Space, TargetFunction, optimise
from farthing.optimise.validation import walk_forward

SEARCHES = {
    "grid": {"space": ["fast=2:4", "slow=9:11"], "trials": None},
    "random": {},
    "tpe": {"constraints": "fast * 3 < slow"},
    "cma-es": {},
    "nsga-ii": {"objective": ["sharpe_ratio", "max_drawdown"]},
    "hyperband": {"fidelity": "history:3"},
}


@pytest.fixture(scope="module")
def bars():
    import farthing as ft

    return ft.bars_from_frame(market())


def study(bars, search, workers=1, strategy=Cross, **more):
    told = {"space": SPACE, "trials": 21, "generation": 8, **SEARCHES[search], **more}
    return optimise(strategy, bars=bars, search=search, seed=3, workers=workers, **told)


@pytest.mark.parametrize("search", SEARCHES)
def test_processes_and_one_process_have_the_same_trials(bars, search):
    ended = []
    alone = study(bars, search, strategy=Uneven)
    pool = study(bars, search, workers=3, strategy=Uneven, progress=ended.append)
    assert ended != sorted(ended, key=lambda each: each.number), "they ended in another order"
    assert [each.outcome for each in alone.trials] == [each.outcome for each in pool.trials]
    assert alone.best is not None
    assert alone.best.outcome == pool.best.outcome
    assert {each.state for each in alone.trials} <= {"finished", "undefined"}


@pytest.mark.parametrize("search", [name for name in SEARCHES if name != "grid"])
def test_another_seed_has_other_trials(bars, search):
    one, other = study(bars, search, trials=9), study(bars, search, trials=9)
    assert [each.outcome for each in one.trials] == [each.outcome for each in other.trials]
    told = {"space": SPACE, "generation": 8, **SEARCHES[search], "trials": 9}
    another = optimise(Cross, bars=bars, search=search, seed=4, **told)
    assert [each.parameters for each in one.trials] != [each.parameters for each in another.trials]


def test_a_study_of_targets_is_the_same_in_processes(bars):
    told = {
        "bars": bars,
        "space": {"units": Int(1, 9)},
        "search": "grid",
        "objective": "end_equity",
    }
    alone, pool = (
        optimise(TargetFunction(hold, "shares"), **told),
        optimise(TargetFunction(hold, "shares"), workers=2, **told),
    )
    assert [each.outcome for each in alone.trials] == [each.outcome for each in pool.trials]
    assert len({each.end_equity for each in alone.trials}) == 9


def test_a_study_of_rules_is_the_same_in_processes(bars):
    from farthing.errors import SpaceError
    from farthing.rules import Rules, close, param, percent, simulate, sma

    made = Rules(entry=sma("close", param("fast")) > close * param("share"), size=percent(0.3))
    told = {"bars": bars, "space": ["fast=2:6", "share=0.95:1.05"], "trials": 12, "seed": 3}
    alone, pool = optimise(made, **told), optimise(made, workers=2, **told)
    assert [each.outcome for each in alone.trials] == [each.outcome for each in pool.trials]
    assert {type(each.parameters["fast"]) for each in alone.trials} == {int}
    for each in alone.trials:
        result = simulate(made, bars, each.parameters)
        assert each.end_equity == result.end_equity
    assert len({each.end_equity for each in alone.trials}) > 5
    with pytest.raises(SpaceError, match="no parameter to search: .* say what to search"):
        optimise(made, bars=bars)


def test_a_trial_is_what_a_run_with_its_parameters_comes_to(bars):
    import farthing as ft

    found = study(bars, "random", trials=5)
    for each in found.trials:
        result = ft.run(Cross, bars=bars, parameters=each.parameters)
        assert each.end_equity == result.end_equity
        assert each.values == (result.statistics.sharpe_ratio,)


def test_conditional_parameters_exist_only_with_their_kind(bars):
    space = ["fast=2:8@kind=sma", "kind=sma|ema"]
    from farthing.errors import SpaceError

    with pytest.raises(SpaceError, match="no parameter 'kind'; before it stand none"):
        study(bars, "tpe", space=space, constraints=())
    space = ["kind=sma|ema", "fast=2:8@kind=sma", "span=3:9@kind=ema"]
    found = study(bars, "tpe", space=space, constraints=())
    for each in found.trials:
        assert set(each.parameters) == {
            "kind",
            "fast" if each.parameters["kind"] == "sma" else "span",
        }
    assert found.frame["fast"].null_count() + found.frame["span"].null_count() == 21


def test_constraints_hold_in_every_trial(bars):
    space = Space({"fast": Int(2, 8), "slow": Int(9, 30), "share": Float(0.2, 1.0, 0.1)},
                  ["fast * 3 < slow", lambda p: p["share"] > 0.3])  # fmt: skip
    for search in ("random", "tpe", "cma-es"):
        for each in optimise(Cross, bars=bars, space=space, search=search, trials=20).trials:
            assert each.parameters["fast"] * 3 < each.parameters["slow"]
            assert each.parameters["share"] > 0.3


def test_duplicates_are_not_run_again(bars):
    found = study(bars, "random", space=["fast=2:3"], trials=20)
    assert [each.number for each in found.trials if each.same_as is None] == sorted(
        {each.parameters["fast"]: each.number for each in reversed(found.trials)}.values()
    )
    twins = [each for each in found.trials if each.same_as is not None]
    assert len(twins) == 18
    assert all(each.values == found.trials[each.same_as].values for each in twins)


def test_a_walk_forward_is_the_same_in_processes(bars):
    trials = [{"fast": fast, "slow": slow} for fast in (2, 3, 4) for slow in (9, 12)]
    told = {"bars": bars, "train": 40, "test": 20, "commission": "bps:5"}
    alone = walk_forward(Uneven, trials, **told)
    pool = walk_forward(Uneven, trials, workers=2, **told)
    assert len(alone.windows) == 3
    assert pool.windows == alone.windows
    assert pool.result.digest == alone.result.digest
    assert (pool.objective, pool.stability) == (alone.objective, alone.stability)


def test_a_walk_forward_that_stops_says_the_same_in_processes(bars):
    said = []
    for workers in (1, 2):
        with pytest.raises(StrategyError, match="two is too much") as caught:
            walk_forward(Falls, [{"units": 2}], bars=bars, train=40, test=20, workers=workers)
        said.append((str(caught.value), caught.value.__notes__))
    assert said[0] == said[1]
