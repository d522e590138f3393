"""What a validation says nothing of is refused: with the value, the limit and what to do."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from farthing.draw import Draw
from farthing.errors import (
    ConfigurationError,
    ConstantReturns,
    FarthingError,
    TooFewSessions,
    TooFewTrials,
    UndefinedReturns,
    ValidationRefused,
)
from farthing.optimise import validation as ours

NOISE = Draw(1).normals(300).reshape(100, 3) / 100
OF_RETURNS = {
    "validate": ours.validate,
    "resample": ours.resample,
    "overfitting": lambda returns: ours.overfitting(returns, blocks=4),
    "block_lengths": ours.block_lengths,
    "clusters_of": ours.clusters_of,
}


def changed(**values: float) -> np.ndarray:
    """The noise with another value in one place of the second trial."""
    found = NOISE.copy()
    for place, value in values.items():
        found[int(place.removeprefix("at")), 1] = value
    return found


@pytest.mark.parametrize("name", OF_RETURNS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_return_that_is_no_number_is_refused_with_its_place(name: str, value: float) -> None:
    with pytest.raises(UndefinedReturns, match=r"trial 1 in session 7 is -?(nan|inf)"):
        OF_RETURNS[name](changed(at7=value))


@pytest.mark.parametrize("name", OF_RETURNS)
def test_a_trial_of_constant_returns_is_refused_with_its_name(name: str) -> None:
    returns = NOISE.copy()
    returns[:, 2] = 0.001
    with pytest.raises(ConstantReturns, match=r"trial 2 returned 0\.001 in each of 100 sessions"):
        OF_RETURNS[name](returns)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ours.validate(NOISE[:59]), "59 sessions are fewer than 60"),
        (lambda: ours.overfitting(NOISE[:31]), "31 sessions are fewer than 32"),
        (lambda: ours.estimate_of(NOISE[:29, 0]), "29 sessions are fewer than 30"),
        (lambda: ours.return_spread(NOISE[:59, 0]), "59 sessions are fewer than 60"),
        (lambda: ours.clusters_of(NOISE[:2]), "2 sessions are fewer than 3"),
        (lambda: ours.combinatorial([date(2024, 1, 1)], groups=2, tests=1), "1 sessions are fewer"),
    ],
)
def test_too_few_sessions_are_refused_with_the_limit(call, words: str) -> None:
    with pytest.raises(TooFewSessions, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ours.overfitting(NOISE[:, :1]), "1 trials are fewer than 2"),
        (lambda: ours.validate(np.zeros((100, 2))), "none of 2 trials returned anything else"),
        (lambda: ours.sensitivity({"a": [1, 2]}, [1, 2]), "a has 2 values, fewer than 3"),
        (lambda: ours.sensitivity({"a": [1, 2, 3]}, [None] * 3), "none of 3 scores"),
    ],
)
def test_too_few_trials_are_refused_with_the_limit(call, words: str) -> None:
    with pytest.raises(TooFewTrials, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ours.resample(NOISE, block=0.5), "block of 0.5 sessions is not from 1 to 100"),
        (lambda: ours.resample(NOISE, block=101), "block of 101.0 sessions is not from 1 to 100"),
        (lambda: ours.resample(NOISE, resamples=0), "resamples 0 must be"),
        (lambda: ours.resample(NOISE, ["a"]), "1 names for 3 trials"),
        (lambda: ours.validate(NOISE, ["a"]), "1 names for 3 trials"),
        (lambda: ours.resample(NOISE, benchmark=[0.1]), "one return of the benchmark"),
        (lambda: ours.resample(NOISE[None]), "sessions x trials"),
        (lambda: ours.estimate_of(NOISE), "one number a session"),
        (lambda: ours.overfitting(NOISE, blocks=3), "even number"),
        (lambda: ours.overfitting(NOISE, blocks=22), "even number, 20 at most"),
        (lambda: ours.validate(NOISE, level=1.0), "level 1.0 is not between"),
        (lambda: ours.validate(NOISE, tried=2), "tried 2 is fewer than the 3"),
        (lambda: ours.expected_maximum(0, 1.0), "at least 1 was tried"),
        (lambda: ours.expected_maximum(2, -1.0), "below 0"),
        (lambda: ours.return_spread(NOISE[:, 0], "sharpe"), "did you mean sharpe_ratio"),
        (lambda: ours.return_spread(NOISE[:, 0], confidence=1.0), "not between 0 and 1"),
        (lambda: ours.trade_spread(NOISE[:, 0], "drawdowns"), "did you mean drawdown"),
        (lambda: ours.trade_spread(NOISE[:, 0], how="swap"), "none of bootstrap, shuffle"),
        (lambda: ours.sensitivity({}, []), "one or two"),
        (lambda: ours.sensitivity({"a": [1, 2, 3]}, [1, 2]), "give one score for each"),
        (lambda: ours.Verdict.from_json("{}"), "no verdict"),
        (lambda: ours.Verdict.from_json('{"form": 0}'), "form 0 and not 2"),
        (lambda: ours.walks([date(2024, 1, 2)] * 2, train=1, test=1), "each session once"),
        (lambda: ours.walks(["2024-01-02", "x"], train=1, test=1), "no date"),
        (lambda: walk(gap=2), "gap 2 is not from 0 to 1"),
        (lambda: walk(kind="free"), "none of rolling, anchored"),
        (lambda: walk(holding=5), "no session is left to choose in before the test"),
        (lambda: walk(holding=-1), "holding -1 is below 0"),
        (lambda: walk(holding=[1]), "1 numbers for 4 sessions"),
        (lambda: groups(2, tests=2), "leave none to choose in"),
        (lambda: groups(2, tests=1, embargo=-1), "no number of sessions"),
        (lambda: groups(2, tests=1, holding=9), "no session is left to choose in"),
        (lambda: groups(2, tests=1).path_returns([[0.0]]), "2 folds x 4 sessions"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(call, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        call()


def test_more_splits_than_anybody_wants_are_refused() -> None:
    days = [date.fromordinal(730_000 + day) for day in range(60)]
    with pytest.raises(ConfigurationError, match="folds, more than 100,000"):
        ours.combinatorial(days, groups=60, tests=30)


def test_too_few_trades_are_refused_with_the_limit() -> None:
    with pytest.raises(ValidationRefused, match="9 trades are fewer than 10"):
        ours.trade_spread(NOISE[:9, 0])


def test_all_refusals_are_of_one_family() -> None:
    for kind in (UndefinedReturns, ConstantReturns, TooFewSessions, TooFewTrials):
        assert issubclass(kind, ValidationRefused)
        assert issubclass(kind, (FarthingError, ValueError))


@pytest.mark.parametrize(
    "undefined",
    [
        ours.SharpeEstimate(2.0, 100, skewness=3.0, kurtosis=3.0).probability(),
        ours.SharpeEstimate(0.1, 1).probability(),
        ours.SharpeEstimate(0.1, 100).sessions_needed(0.1),
        ours.SharpeEstimate(2.0, 100, skewness=3.0).deflated(5, 0.1),
        ours.trade_spread([1.0, 2.0] * 5, "profit_factor", resamples=5).low,
        ours.sensitivity({"a": [1, 2, 3]}, [1.0, 1.0, 1.0]).stability,
        ours.sensitivity({"a": [1, 2, 3]}, [np.nan, 1.0, np.nan]).stability,
    ],
)
def test_what_is_not_defined_is_none(undefined: None) -> None:
    assert undefined is None


def walk(**told):
    days = [date(2024, 1, day) for day in range(1, 5)]
    return ours.walks(days, **{"train": 2, "test": 1, **told})


def groups(count: int, **told):
    return ours.combinatorial([date(2024, 1, day) for day in range(1, 5)], groups=count, **told)
