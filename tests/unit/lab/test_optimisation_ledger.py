"""The optimisation ledger: what is taken, what is left, and what the next one is measured on."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_evidence import compared, comparison_of, estimated, readings_of
from pydantic import ValidationError

from farthing.errors import ConfigurationError, FarthingError
from farthing.lab.ledger import decide, judge_plan
from farthing.lab.plan import read_plan
from farthing.lab.results.comparison import ComparisonResult, Verdict
from farthing.lab.results.ledger import (
    Alternative,
    Baseline,
    Component,
    OptimisationResult,
    Report,
    ResultSet,
    Threshold,
)

BASE = [0.100, 0.101, 0.102, 0.099, 0.1005, 0.1015, 0.0995, 0.1012, 0.1003, 0.0998]
PLAN = """\
base = "main"
cases = ["c-D"]

[component]
name = "event loop"
why = "a third of c-D"

[[candidates]]
name = "slots"
why = "smaller objects"
revision = "1a2b3c"

[[candidates]]
name = "cache"
why = "fewer look-ups"
patch = "cache.patch"

[[candidates]]
name = "batch"
why = "fewer calls"
revision = "4d5e6f"
"""


def results(label: str, factor: float = 1.0, **others: object) -> ResultSet:
    """Readings that are so many times those of the base, with a little noise of their own."""
    noise = np.random.default_rng(len(label)).normal(0, 0.001, len(BASE))
    seconds = [second * factor * math.exp(e) for second, e in zip(BASE, noise, strict=True)]
    side = "head" if label == "head" else "base"
    return ResultSet(label=label, readings=readings_of(side, seconds, **others))


def both(first: ResultSet, second: ResultSet) -> ResultSet:
    """One side with the cases of two."""
    return ResultSet(label=first.label, readings=first.readings + second.readings)


def test_a_clear_improvement_with_the_same_answer_is_taken() -> None:
    found = decide(results("head", 0.9), results("base"))
    assert found.accepted
    assert found.reason.startswith("c-D gets 10.")
    assert found.reason.endswith("at least 5.0 %; no case gets slower")


@pytest.mark.parametrize(
    ("candidate", "threshold", "words"),
    [
        (results("head", 0.5, digest="e"), Threshold(), "c-D: the answer is not the same, d and e"),
        (results("head", 0.5, digest=""), Threshold(), "the answer is not the same, none and d"),
        (results("head", 0.97), Threshold(), "3.0 % faster (3.0 % to 3.0 %), at least 5.0 % are"),
        (results("head", 1.02), Threshold(), "c-D gets 2.0 % slower"),
        (results("head", 0.9, peak=111), Threshold(), "peak memory grows by 11.0 %, the limit is"),
        (results("head", 0.9), Threshold(runs=11), "10 runs of the candidate, at least 11"),
        (results("head", 0.9), Threshold(runs=5), "at least 6 are needed"),
        (results("head", 0.9, case="c-M"), Threshold(), "measured on c-M, the base on c-D"),
        (ResultSet(label="head"), Threshold(), "measured on nothing, the base on c-D"),
    ],
)
def test_a_candidate_is_left_with_its_reason(
    candidate: ResultSet, threshold: Threshold, words: str
) -> None:
    found = decide(candidate, results("base"), threshold)
    assert not found.accepted
    assert words in found.reason


def test_an_improvement_that_noise_could_be_is_left() -> None:
    found = decide(
        results("head", 0.9), results("base"), estimates={"c-D": estimated(0.9, 0.8, 1.01)}
    )
    assert not found.accepted
    assert found.reason == (
        "c-D gets 10.0 % faster (-1.0 % to 20.0 %), which is not shown to be faster"
    )


def test_answers_come_before_everything_else() -> None:
    candidate = results("head", 2.0, digest="e", peak=10_000)
    assert "answer" in decide(candidate, results("base")).reason


def test_without_an_answer_equivalence_is_not_shown() -> None:
    found = decide(results("head", 0.5, digest=""), results("base", digest=""))
    assert (found.accepted, found.reason) == (False, "c-D has no answer to compare")


def test_a_case_that_gets_slower_outweighs_one_that_gets_faster() -> None:
    candidate = both(results("head", 0.5), results("head", 1.03, case="c-M"))
    found = decide(candidate, both(results("base"), results("base", case="c-M")))
    assert not found.accepted
    assert found.reason.startswith("c-M gets 3.")


def test_memory_at_its_limit_and_memory_unread_pass() -> None:
    assert decide(results("head", 0.9, peak=110), results("base")).accepted
    assert decide(results("head", 0.9, peak=None), results("base")).accepted
    from_nothing = decide(results("head", 0.9, peak=5), results("base", peak=0))
    assert "peak memory grows by 5 bytes" in from_nothing.reason


@settings(max_examples=1000, deadline=None)
@given(
    st.floats(0.5, 1.5), st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0.01, 0.5), st.booleans()
)
def test_what_is_taken_is_faster_by_enough_with_the_same_answer(
    ratio: float, below: float, above: float, improvement: float, is_same: bool
) -> None:
    shown = estimated(ratio, ratio * (1 - below), ratio * (1 + above))
    candidate = CANDIDATE if is_same else CHANGED
    found = decide(candidate, REFERENCE, Threshold(improvement=improvement), {"c-D": shown})
    assert found.accepted == (is_same and shown.high < 1 and ratio <= 1 - improvement)
    assert found.reason


CANDIDATE, CHANGED, REFERENCE = results("head"), results("head", digest="e"), results("base")


class Bench:
    """Measures states of the code whose speed is known, and notes what it was asked."""

    def __init__(self, factors: dict[str, float], broken: str = "", changed: str = "") -> None:
        self.factors, self.broken, self.changed = factors, broken, changed
        self.asked: list[tuple[str, str]] = []

    def __call__(self, base: Baseline, candidate: Baseline, cases: object) -> ComparisonResult:
        self.asked.append((base.label, candidate.label))
        if candidate.changes[-1].name == self.broken:
            raise FarthingError("the patch does not apply")
        digest = "e" if candidate.changes[-1].name == self.changed else "d"
        readings = (
            results("head", self.factor(candidate), digest=digest).readings
            + results("base", self.factor(base)).readings
        )
        ratio = self.factor(candidate) / self.factor(base)
        changed = {"verdict": Verdict.ERROR, "head_digest": digest, "base_digest": "d"}
        found = compared(
            readings=readings, pooled=estimated(ratio), **(changed if digest == "e" else {})
        )
        return comparison_of(found)

    def factor(self, code: Baseline) -> float:
        """How many times the time of the plan's base this code takes."""
        return math.prod(self.factors[change.name] for change in code.changes)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan of three candidates."""
    (tmp_path / "cache.patch").write_text("--- a/x\n+++ b/x\n", encoding="utf-8")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "plan.toml"


def test_an_accepted_candidate_is_the_base_of_the_next(plan: Path) -> None:
    bench = Bench({"slots": 0.9, "cache": 0.99, "batch": 0.8})
    seen: list[tuple[int, int, str]] = []
    report = judge_plan(plan, bench, progress=lambda *step: seen.append(step))
    assert bench.asked == [
        ("main", "main + slots"),
        ("main + slots", "main + slots + cache"),
        ("main + slots", "main + slots + batch"),
        ("main", "main + slots + batch"),
    ]
    assert [result.accepted for result in report.results] == [True, False, True]
    assert [result.alternative.name for result in report.accepted] == ["slots", "batch"]
    assert [result.alternative.name for result in report.rejected] == ["cache"]
    assert "at least 5.0 % are asked for" in report.rejected[0].reason
    assert report.total is not None
    assert report.total.comparisons[0].shown == estimated(0.9 * 0.8)
    assert report.exit_code == 0
    assert [step[2] for step in seen] == ["slots", "cache", "batch", ""]


def test_the_report_keeps_everything_on_the_way_to_json_and_back(plan: Path) -> None:
    report = judge_plan(plan, Bench({"slots": 0.9, "cache": 0.99, "batch": 0.8}))
    assert report.kind == "ledger"
    assert report.command == "farthing bench ledger plan.toml"
    assert report.results[1].alternative.patch.startswith("--- a/x")
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_one_accepted_candidate_is_its_own_total(plan: Path) -> None:
    bench = Bench({"slots": 0.9, "cache": 1.0, "batch": 1.0})
    report = judge_plan(plan, bench)
    assert len(bench.asked) == 3
    assert report.total == report.results[0].comparison


def test_nothing_accepted_has_no_total(plan: Path) -> None:
    report = judge_plan(plan, Bench({"slots": 1.0, "cache": 1.0, "batch": 1.0}))
    assert (report.accepted, report.total, report.exit_code) == ((), None, 0)


def test_a_candidate_that_cannot_be_measured_is_left_and_told(plan: Path) -> None:
    bench = Bench({"slots": 0.9, "cache": 0.5, "batch": 1.0}, broken="cache")
    report = judge_plan(plan, bench)
    assert report.results[1].reason == "not measured: the patch does not apply"
    assert report.results[1].comparison is None
    assert bench.asked[2] == ("main + slots", "main + slots + batch")
    assert report.exit_code == 1


def test_a_total_that_cannot_be_measured_is_told(plan: Path) -> None:
    bench = Bench({"slots": 0.9, "cache": 0.8, "batch": 1.0})

    def measure(base: Baseline, candidate: Baseline, cases: object) -> ComparisonResult:
        if len(bench.asked) == 3:
            raise FarthingError("the disk is full")
        return bench(base, candidate, cases)

    report = judge_plan(plan, measure)
    assert (report.total, report.total_error) == (None, "not measured: the disk is full")
    assert report.exit_code == 1


def test_another_answer_is_left_however_fast(plan: Path) -> None:
    report = judge_plan(plan, Bench({"slots": 0.1, "cache": 0.99, "batch": 0.8}, changed="slots"))
    assert not report.results[0].accepted
    assert report.results[0].comparison is not None
    assert report.results[0].comparison.verdict is Verdict.ERROR


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (comparison_of(compared("c-M"), cases=("c-M",)), "c-D was not measured"),
        (comparison_of(compared(verdict=Verdict.ERROR)), "c-D: it is error"),
        (
            comparison_of(compared(pooled=estimated(0.5).model_copy(update={"confidence": 0.9}))),
            "measured with a confidence of 0.9, below the 0.95",
        ),
        (comparison_of(compared(pooled=estimated(0.5))), "measured on nothing, the base on noth"),
    ],
)
def test_a_comparison_that_shows_too_little_is_left(
    plan: Path, found: ComparisonResult, words: str
) -> None:
    report = judge_plan(plan, lambda _base, _candidate, _cases: found)
    assert report.accepted == ()
    assert words in report.results[0].reason


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("base =", "base", "is no TOML file"),
        ('base = "main"', 'base = ""', "base: String should have at least 1 character"),
        ('base = "main"', "", "base: Field required"),
        ('cases = ["c-D"]', "cases = []", "cases: Tuple should have at least 1 item"),
        ('cases = ["c-D"]', 'cases = ["c-D", "c-D"]', "the case c-D is there 2 times"),
        ('name = "batch"', 'name = "slots"', "the candidate slots is there 2 times"),
        ('revision = "1a2b3c"', "", "the candidate slots has both or neither"),
        ('patch = "cache.patch"', 'patch = "none.patch"', "none.patch: No such file"),
        ("[component]", "[threshold]\nruns = 5\n[component]", "5 runs cannot reach a confidence"),
        ("[component]", "[threshold]\nruns = 2\n[component]", "threshold.runs: Input should be"),
        ("[component]", "[treshold]\nruns = 9\n[component]", "treshold: Extra inputs"),
        ('why = "smaller objects"', "", "candidates.0.why: Field required"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan: Path, old: str, new: str, words: str) -> None:
    plan.write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words.replace("(", r"\(")):
        read_plan(plan)


def test_a_plan_without_candidates_or_with_odd_ones_is_refused(plan: Path) -> None:
    head = PLAN.partition("[[candidates]]")[0]
    for candidates in ("", 'candidates = "slots"\n', "candidates = [1]\n"):
        plan.write_text(candidates + head, encoding="utf-8")
        with pytest.raises(ConfigurationError, match="candidates"):
            read_plan(plan)


def test_a_plan_or_patch_that_is_not_there_or_empty_is_refused(plan: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        read_plan(plan.with_name("other.toml"))
    plan.with_name("cache.patch").write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is empty: it changes nothing"):
        read_plan(plan)


def test_a_plan_has_the_usual_threshold_unless_it_says_another(plan: Path) -> None:
    assert read_plan(plan).threshold == Threshold()
    text = PLAN.replace("[component]", "[threshold]\nimprovement = 0.1\nruns = 12\n[component]")
    plan.write_text(text, encoding="utf-8")
    assert read_plan(plan).threshold == Threshold(improvement=0.1, runs=12)


def test_an_accepted_result_needs_its_comparison() -> None:
    change = Alternative(name="a", why="b", revision="c")
    with pytest.raises(ValidationError, match="a is accepted without a comparison"):
        OptimisationResult(alternative=change, base="main", accepted=True, reason="fast")


numbers = st.floats(-1, 2) | st.sampled_from([math.nan, math.inf, -math.inf])


@settings(max_examples=1000, deadline=None)
@given(numbers, numbers, st.integers(-5, 30), numbers)
def test_a_threshold_is_taken_within_its_limits(
    improvement: float, confidence: float, runs: int, memory: float
) -> None:
    values = {
        "improvement": improvement, "confidence": confidence, "runs": runs,
        "memory_increase": memory,
    }  # fmt: skip
    if 0 < improvement < math.inf and 0 < confidence < 1 and runs >= 3 and 0 <= memory < math.inf:
        found = Threshold(**values)
        assert Threshold.model_validate_json(found.model_dump_json()) == found
    else:
        with pytest.raises(ValidationError):
            Threshold(**values)


words = st.text(min_size=1, max_size=5)
changes = st.builds(Alternative, name=words, why=words, revision=words)


@settings(max_examples=1000, deadline=None)
@given(
    st.builds(Baseline, revision=words, changes=st.lists(changes, max_size=3).map(tuple)),
    st.builds(Component, name=words, why=st.text(max_size=5)),
    st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=4),
)
def test_the_types_of_the_ledger_come_back_from_json(
    code: Baseline, component: Component, seconds: list[float]
) -> None:
    found = ResultSet(label=code.label, readings=readings_of("head", seconds))
    for record in (code, component, found):
        assert type(record).model_validate_json(record.model_dump_json()) == record
