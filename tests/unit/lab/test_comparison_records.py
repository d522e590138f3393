"""Results of comparisons: what they refuse, their exit codes, and the way to JSON and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_evidence import (
    MACHINE,
    QUIET,
    compared,
    comparison_of,
    estimated,
    estimates,
    readings_of,
)
from pydantic import ValidationError

from farthing.lab.results.comparison import (
    CaseComparison,
    ComparisonResult,
    Estimate,
    Side,
    Summary,
    Thresholds,
    Verdict,
    overall,
)
from farthing.lab.statistics.summary import summarise

verdicts = st.sampled_from(list(Verdict))


@pytest.mark.parametrize(
    ("found", "verdict", "code"),
    [
        (["pass", "pass"], "pass", 0),
        (["pass", "warn"], "warn", 0),
        (["warn", "inconclusive"], "inconclusive", 3),
        (["inconclusive", "fail", "pass"], "fail", 2),
        (["fail", "error"], "error", 1),
    ],
)
def test_the_gravest_case_decides_the_exit_code(found: list[str], verdict: str, code: int) -> None:
    result = comparison_of(*(compared(f"c-{i}", Verdict(each)) for i, each in enumerate(found)))
    assert (result.verdict, result.exit_code) == (verdict, code)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ((), ()),
        (("a",), ()),
        (("a", "b"), ("a",)),
        (("a",), ("a", "b")),
        (("a", "b"), ("a", "a")),
        (("a",), ("a", "a")),
    ],
)
def test_a_case_that_is_missing_or_too_many_is_an_error(
    expected: tuple[str, ...], found: tuple[str, ...]
) -> None:
    result = comparison_of(*(compared(case) for case in found), cases=expected)
    assert (result.verdict, result.exit_code) == (Verdict.ERROR, 1)


def test_a_verdict_that_does_not_follow_from_the_cases_is_refused() -> None:
    failed = comparison_of(compared(verdict=Verdict.FAIL))
    with pytest.raises(ValidationError, match="the verdict is pass, but the cases come to fail"):
        ComparisonResult.model_validate({**failed.model_dump(), "verdict": "pass"})


@pytest.mark.parametrize(
    ("verdict", "change", "words"),
    [
        (Verdict.PASS, {"estimate": None}, "pass without an estimate"),
        (Verdict.WARN, {"head_digest": "b"}, "warn with two different answers"),
        (Verdict.FAIL, {"second": None}, "fails without a second stage"),
        (Verdict.FAIL, {"pooled": None}, "fails without a second stage"),
        (Verdict.PASS, {"reason": ""}, "at least 1 character"),
        (Verdict.PASS, {"case": ""}, "at least 1 character"),
        (Verdict.PASS, {"q_value": 1.5}, "less than or equal to 1"),
        (Verdict.PASS, {"unknown": 1}, "Extra inputs"),
    ],
)
def test_a_verdict_without_its_proof_is_refused(
    verdict: Verdict, change: dict[str, object], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        compared(verdict=verdict, **change)


def test_an_error_needs_no_estimate() -> None:
    found = compared(verdict=Verdict.ERROR, base_digest="a", head_digest="b")
    assert found.shown is None


def test_the_pooled_estimate_is_the_one_that_is_shown() -> None:
    pooled = estimated(1.05)
    assert compared(pooled=pooled).shown == pooled
    assert compared(pooled=None).shown == QUIET


def test_what_an_estimate_excludes_is_no_loss_below_nothing() -> None:
    assert estimated(1.0, 0.9, 1.25).loss_excluded == 0.25
    assert estimated(0.8, 0.7, 0.9).loss_excluded == 0.0


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        QUIET.ratio = 2.0


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"median": 3.0}, {"standard_deviation": -1.0}, {"mean": float("nan")}]
)
def test_a_summary_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Summary.model_validate({**summarise([1.0, 2.0]).model_dump(), **wrong})


@settings(max_examples=1000, deadline=None)
@given(st.lists(verdicts, min_size=1, max_size=6))
def test_no_case_can_hide_a_graver_one(found: list[Verdict]) -> None:
    cases = [f"c-{i}" for i in range(len(found))]
    verdict = overall(cases, [compared(*pair) for pair in zip(cases, found, strict=True)])
    assert (verdict in {"pass", "warn"}) == all(each in {"pass", "warn"} for each in found)
    assert (verdict == "error") == ("error" in found)
    assert (verdict == "fail") == ("fail" in found and "error" not in found)


@settings(max_examples=1000, deadline=None)
@given(
    estimates(),
    st.integers(1, 10**6),
    st.floats(0, 1),
    st.floats(0, 9),
    st.none() | st.floats(0.1, 9),
)
def test_an_estimate_comes_back_from_json(
    ends: Estimate, blocks: int, p_value: float, standard_error: float, bca: float | None
) -> None:
    others = {"blocks": blocks, "p_value": p_value, "standard_error": standard_error}
    found = Estimate(**{**ends.model_dump(), **others, "bca_low": bca, "bca_high": bca})
    assert Estimate.model_validate_json(found.model_dump_json()) == found


finite = st.floats(allow_nan=False, allow_infinity=False)
cases = st.builds(
    CaseComparison,
    case=st.text(min_size=1, max_size=4),
    verdict=verdicts,
    reason=st.text(min_size=1, max_size=4),
    estimate=estimates(),
    second=st.just(QUIET),
    pooled=st.just(QUIET),
    control=st.none() | st.just(QUIET),
    q_value=st.none() | st.floats(0, 1),
    effects=st.lists(finite, max_size=4).map(tuple),
    base=st.none() | st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=5).map(summarise),
    base_peak_bytes=st.none() | st.integers(0, 2**63),
    instruction_ratio=st.none() | st.floats(1e-3, 1e3),
    base_digest=st.just("d"),
    head_digest=st.just("d"),
    accepted=st.text(),
    readings=st.just(()) | st.just(readings_of("head", [0.1, 0.2])),
)


@settings(max_examples=1000, deadline=None)
@given(cases, st.text(max_size=4), st.floats(0.001, 0.05))
def test_a_comparison_comes_back_from_json(found: CaseComparison, label: str, warn: float) -> None:
    expected = (found.case,)
    result = ComparisonResult(
        made="2024-01-02T00:00:00+00:00", machine=MACHINE, base=Side(label=label),
        head=Side(label="b", revision="1a2b"), thresholds=Thresholds(warn=warn), cases=expected,
        comparisons=(found,), verdict=overall(expected, (found,)),
    )  # fmt: skip
    assert ComparisonResult.model_validate_json(result.model_dump_json()) == result
