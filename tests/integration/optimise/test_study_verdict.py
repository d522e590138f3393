"""A study keeps what its trials returned, and is judged by it."""

import re
import sqlite3
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from study_runs import Cross, Falls, Picky, hold, market

import farthing as ft
from farthing.backtest.config import run_config
from farthing.errors import ConfigurationError, StudyError, TooFewSessions, TooFewTrials
from farthing.optimise import Int, TargetFunction, opened, optimise
from farthing.optimise.again import run_again
from farthing.optimise.conduct import Means, conduct, planned
from farthing.optimise.returns import packed, unpacked
from farthing.optimise.subject import subject
from farthing.optimise.validation import (
    StudyVerdict,
    returns_of,
    session_returns,
    validate,
    validate_study,
    walk_forward,
    walk_of,
)
from farthing.rules import Rules, close, param, percent, sma

GRID = {"space": ["fast=2:8:2", "slow=9:30:7"], "search": "grid"}
QUICK = {"resamples": 200}


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=120))


@pytest.fixture(scope="module")
def study(bars, tmp_path_factory):
    return optimise(Cross, bars=bars, benchmark="B", out=tmp_path_factory.mktemp("a"), **GRID)


def test_the_returns_of_a_study_are_those_of_runs_with_its_parameters(bars, study):
    found = returns_of(study)
    assert (found.tried, found.missing, len(found.trials)) == (16, {}, 16)
    for at, trial in enumerate(found.trials):
        run = ft.run(Cross, bars=bars, parameters=trial.parameters)
        sessions, returns = session_returns(run)
        assert found.sessions == sessions
        assert found.returns[:, at].tobytes() == returns.tobytes()


def test_the_benchmark_of_a_study_is_bought_at_the_first_bar_and_held(bars, study):
    closes = bars.tables["B"].collect()["close"].cast(float).to_numpy()
    held = returns_of(study).benchmark
    np.testing.assert_allclose(held[2:], closes[2:] / closes[1:-1] - 1, atol=2e-4)
    assert held[0] == 0.0


def test_rules_targets_and_classes_keep_the_same_bytes_everywhere(bars):
    rules = Rules(entry=sma("close", param("fast")) > close * param("k"), size=percent(0.3))
    for strategy, space in (
        (rules, ["fast=2:6:2", "k=0.95:1.05:0.05"]),
        (TargetFunction(hold, "shares"), {"units": Int(1, 4)}),
        (Cross, GRID["space"]),
    ):
        told = {"bars": bars, "space": space, "search": "grid", "objective": "end_equity"}
        alone, other = optimise(strategy, **told), optimise(strategy, workers=2, **told)
        assert alone.returns() == other.returns()
        assert len(alone.returns()) == len(alone.trials)
        assert validate_study(other, **QUICK) == validate_study(alone, **QUICK)


def test_the_verdict_on_a_study_is_that_on_its_returns(study):
    found, own = validate_study(study, **QUICK), returns_of(study)
    alone = validate(own.returns, own.names, benchmark=own.benchmark, **QUICK)
    assert found.verdict.consistent == alone.consistent
    assert found.verdict.has_benchmark
    assert StudyVerdict.from_json(found.to_json()) == found
    first, *_, last = str(found).splitlines()
    assert last.startswith(first)
    assert f"{alone.consistent:.4f}" in last
    assert [each.name for each in found.spreads] == ["sharpe_ratio", "max_drawdown"]
    with pytest.raises(ConfigurationError, match="no verdict of a study"):
        StudyVerdict.from_json(alone.to_json())


def test_a_study_that_is_opened_has_the_same_verdict(bars, study, tmp_path):
    kept = optimise(Cross, bars=bars, benchmark="B", out=tmp_path, **GRID)
    assert validate_study(opened(tmp_path), **QUICK) == validate_study(study, **QUICK)
    longer = optimise(Cross, bars=bars, benchmark="B", out=tmp_path, resume=True, **GRID)
    assert longer.returns() == kept.returns()


def test_an_edge_is_found_where_there_is_one_and_none_in_a_market_of_chance():
    frame = market(("A",), days=400)
    rising = np.cumprod(1 + 0.004 + 0.01 * np.sin(np.arange(len(frame)) ** 2))
    rises = frame.with_columns(
        **{name: (50 * rising).round(2) for name in ("open", "high", "low", "close")}
    )
    told = {"space": {"units": Int(1, 4)}, "search": "grid", "objective": "end_equity"}
    found = [
        validate_study(
            optimise(TargetFunction(hold, "shares"), bars=each, capital=1_000_000, **told), **QUICK
        ).verdict.outcome
        for each in (rises, frame)
    ]
    assert found[0] == "edge"
    assert found[1] != "edge"


@pytest.mark.parametrize(
    ("search", "outcome"),
    [("grid", "edge"), ("random", "edge"), ("tpe", "unknown"), ("cma-es", "unknown"),
     ("nsga-ii", "unknown"), ("hyperband", "unknown")],
)  # fmt: skip
def test_an_edge_is_believed_of_a_search_whose_trials_are_fixed_beforehand(search, outcome):
    """In a market that rises day by day, of which any share makes an edge over cash."""
    frame = market(("A",), days=200)
    rising = np.cumprod(1.004 + 0.01 * np.sin(np.arange(len(frame)) ** 2))
    rises = frame.with_columns(
        **{name: (50 * rising).round(2) for name in ("open", "high", "low", "close")}
    )
    more = {} if search == "grid" else {"trials": 8, "generation": 4}
    if search == "hyperband":
        more["fidelity"] = "history:2"
    study = optimise(
        TargetFunction(hold, "shares"), bars=rises, capital=1_000_000, search=search,
        space={"units": Int(1, 4)}, objective="end_equity", **more,
    )  # fmt: skip
    found = validate_study(study, **QUICK)
    assert (found.verdict.outcome, found.verdict.consistent <= 0.05) == (outcome, True)
    assert found.verdict.is_adaptive == ("The level does not hold here" in str(found))
    assert found.verdict.is_adaptive == (outcome == "unknown")


def test_twins_count_once_and_failed_trials_are_counted_as_missing(bars, tmp_path):
    twins = optimise(Cross, bars=bars, space=["fast=2:4"], search="random", trials=12)
    assert len(twins.trials) == 12
    assert returns_of(twins).tried == 3
    fails = optimise(
        Falls, bars=bars, space={"units": Int(1, 2)}, search="grid", objective="end_equity"
    )
    found = returns_of(fails)
    assert (found.missing, found.tried) == ({"failed": 1}, 2)
    verdict = validate_study(fails, **QUICK)
    assert verdict.verdict.missing == 1
    assert "There are no returns of 1 failed" in str(verdict)
    assert validate_study(fails, **QUICK).verdict.outcome != "edge"


def test_only_trials_of_the_whole_market_have_returns_and_the_others_were_tried(bars):
    told = {"space": ["fast=2:8", "slow=9:30"], "search": "hyperband", "fidelity": "history:2"}
    found = optimise(Cross, bars=bars, trials=9, generation=9, seed=2, **told)
    own = returns_of(found)
    whole = [each for each in found.trials if each.rung == 1 and each.same_as is None]
    assert own.trials == tuple(whole)
    assert len(own.sessions) == 120
    assert set(found.returns()) == {each.number for each in whole}
    stopped = {each.number for each in found.trials} - {each.number for each in whole}
    assert own.missing == {"stopped on a smaller market": len(stopped)}


def test_what_is_too_little_is_said(bars, tmp_path):
    told = {"search": "grid", "objective": "end_equity"}
    short = optimise(Cross, bars=market(days=40), space=["fast=2:4"], search="grid")
    with pytest.raises(TooFewSessions, match="40 sessions are fewer than 60"):
        validate_study(short)
    none = optimise(Falls, bars=bars, space={"units": Int(2, 2)}, **told)
    with pytest.raises(TooFewTrials, match=r"no trial of the study has returns \(1 failed\)"):
        validate_study(none)
    one = optimise(Cross, bars=bars, space=["fast=2:2"], search="grid")
    assert validate_study(one, **QUICK).verdict.overfitting is None


def test_a_study_whose_returns_are_damaged_or_gone_says_so(bars, tmp_path):
    optimise(Cross, bars=bars, out=tmp_path, **GRID)

    def changed(statement):
        with sqlite3.connect(tmp_path / "study.sqlite") as database:
            database.execute(statement)
        database.close()

    changed("delete from farthing_returns where number = 3")
    assert returns_of(opened(tmp_path)).missing == {"without kept returns": 1}
    changed("update farthing_returns set content = x'00' where number = 4")
    with pytest.raises(StudyError, match="the returns of trial 4 are damaged: 1 bytes"):
        validate_study(opened(tmp_path))


def test_a_study_that_is_kept_nowhere_keeps_no_more_returns_than_it_has_room_for(bars, monkeypatch):
    monkeypatch.setattr("farthing.optimise.loop.MEMORY_BYTES", 5 * 1440)
    found = optimise(Cross, bars=bars, **GRID)
    assert len(found.returns()) == 5
    verdict = validate_study(found, **QUICK)
    assert verdict.missing == {"without kept returns": 11}
    assert "keep the study in a folder" in str(verdict)


def test_packed_returns_are_what_was_packed(bars):
    result = ft.run(Cross, bars=bars)
    days, returns = unpacked(packed(result))
    assert tuple(days.astype("datetime64[D]").tolist()) == session_returns(result)[0]
    assert returns.tobytes() == session_returns(result)[1].tobytes()
    with pytest.raises(ValueError, match=re.escape("13 bytes are no whole number")):
        unpacked(bytes(13))


def test_a_walk_forward_with_the_parameters_of_a_study_is_that_of_the_same_trials(bars, study):
    found = walk_of(study, Cross, bars, train=60, test=30)
    trials = [each.parameters for each in study.trials]
    plain = walk_forward(Cross, trials, bars=bars, train=60, test=30, benchmark="B")
    assert found.windows == plain.windows
    assert found.result.digest == plain.result.digest
    told = validate_study(study, forward=found, **QUICK).verdict.walk
    assert (told.windows, told.reached) == (2, float(found.objective))
    with pytest.raises(StudyError, match="the study was made with another strategy"):
        walk_of(study, Falls, bars, train=60, test=30)
    with pytest.raises(StudyError, match="the study was made with other bars"):
        walk_of(study, Cross, ft.bars_from_frame(market(days=119)), train=60, test=30)
    with pytest.raises(StudyError, match="with other values of the strategy"):
        walk_of(study, Cross(slow=77), bars, train=60, test=30)
    with pytest.raises(StudyError, match="with other finer bars: then none"):
        walk_of(study, Cross, bars, finer=bars, train=60, test=30)
    with pytest.raises(ConfigurationError, match="subclass of farthing.Strategy"):
        walk_forward(lambda ctx: None, [{}], bars=bars, train=60, test=30)


class Weighs(ft.Strategy):
    """Always holds so much of the account."""

    weight: float = 1.0

    def on_bar(self, ctx):
        ctx.target_percent(self.weight)


def test_a_walk_chooses_among_parameters_that_its_test_ruins_too():
    """Prices rise by 0.2 % a day and fall to 0.40 on day 60: who held twice the account owes."""
    closes = np.round(100 * 1.002 ** np.arange(90) * np.where(np.arange(90) < 60, 1, 0.4), 2)
    frame = market(("A",), days=90).with_columns(
        **dict.fromkeys(("open", "high", "low", "close"), closes)
    )
    bars = ft.bars_from_frame(frame)
    told = {"bars": bars, "objective": "total_return"}
    study = optimise(Weighs, space=["weight=0.5:2:0.5"], search="grid", **told)
    assert returns_of(study).missing == {"ruined": 1}
    found = walk_of(study, Weighs, bars, train=40, test=25)
    weights = [{"weight": each} for each in (0.5, 1.0, 1.5, 2.0)]
    plain = walk_forward(Weighs, weights, train=40, test=25, **told)
    # before the fall the most is best, and in the window of the fall the least
    assert [each.parameters["weight"] for each in found.windows] == [2.0, 0.5]
    assert [each.tried for each in found.windows] == [4, 4]
    assert found.result.digest == plain.result.digest
    assert found.result.end_equity < 0


def test_a_walk_chooses_among_parameters_that_failed_on_the_whole_market():
    bars = ft.bars_from_frame(market(days=120))
    for strategy, units in ((Falls, Int(1, 2)), (Picky, Int(2, 3))):
        study = optimise(
            strategy, bars=bars, space={"units": units}, search="grid", objective="end_equity"
        )
        assert study.states == {"finished": 1, "failed": 1}
        found = walk_of(study, strategy, bars, train=60, test=30)
        assert [(each.tried, each.failed) for each in found.windows] == [(2, 1), (2, 1)]


@pytest.mark.parametrize("state", ["timed-out", "crashed"])
def test_what_did_not_end_by_itself_is_walked_in_other_processes_alone(bars, study, state):
    hung = replace(study.trials[3], state=state)
    held = replace(study, trials=(*study.trials[:3], hung, *study.trials[4:]))
    with pytest.raises(ConfigurationError, match=f"trial 3 of the study ended as {state}, .* give"):
        walk_of(held, Cross, bars, train=60, test=30)
    found = walk_of(held, Cross, bars, train=60, test=30, time_limit=60)
    assert found.windows == walk_of(study, Cross, bars, train=60, test=30).windows


def test_a_walk_has_the_rates_of_its_study_and_no_function_for_a_statistic(bars):
    def sharpe_ratio(result):
        return result.end_equity

    rates = [ft.Rate("EUR", "USD", bars.range()[0], Decimal("1.25"))]
    told = {"bars": bars, "space": ["fast=3:9:3"], "search": "grid"}
    named = optimise(Cross, rates=rates, **told)
    assert len(walk_of(named, Cross, bars, train=60, test=30).windows) == 2
    own = optimise(Cross, objective=sharpe_ratio, **told)
    with pytest.raises(ConfigurationError, match="the objective sharpe_ratio is a function"):
        walk_of(own, Cross, bars, train=60, test=30)


def test_rules_walk_forward_too(bars):
    rules = Rules(entry=sma("close", param("fast")) > close, size=percent(0.3))
    told = {"bars": bars, "space": ["fast=3:9:3"], "search": "grid", "objective": "total_return"}
    found = walk_of(optimise(rules, **told), rules, bars, train=60, test=30)
    for window in found.windows:
        days = window.fold.dates(window.fold.train)
        run = ft.run(rules, bars=bars, parameters=dict(window.parameters), start=days[0],
                     end=days[-1])  # fmt: skip
        assert window.objective == run.statistics.total_return
    one = walk_forward(rules, [{"fast": 3}], bars=bars, train=60, test=60)
    first = one.windows[0].fold.dates(one.windows[0].fold.test)[0]
    plain = ft.run(rules, bars=bars, parameters={"fast": 3}, start=first)
    assert one.result.digest == plain.digest


def test_a_trial_that_comes_to_something_else_when_it_is_run_again_is_told(bars):
    runs = []

    class Counts(Cross):
        def on_start(self, ctx):
            runs.append(1)

        def on_bar(self, ctx):
            if not ctx.row:
                ctx.order("A", len(runs))

    for strategy in (Cross, Counts):
        plan = planned(subject(strategy), bars, run_config(), space=["fast=2:3"], search="grid")
        found = conduct(plan, None, Means())
        if strategy is Cross:
            again = run_again(plan, found, found.best)
            assert again.end_equity == found.best.end_equity
        else:
            with pytest.raises(StudyError, match="`farthing check` looks for it"):
                run_again(plan, found, found.best)
