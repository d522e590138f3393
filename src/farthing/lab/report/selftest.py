"""The gate's self-test: what was planted, and whether the gate said what it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report.comparison import intervals_of, last_line
from farthing.lab.report.comparison import sections as comparison_sections
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import TONES, VERDICTS, count
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from farthing.lab.report.forest import Forest
    from farthing.lab.results.comparison import CaseComparison
    from farthing.lab.results.selftest import Check, SelftestResult
    from farthing.report.table import Table


def document(result: SelftestResult) -> Document:
    """What a self-test says."""
    wrong = [check.name for check in result.checks if not check.is_right]
    found = [_named(check) for check in result.checks]
    intervals = _intervals(result, found)
    words = f"Wrong about: {', '.join(wrong)}." if wrong else "It said what it must of each."
    thresholds = result.checks[0].comparison.thresholds
    return Document(
        kicker="Self-test of the gate",
        title="The gate is wrong" if wrong else "The gate is right",
        tone="loss" if wrong else "gain",
        standfirst=f"{count(len(result.checks), 'thing was', 'things were')} planted. {words}",
        facts=(
            Fact("Right", f"{len(result.checks) - len(wrong)}", f"of {len(result.checks)}"),
        ),
        sections=(
            Section(
                "checks", "Checks", "What was planted into the head, and what the gate said.",
                tables=(checks(result),), forests=(intervals,) if intervals.rows else (),
            ),
            *(each for each in comparison_sections(found, thresholds) if each.is_detail),
        ),
    )  # fmt: skip


def _named(check: Check) -> CaseComparison:
    """The one case of a check, by the name of what was planted."""
    (case,) = check.comparison.comparisons
    return case.model_copy(update={"case": check.name})


def _intervals(result: SelftestResult, found: list[CaseComparison]) -> Forest:
    return intervals_of(found, result.checks[0].comparison.thresholds)


def checks(result: SelftestResult) -> Table:
    """A row a check."""
    rows = [
        (
            check.name, " or ".join(VERDICTS[each].lower() for each in check.expected),
            Cell(VERDICTS[check.verdict].lower(), TONES[check.verdict]),
            Cell("yes", "gain") if check.is_right else Cell("no", "loss"), last_line(check.reason),
        )
        for check in result.checks
    ]  # fmt: skip
    names = ("Planted", "Right is", "Said", "As it must", "Reason")
    return sheet("What was planted", names, rows, words=names)
