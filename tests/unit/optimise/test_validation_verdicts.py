"""A verdict says what was tried, what the tests say and what is fragile; and keeps all of it."""

from __future__ import annotations

import json
import sys
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
import validation_market as market

from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.optimise.validation import (
    Verdict,
    block_lengths,
    clusters_of,
    estimate_of,
    overfitting,
    reality_check,
    resample,
    sensitivity,
    superior_ability,
    trials_of,
    validate,
    walk_forward,
)

NOISE = Draw(2).normals(10_000).reshape(1_000, 10) / 100
NAMES = [f"fast={fast}" for fast in range(10)]
EDGE = NOISE + np.eye(10)[6] * 0.0018


def test_noise_has_no_edge_and_a_planted_edge_is_named() -> None:
    none, found = (validate(each, NAMES) for each in (NOISE, EDGE))
    assert (none.outcome, found.outcome, found.best) == ("none", "edge", "fast=6")
    assert none.consistent > 0.05 >= found.consistent
    assert found.sharpe > found.sharpe_needed
    assert none.sharpe < none.sharpe_needed
    assert str(none).startswith("No edge was found.\nHeld to cash that earns nothing: ")
    assert "\n10 trials over 1,000 sessions;" in str(none)
    assert str(found).startswith("An edge was found.\n")


def test_a_verdict_says_what_it_was_held_to() -> None:
    """Whoever holds a market that rises has an edge over cash, and none over that market."""
    market = EDGE[:, 6]
    alone, beside = (validate(EDGE[:, 6:7], benchmark=each) for each in (None, market - 1e-9))
    assert (alone.outcome, alone.has_benchmark) == ("edge", False)
    assert "give its returns as benchmark" in str(alone)
    assert beside.has_benchmark
    assert str(beside).splitlines()[1] == "Held to the benchmark."


def test_numbers_of_a_verdict_are_those_of_its_parts() -> None:
    verdict = validate(EDGE, NAMES, resamples=500, seed=7)
    trials = trials_of(EDGE)
    drawn = resample(trials, resamples=500, seed=7)
    superior = superior_ability(drawn)
    best = estimate_of(EDGE[:, 6])
    assert verdict.reality_check == reality_check(drawn).p_value
    assert (verdict.lower, verdict.consistent, verdict.upper) == (
        superior.lower, superior.consistent, superior.upper,
    )  # fmt: skip
    assert verdict.block == block_lengths(trials).max()
    assert verdict.sharpe == pytest.approx(best.ratio * 252**0.5)
    assert verdict.probability == best.probability()
    assert verdict.deflated == best.deflated(10, trials.sharpes.std(ddof=1))
    assert verdict.clusters == clusters_of(trials).count == 10
    assert verdict.overfitting == overfitting(trials).probability


def test_the_sharpe_ratio_that_was_needed_is_where_the_p_value_crosses_the_level() -> None:
    verdict = validate(EDGE)
    returns = EDGE[:, 6]
    needed = verdict.sharpe_needed / 252**0.5 * returns.std(ddof=1)
    for factor, is_seen in ((1.01, True), (0.99, False)):
        moved = EDGE.copy()
        moved[:, 6] += needed * factor - returns.mean()
        assert (validate(moved).outcome == "edge") is is_seen


def test_an_edge_is_not_believed_where_trials_are_missing() -> None:
    verdict = validate(EDGE, tried=500)
    assert (verdict.outcome, verdict.tried, verdict.missing) == ("unknown", 500, 490)
    assert "of 490 there are no returns" in str(verdict)
    assert validate(NOISE, tried=500).outcome == "none"


def climbed(noise: np.ndarray, trials: int) -> np.ndarray:
    """Mixtures of factors, each one a step from the best before it: a search that learns."""
    draw = Draw(9)
    best, top, found = np.zeros(noise.shape[1]), -np.inf, []
    for _ in range(trials):
        weights = best + draw.normals(len(best)) / 2
        found.append(noise @ weights)
        reached = found[-1].mean() / found[-1].std()
        if reached > top:
            best, top = weights, reached
    return np.column_stack(found)


def test_an_edge_is_not_believed_where_trials_were_proposed_by_returns_of_others() -> None:
    """Of noise alone; the same number of mixtures by chance has no edge."""
    noise = Draw(4).normals(10_000).reshape(500, 20) / 100
    by_chance = noise @ Draw(9).normals(20 * 200).reshape(20, 200)
    assert validate(by_chance, resamples=200).outcome == "none"
    returns = climbed(noise, 200)
    assert validate(returns, resamples=200).consistent <= 0.05
    verdict = validate(returns, resamples=200, is_adaptive=True)
    assert (verdict.outcome, verdict.is_adaptive) == ("unknown", True)
    assert "\nThe level does not hold here: the search proposed trials by what" in str(verdict)
    assert validate(NOISE, is_adaptive=True).outcome == "none"
    assert "The level does not hold" not in str(validate(NOISE))


def test_a_short_study_cannot_tell() -> None:
    verdict = validate(NOISE[:60])
    assert verdict.outcome == "unknown"
    assert verdict.sharpe_needed > 3
    assert str(verdict).startswith("The study cannot tell whether there is an edge.")


def test_trials_that_never_traded_count_and_change_no_test() -> None:
    idle = np.hstack([EDGE, np.zeros((1_000, 5))])
    verdict, alone = validate(idle), validate(EDGE)
    assert (verdict.tried, verdict.idle, verdict.missing) == (15, 5, 0)
    assert (verdict.consistent, verdict.reality_check) == (alone.consistent, alone.reality_check)
    assert verdict.deflated < alone.deflated
    assert "5 never traded" in str(verdict)


@pytest.mark.parametrize("idle", [99, 0])
def test_of_a_single_trial_that_moved_among_many_no_deflated_ratio_is_known(idle: int) -> None:
    """A hundred were tried, and one Sharpe ratio has no spread: it is not deflated by nothing."""
    verdict = validate(np.hstack([EDGE[:, 6:7], np.zeros((1_000, idle))]), tried=100)
    assert (verdict.tried, verdict.deflated) == (100, None)
    assert verdict.probability > 0.99
    assert "– deflated by all that was tried" in str(verdict)
    assert "the deflated Sharpe ratio is not defined: how much" in str(verdict)


def test_a_benchmark_takes_its_own_returns_away() -> None:
    market_returns = Draw(3).normals(1_000) / 100 + 0.003
    returns = NOISE + market_returns[:, None]
    assert validate(returns).outcome == "edge"
    against = validate(returns, benchmark=market_returns)
    assert against.outcome == "none"
    assert against.consistent == pytest.approx(validate(NOISE).consistent, abs=0.002)


def test_a_single_trial_has_a_verdict_too() -> None:
    verdict = validate(EDGE[:, 6])
    assert (verdict.outcome, verdict.overfitting) == ("edge", None)
    assert verdict.deflated == verdict.probability
    assert "–" in str(verdict)


def test_a_verdict_goes_through_json_and_stays_the_same() -> None:
    bars = market.frame(60)
    walk = walk_forward(market.Cross, [{"fast": 2}, {"fast": 4}], bars=bars, train=20, test=10)
    grid = sensitivity({"fast": [1, 2, 3, 4]}, [0.0, 2.0, 0.0, 0.0])
    verdict = validate(NOISE, forward=walk, sensitivities=[grid])
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert json.loads(verdict.to_json())["form"] == 2
    with pytest.raises(FrozenInstanceError):
        verdict.outcome = "edge"  # type: ignore[misc]
    assert any("fast=2 is a spike" in each for each in verdict.fragile)
    assert any("fast=2 stands beside a cliff" in each for each in verdict.fragile)
    assert "A walk forward over 4 windows" in str(verdict)
    changed = replace(verdict, walk=replace(verdict.walk, agreement={"fast": 0.25}))
    assert Verdict.from_json(changed.to_json()).walk.agreement == {"fast": 0.25}


def test_what_a_walk_did_not_keep_is_fragile() -> None:
    bars = market.frame(60)
    walk = walk_forward(market.Cross, [{"fast": 2}, {"fast": 4}], bars=bars, train=20, test=10)
    verdict = validate(NOISE, forward=walk)
    kept = walk.kept is not None and walk.kept >= 0.5
    assert any("walk forward kept" in each for each in verdict.fragile) is not kept


def test_a_walk_among_parameters_that_were_proposed_by_its_tests_is_fragile() -> None:
    bars = market.frame(60)
    walk = walk_forward(market.Cross, [{"fast": 2}, {"fast": 4}], bars=bars, train=20, test=10)
    for is_adaptive in (False, True):
        fragile = validate(NOISE, forward=walk, is_adaptive=is_adaptive, resamples=100).fragile
        assert any("those of its tests too" in each for each in fragile) is is_adaptive


def test_tests_that_do_not_agree_are_told() -> None:
    wild = Draw(7).normals(50_000).reshape(1_000, 50) / 12 - 0.05
    verdict = validate(np.hstack([EDGE, wild]))
    assert verdict.outcome == "edge"
    assert verdict.reality_check > 0.05
    assert any("do not agree" in each for each in verdict.fragile)


def test_the_same_seed_is_the_same_verdict() -> None:
    assert validate(NOISE, seed=5) == validate(NOISE, seed=5)
    assert validate(NOISE, seed=5).reality_check != validate(NOISE, seed=6).reality_check


@pytest.mark.parametrize("tried", [10**16, 2**63 - 1])
def test_any_number_of_trials_deflates(tried: int) -> None:
    few, many = (validate(EDGE, tried=each, resamples=100) for each in (1_000, tried))
    assert 0.0 <= many.deflated < few.deflated


@pytest.mark.parametrize("seed", [-1, 1.5, True])
def test_a_seed_is_a_whole_number_from_0_on(seed: object) -> None:
    with pytest.raises(ConfigurationError, match="is no whole number from 0 on"):
        validate(NOISE, seed=seed, resamples=100)


def test_what_is_not_finite_is_null_in_json() -> None:
    verdict = replace(validate(NOISE, resamples=100), sharpe_needed=float("nan"), block=np.inf)
    text = verdict.to_json()
    assert not {"NaN", "Infinity"} & set(text.replace(",", " ").split())
    assert Verdict.from_json(text) == replace(verdict, sharpe_needed=None, block=None)


def test_of_many_trials_some_are_parted_into_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[validate.__module__], "CLUSTERED_MOST", 4)
    verdict = validate(NOISE, resamples=100)
    assert verdict.clusters == clusters_of(NOISE[:, [0, 3, 6, 9]]).count == 4
    assert "which trials stand for themselves was counted among 4 of 10" in verdict.fragile
    whole = validate(NOISE[:, :4], resamples=100)
    assert not [each for each in whole.fragile if "stand for themselves" in each]
