"""The optimisation ledger: candidates judged one by one, each on top of those that were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.errors import FarthingError
from farthing.lab.machine import machine
from farthing.lab.plan import read_plan
from farthing.lab.results.ledger import (
    Alternative,
    Baseline,
    Decision,
    OptimisationResult,
    Report,
    ResultSet,
    Threshold,
)
from farthing.lab.run import now
from farthing.lab.statistics.effects import block_effect
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.wilcoxon import blocks_needed
from farthing.lab.verdict import DIGITS_SHOWN, change, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from farthing.lab.results.comparison import CaseComparison, ComparisonResult, Estimate
    from farthing.lab.results.reading import Reading

    Measure = Callable[[Baseline, Baseline, Sequence[str]], ComparisonResult]


def judge_plan(
    plan: Path,
    measure: Measure,
    *,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Judges the candidates of a plan in their order; one that is accepted is the next one's base.

    Args:
        plan: a TOML file; see ``read_plan``.
        measure: compares two states of the code: called with the base, the base with the candidate
            on top, and the names of the cases.
        progress: called with candidates done, candidates in all and the next one's name.

    A candidate that cannot be measured is rejected with what was raised. At the end, all that was
    accepted is measured together against the first base.

    Raises:
        ConfigurationError: the plan is not there or makes no sense.
    """
    planned = read_plan(plan)
    base = planned.baseline
    results: list[OptimisationResult] = []
    for done, candidate in enumerate(planned.candidates):
        if progress is not None:
            progress(done, len(planned.candidates), candidate.name)
        found = _judge_one(candidate, base, planned.cases, planned.threshold, measure)
        results.append(found)
        base = base.with_change(candidate) if found.accepted else base
    if progress is not None:
        progress(len(planned.candidates), len(planned.candidates), "")
    total, total_error = _total(planned.baseline, base, planned.cases, results, measure)
    return Report(
        made=now(), machine=machine(), command=f"farthing bench ledger {plan.name}",
        component=planned.component, threshold=planned.threshold, cases=planned.cases,
        baseline=planned.baseline, results=tuple(results), total=total, total_error=total_error,
    )  # fmt: skip


def decide(
    candidate: ResultSet,
    baseline: ResultSet,
    threshold: Threshold | None = None,
    estimates: Mapping[str, Estimate] | None = None,
) -> Decision:
    """Whether a candidate is taken.

    Args:
        candidate: readings of the code with the change.
        baseline: readings of the code without it, of the same cases.
        threshold: what the change has to come to; the usual one where none is given.
        estimates: ratios of the cases from balanced blocks. Where they are not given, the n-th
            process of one side is paired with the n-th of the other.

    In this order: the cases are the same and each has enough runs; every process of both sides gave
    the same answer; memory stays within its limit; no case is shown to be slower; and in one case
    at least the estimate saves the share asked for, and its interval excludes that it saves none.
    """
    threshold = threshold or Threshold()
    given = estimates or {}
    cases = baseline.cases
    refusal = _missing(candidate, baseline, threshold)
    refusal = refusal or _first(_other_answer(candidate, baseline, case) for case in cases)
    refusal = refusal or _first(_memory(candidate, baseline, threshold, case) for case in cases)
    if refusal:
        return Decision(accepted=False, reason=refusal)
    found = {
        case: given.get(case) or _paired(candidate, baseline, threshold, case) for case in cases
    }
    return _by_time(found, threshold)


def _judge_one(
    candidate: Alternative,
    base: Baseline,
    cases: Sequence[str],
    threshold: Threshold,
    measure: Measure,
) -> OptimisationResult:
    try:
        comparison = measure(base, base.with_change(candidate), cases)
    except FarthingError as error:
        return OptimisationResult(
            alternative=candidate, base=base.label, accepted=False, reason=f"not measured: {error}"
        )
    decision = _decide_on(comparison, cases, threshold)
    return OptimisationResult(
        alternative=candidate, base=base.label, accepted=decision.accepted,
        reason=decision.reason, comparison=comparison,
    )  # fmt: skip


def _decide_on(
    comparison: ComparisonResult, cases: Sequence[str], threshold: Threshold
) -> Decision:
    """The decision on a comparison; its cases must be those that were asked for."""
    by_case = {found.case: found for found in comparison.comparisons}
    refusal = _first(_unshown(by_case.get(case), case, threshold) for case in cases)
    if refusal:
        return Decision(accepted=False, reason=refusal)
    estimates = {case: shown for case in cases if (shown := by_case[case].shown) is not None}
    head, base = (
        ResultSet(label=side.label, readings=_readings(by_case, cases, name))
        for side, name in ((comparison.head, "head"), (comparison.base, "base"))
    )
    return decide(head, base, threshold, estimates)


def _unshown(found: CaseComparison | None, case: str, threshold: Threshold) -> str:
    """Why a comparison has no estimate of a case that will do; empty where it has."""
    if found is None:
        return f"{case} was not measured"
    if found.shown is None:
        return f"{case}: {found.reason}"
    if found.shown.confidence < threshold.confidence:
        return (
            f"{case} was measured with a confidence of {found.shown.confidence:g}, below the"
            f" {threshold.confidence:g} asked for"
        )
    return ""


def _readings(
    by_case: Mapping[str, CaseComparison], cases: Sequence[str], side: str
) -> tuple[Reading, ...]:
    return tuple(
        reading for case in cases for reading in by_case[case].readings if reading.side == side
    )


def _total(
    first: Baseline,
    last: Baseline,
    cases: Sequence[str],
    results: Sequence[OptimisationResult],
    measure: Measure,
) -> tuple[ComparisonResult | None, str]:
    """All that was accepted against the first base, and why that could not be measured."""
    accepted = [result for result in results if result.accepted]
    if not accepted:
        return None, ""
    if len(accepted) == 1:
        return accepted[0].comparison, ""
    try:
        return measure(first, last, cases), ""
    except FarthingError as error:
        return None, f"not measured: {error}"


def _missing(candidate: ResultSet, baseline: ResultSet, threshold: Threshold) -> str:
    if not baseline.cases or set(candidate.cases) != set(baseline.cases):
        shown = [", ".join(side.cases) or "nothing" for side in (candidate, baseline)]
        return f"the candidate was measured on {shown[0]}, the base on {shown[1]}"
    for side, found in (("candidate", candidate), ("base", baseline)):
        for case in baseline.cases:
            if len(found.of(case)) < threshold.runs:
                runs = len(found.of(case))
                return f"{case}: {runs} runs of the {side}, at least {threshold.runs} are needed"
    needed = blocks_needed(threshold.confidence)
    if threshold.runs < needed:
        return (
            f"{threshold.runs} runs cannot reach a confidence of {threshold.confidence:g}: at least"
            f" {needed} are needed"
        )
    return ""


def _other_answer(candidate: ResultSet, baseline: ResultSet, case: str) -> str:
    digests = sorted(candidate.digests(case) | baseline.digests(case))
    if len(digests) > 1:
        shown = " and ".join(digest[:DIGITS_SHOWN] or "none" for digest in digests)
        return f"{case}: the answer is not the same, {shown}"
    return "" if digests[0] else f"{case} has no answer to compare"


def _memory(candidate: ResultSet, baseline: ResultSet, threshold: Threshold, case: str) -> str:
    before, after = baseline.peak_bytes(case), candidate.peak_bytes(case)
    if before is None or after is None or after <= before * (1 + threshold.memory_increase):
        return ""
    more = percent(after / before - 1) if before else f"{after} bytes"
    limit = percent(threshold.memory_increase)
    return f"{case}: peak memory grows by {more}, the limit is {limit}"


def _paired(candidate: ResultSet, baseline: ResultSet, threshold: Threshold, case: str) -> Estimate:
    pairs = zip(baseline.of(case), candidate.of(case), strict=False)
    effects = [block_effect([before.median], [after.median]) for before, after in pairs]
    return estimate(effects, threshold.confidence)


def _by_time(found: Mapping[str, Estimate], threshold: Threshold) -> Decision:
    slower = [case for case, estimated in found.items() if estimated.is_slower]
    if slower:
        worst = max(slower, key=lambda case: found[case].ratio)
        return Decision(accepted=False, reason=f"{worst} gets {change(found[worst])}")
    shown = {case: estimated for case, estimated in found.items() if estimated.high < 1}
    best = min(shown or found, key=lambda case: found[case].ratio)
    words = f"{best} gets {change(found[best])}"
    asked = percent(threshold.improvement)
    if not shown:
        return Decision(accepted=False, reason=f"{words}, which is not shown to be faster")
    if found[best].ratio > 1 - threshold.improvement:
        return Decision(accepted=False, reason=f"{words}, at least {asked} are asked for")
    return Decision(accepted=True, reason=f"{words}, at least {asked}; no case gets slower")


def _first(reasons: Iterable[str]) -> str:
    """The first reason there is, or none."""
    return next(filter(None, reasons), "")
