"""Verdicts: each by its rule, in their order, with the numbers that decided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_evidence import LOUD, QUIET, estimated, estimates, evidence, evidences
from pydantic import ValidationError

from farthing.lab.accepted import Accepted
from farthing.lab.results.comparison import Estimate, Thresholds, Verdict
from farthing.lab.verdict import (
    CONTROL_SIGNIFICANCE,
    Evidence,
    Ruling,
    SecondStageNeeded,
    change,
    control_shows_difference,
    floor,
    judge,
    needs_more_blocks,
)

SLOW = estimated(1.12)
AGAIN = {"second": estimated(1.125), "pooled": estimated(1.122)}
SEVERITY = (Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.WARN, Verdict.FAIL)


def ruling(judged: Evidence, thresholds: Thresholds | None = None, **others: object) -> Ruling:
    """The ruling of evidence that is complete."""
    found = judge(judged, thresholds, **others)
    assert isinstance(found, Ruling)
    return found


def test_a_loss_at_the_gate_needs_a_second_stage() -> None:
    found = judge(evidence(SLOW))
    assert isinstance(found, SecondStageNeeded)
    assert found.case == "c-D"
    assert (
        found.reason == "12.0 % slower (10.9 % to 13.1 %): to be found again before it is a failure"
    )
    assert isinstance(judge(evidence(SLOW, **AGAIN)), Ruling)
    assert isinstance(judge(evidence(QUIET)), Ruling)


def test_a_loss_that_is_found_again_fails() -> None:
    found = ruling(evidence(SLOW, **AGAIN))
    assert found.verdict is Verdict.FAIL
    assert found.reason == (
        "12.2 % slower (11.1 % to 13.3 %), at least 10.0 %; found again by the second stage, 12.5 %"
        " slower (11.4 % to 13.6 %); A/A floor 1.0 %"
    )


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"second": estimated(1.12, 0.99, 1.2), "pooled": SLOW}, "the second stage alone does not"),
        ({"second": SLOW, "pooled": estimated(1.09)}, "below the gate of 10.0 %"),
        ({**AGAIN, "q_value": 0.05}, "its q value is 0.050"),
        ({**AGAIN, "control": LOUD}, "the A/A control shows a difference itself: 3.0 % slower"),
        ({**AGAIN, "control": estimated(1.0, 0.88, 1.1)}, "the A/A floor is 13.6 %"),
        ({**AGAIN, "control": estimated(1.0, 0.95, 1.13)}, "the A/A floor is 13.0 %"),
    ],
)
def test_each_condition_of_a_failure_holds_it_back(others: dict[str, object], words: str) -> None:
    found = ruling(evidence(SLOW, **others))
    assert found.verdict is Verdict.WARN
    assert words in found.reason


def test_a_first_stage_that_was_no_suspect_cannot_fail_later() -> None:
    found = ruling(evidence(estimated(1.12, 0.98, 1.3), **AGAIN))
    assert found.verdict is Verdict.WARN
    assert "the first stage alone does not show it" in found.reason


@pytest.mark.parametrize("control", [LOUD, estimated(1.0, 0.7, 1.3)])
def test_above_the_hard_threshold_noise_is_no_excuse(control: Estimate) -> None:
    hard = {"second": estimated(1.25), "pooled": estimated(1.25), "control": control}
    assert ruling(evidence(estimated(1.25), **hard)).verdict is Verdict.FAIL
    below = {"second": estimated(1.19), "pooled": estimated(1.19), "control": control}
    assert ruling(evidence(estimated(1.19), **below)).verdict is Verdict.WARN


@pytest.mark.parametrize(
    ("first", "verdict", "reason"),
    [
        (
            estimated(1.06, 1.04, 1.08),
            Verdict.WARN,
            "6.0 % slower (4.0 % to 8.0 %): at least 5.0 %, below the gate of 10.0 %",
        ),
        (
            estimated(1.01, 0.99, 1.03),
            Verdict.PASS,
            "1.0 % slower (-1.0 % to 3.0 %): a loss of 10.0 % is excluded",
        ),
        (
            estimated(0.9, 0.8, 1.05),
            Verdict.PASS,
            "10.0 % faster (-5.0 % to 20.0 %): a loss of 10.0 % is excluded",
        ),
        (
            estimated(1.02, 0.9, 1.14),
            Verdict.INCONCLUSIVE,
            "2.0 % slower (-10.0 % to 14.0 %): the smallest loss that could be excluded is 14.0 %",
        ),
    ],
)
def test_what_is_no_failure_says_what_it_is(first: Estimate, verdict: Verdict, reason: str) -> None:
    found = ruling(evidence(first))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_the_gate_itself_is_not_excluded_by_an_interval_that_ends_there() -> None:
    at_the_gate = Thresholds(gate=0.125)
    assert ruling(evidence(estimated(1.0, 0.9, 1.125)), at_the_gate).verdict == "inconclusive"
    assert ruling(evidence(estimated(1.0, 0.9, 1.1249)), at_the_gate).verdict == "pass"


def test_five_percent_never_passes_a_gate_of_five_percent() -> None:
    for low, high in ((1.04, 1.06), (0.99, 1.11), (1.0, 1.1), (1.049, 1.051)):
        judged = evidence(estimated(1.05, low, high), q_value=0.5)
        assert ruling(judged, Thresholds(gate=0.05)).verdict in {"warn", "inconclusive"}


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.5])
@pytest.mark.parametrize(
    ("base", "head"), [("a" * 64, "b" * 64), ("", "b"), ("a" * 64, "a" * 63 + "b")]
)
def test_another_answer_is_an_error_however_fast(ratio: float, base: str, head: str) -> None:
    found = ruling(evidence(estimated(ratio), base_digest=base, head_digest=head))
    assert found.verdict is Verdict.ERROR
    assert "the answers differ" in found.reason
    assert (head if base[:12] == head[:12] else head[:12]) in found.reason


def test_an_accepted_slowdown_passes_up_to_its_ratio_with_its_reason() -> None:
    entry = Accepted(case="c-D", ratio=1.15, reason="checks every posting now")
    for judged in (evidence(SLOW), evidence(SLOW, **AGAIN)):
        found = ruling(judged, accepted=entry)
        assert (found.verdict, found.accepted) == (Verdict.PASS, "checks every posting now")
        assert found.reason.endswith(", accepted up to 15.0 %: checks every posting now")


def test_beyond_its_ratio_an_accepted_slowdown_fails() -> None:
    entry = Accepted(case="c-D", ratio=1.11, reason="checks every posting now")
    assert isinstance(judge(evidence(SLOW), accepted=entry), SecondStageNeeded)
    assert ruling(evidence(SLOW, **AGAIN), accepted=entry).verdict is Verdict.FAIL


def test_an_accepted_slowdown_excuses_no_other_answer() -> None:
    entry = Accepted(case="c-D", ratio=2.0, reason="checks every posting now")
    judged = evidence(SLOW, base_digest="a", head_digest="b")
    assert ruling(judged, accepted=entry).verdict is Verdict.ERROR


def test_a_second_stage_comes_with_the_pooled_estimate() -> None:
    with pytest.raises(ValidationError, match="give both or neither"):
        evidence(SLOW, second=SLOW)


def test_a_control_can_be_significant_at_every_number_of_blocks() -> None:
    assert CONTROL_SIGNIFICANCE == 0.01
    assert control_shows_difference(estimated(1.03, 1.01, 1.05, blocks=6, p_value=2 / 2**6))
    assert not control_shows_difference(estimated(1.03, 1.01, 1.05, blocks=12, p_value=0.011))
    assert control_shows_difference(estimated(1.03, 1.01, 1.05, blocks=12, p_value=0.01))


def test_the_floor_is_the_far_end_in_either_direction() -> None:
    assert floor(estimated(1.0, 0.8, 1.1)) == 1.25
    assert floor(estimated(1.0, 0.99, 1.1)) == 1.1


@pytest.mark.parametrize(
    ("found", "cases", "more"),
    [
        (estimated(1.0, standard_error=0.05), 1, False),  # the gate is excluded: no suspect
        (estimated(1.0, 0.9, 1.12, standard_error=0.05), 1, True),
        (estimated(1.12, standard_error=0.0061), 1, True),
        (estimated(1.12, standard_error=0.006), 1, False),
        (estimated(1.06, standard_error=0.007), 1, True),
        (estimated(1.04, standard_error=0.007), 1, False),
        (estimated(1.12, blocks=6, standard_error=0.001), 1, False),
        (estimated(1.12, blocks=6, standard_error=0.001), 2, True),  # q is at least 0.0625
        (estimated(1.12, blocks=9, standard_error=0.001), 20, True),
        (estimated(1.12, blocks=10, standard_error=0.001), 20, False),
    ],
)
def test_suspects_get_more_blocks_until_they_can_be_decided(
    found: Estimate, cases: int, more: bool
) -> None:
    assert needs_more_blocks(found, Thresholds(), cases) == more


@pytest.mark.parametrize(
    "wrong",
    [
        {"warn": 0.0}, {"warn": -0.1}, {"warn": 0.11}, {"gate": 0.21}, {"hard": 0.09},
        {"confidence": 0.0}, {"confidence": 1.0}, {"standard_error_max": 0.0},
        {"warn": float("nan")}, {"hard": float("inf")}, {"gates": 0.1},
    ],
)  # fmt: skip
def test_thresholds_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Thresholds(**wrong)


shares = st.floats(-0.5, 1.5)


@settings(max_examples=1000, deadline=None)
@given(shares, shares, shares, shares)
def test_thresholds_are_taken_where_they_are_in_order(
    warn: float, gate: float, hard: float, confidence: float
) -> None:
    given_values = {"warn": warn, "gate": gate, "hard": hard, "confidence": confidence}
    if 0 < warn <= gate <= hard and 0 < confidence < 1:
        found = Thresholds(**given_values)
        assert Thresholds.model_validate_json(found.model_dump_json()) == found
    else:
        with pytest.raises(ValidationError):
            Thresholds(**given_values)


def verdict_of(judged: Evidence) -> Verdict:
    """The verdict; what needs a second stage is on the way to a failure."""
    found = judge(judged)
    return found.verdict if isinstance(found, Ruling) else Verdict.FAIL


def scaled(estimate: Estimate | None, factor: float) -> Estimate | None:
    """The same estimate of a head that takes so many times as long."""
    if estimate is None:
        return None
    moved = {end: getattr(estimate, end) * factor for end in ("ratio", "low", "high")}
    return estimate.model_copy(update=moved)


@settings(max_examples=1000, deadline=None)
@given(evidences(), st.floats(1, 1.3))
def test_a_slower_head_never_gets_a_better_verdict(judged: Evidence, factor: float) -> None:
    stages = ("first", "second", "pooled")
    slower = {stage: scaled(getattr(judged, stage), factor) for stage in stages}
    here, there = verdict_of(judged), verdict_of(judged.model_copy(update=slower))
    assert SEVERITY.index(there) >= SEVERITY.index(here)


@settings(max_examples=1000, deadline=None)
@given(evidences(), st.floats(0.01, 0.3), st.floats(0.01, 0.3))
def test_nothing_passes_whose_interval_reaches_the_gate(
    judged: Evidence, one: float, other: float
) -> None:
    thresholds = Thresholds(warn=min(one, other), gate=max(one, other), hard=0.3)
    found = judge(judged, thresholds)
    if isinstance(found, Ruling) and found.verdict is Verdict.PASS:
        assert judged.best.high < 1 + thresholds.gate


@settings(max_examples=1000, deadline=None)
@given(evidences(two_stages=True))
def test_a_failure_has_all_its_reasons(judged: Evidence) -> None:
    if ruling(judged).verdict is Verdict.FAIL:
        assert judged.second is not None
        assert min(judged.first.low, judged.second.low, judged.best.low) > 1
        assert min(judged.first.ratio, judged.best.ratio) >= 1.1
        assert judged.q_value < 0.05
        assert judged.best.ratio >= 1.2 or judged.best.ratio > judged.control.high


@settings(max_examples=1000, deadline=None)
@given(evidences())
def test_only_one_stage_can_ask_for_another(judged: Evidence) -> None:
    assert judged.second is None or isinstance(judge(judged), Ruling)


@settings(max_examples=1000, deadline=None)
@given(evidences(two_stages=True), st.floats(1.01, 1.5))
def test_an_entry_changes_nothing_but_failures_to_passes(judged: Evidence, ratio: float) -> None:
    entry = Accepted(case="c-D", ratio=ratio, reason="it is worth it")
    without, with_entry = ruling(judged), ruling(judged, accepted=entry)
    if with_entry.accepted:
        assert judged.best.ratio <= ratio
        assert with_entry.verdict is Verdict.PASS
    else:
        assert with_entry == without
    if without.verdict is Verdict.FAIL:
        assert bool(with_entry.accepted) == (judged.best.ratio <= ratio)


@settings(max_examples=1000, deadline=None)
@given(estimates())
def test_an_estimate_in_words_names_its_direction(found: Estimate) -> None:
    assert ("faster" in change(found)) == (found.ratio < 1)
