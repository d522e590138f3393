"""The ledger of optimisations: taken or left, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from farthing.lab.report.comparison import interval, intervals_of, worst
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import DASH, change, count, duration, share, size
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.report.forest import Forest
    from farthing.lab.results.comparison import ComparisonResult
    from farthing.lab.results.ledger import Report
    from farthing.report.table import Table


def document(result: Report) -> Document:
    """What a ledger says."""
    taken, all_of = len(result.accepted), len(result.results)
    limits = result.threshold
    return Document(
        kicker=f"Optimisation ledger: {result.component.name}",
        title=f"{taken} of {count(all_of, 'candidate')} taken",
        standfirst=_standfirst(result),
        banners=(f"The whole could not be measured: {result.total_error}",)
        if result.total_error
        else (),
        facts=(
            Fact("Has to save", share(limits.improvement), "in one case at least"),
            Fact("Confidence", share(limits.confidence)),
            Fact("Runs", f"{limits.runs}", "a side and case at least"),
            Fact("Memory", f"+{share(limits.memory_increase)}", "at most"),
            Fact("Began with", result.baseline.label),
        ),
        sections=(
            Section("candidates", "Candidates", result.component.why, tables=(candidates(result),)),
            Section(
                "total", "All that was taken",
                "The base of the plan against all that was taken, measured by itself: shares of "
                "single candidates do not add up.",
                tables=tuple(_total(result)),
                forests=tuple(_forest(result.total)) if result.total else (),
            ),
            Section(
                "cases", "Case by case", "Each candidate against what was taken before it.",
                tables=tuple(_case_by_case(result)),
                forests=tuple(
                    drawn for each in result.results if each.comparison
                    for drawn in _forest(each.comparison, each.alternative.name)
                ),
                is_detail=True,
            ),
        ),
    )  # fmt: skip


def _standfirst(result: Report) -> str:
    if result.total is not None:
        return f"Together, against {result.baseline.label}. {worst(result.total)}"
    names = ", ".join(each.alternative.name for each in result.rejected)
    return f"Left: {names}." if not result.accepted else f"Cases: {', '.join(result.cases)}."


def candidates(result: Report) -> Table:
    """A row a candidate."""
    rows = [
        (
            each.alternative.name, each.alternative.why, each.base,
            Cell("taken", "gain") if each.accepted else Cell("left", "loss"), each.reason,
        )
        for each in result.results
    ]  # fmt: skip
    names = ("Candidate", "Expected", "Against", "Taken", "Reason")
    return sheet("Candidates, in the order in which they were judged", names, rows, words=names)


def _total(result: Report) -> Iterator[Table]:
    if result.total is not None:
        yield _table("The whole plan", result.total)


def _case_by_case(result: Report) -> Iterator[Table]:
    for each in result.results:
        if each.comparison is not None:
            yield _table(each.alternative.name, each.comparison)


def _table(caption: str, comparison: ComparisonResult) -> Table:
    rows = [
        (
            each.case, change(each.shown.ratio) if each.shown else DASH, interval(each.shown),
            duration(each.base.median if each.base else None),
            duration(each.head.median if each.head else None),
            size(each.base_peak_bytes), size(each.head_peak_bytes),
        )
        for each in comparison.comparisons
    ]  # fmt: skip
    names = ("Case", "Change", "Interval", "Before", "After", "Peak before", "Peak after")
    return sheet(caption, names, rows)


def _forest(comparison: ComparisonResult, name: str = "All that was taken") -> Iterator[Forest]:
    drawn = intervals_of(comparison.comparisons, comparison.thresholds)
    if drawn.rows:
        yield replace(drawn, title=name)
