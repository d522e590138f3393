"""The history of a machine: medians by commit, and where they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.history_plot import plot
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import between, change, count, duration, size
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.results.history import CaseHistory, HistoryResult
    from farthing.report.table import Table

NAMES = ("Case", "Commit", "Median", "Least to most", "Processes", "Peak")


def document(result: HistoryResult) -> Document:
    """What a history says."""
    changes = sum(len(case.changes) for case in result.cases)
    return Document(
        kicker="History",
        title=count(changes, "change of level", "changes of level"),
        standfirst=f"{count(len(result.cases), 'case')} through {count(result.lines, 'commit')}. A "
        "level has changed where two of three detectors see it; it is a hint, never a verdict.",
        banners=tuple(_banners(result)),
        facts=tuple(Fact("Machine", name) for name in result.machines),
        sections=(
            Section(
                "changes", "Changes", "Where the level of a case changes.",
                tables=tuple(_changes(result)), pictures=tuple(_pictures(result)),
            ),
            Section(
                "latest", "Latest", "What the last commit has.",
                tables=(_latest(result),) if result.cases else (),
            ),
            Section(
                "commits", "Commits", "Every commit.",
                tables=tuple(_commits(case) for case in result.cases), is_detail=True,
            ),
        ),
    )  # fmt: skip


def _banners(result: HistoryResult) -> Iterator[str]:
    """What levels cannot be compared across: machines, and answers."""
    if result.across_machines:
        yield f"{count(len(result.machines), 'machine')} are mixed: levels differ by machine."
    for case in result.cases:
        if case.answers:
            yield f"{case.case} came to another answer at {', '.join(case.answers)}."


def _pictures(result: HistoryResult) -> Iterator[tuple[str, str]]:
    if result.cases:
        yield "Seconds by commit", plot(result)


def _changes(result: HistoryResult) -> Iterator[Table]:
    rows = [
        (
            case.case, case.commits[each.position], duration(each.before), duration(each.after),
            Cell(change(each.ratio), "loss" if each.ratio > 1 else "gain"), ", ".join(each.votes),
        )
        for case in result.cases for each in case.changes
    ]  # fmt: skip
    if rows:
        names = ("Case", "From commit", "Before", "After", "Change", "Seen by")
        yield sheet("Changes of level", names, rows, words=("From commit", "Seen by"))


def _latest(result: HistoryResult) -> Table:
    rows = [
        (case.case, case.commits[-1], *_figures(case, -1), ", ".join(case.answers) or "none")
        for case in result.cases
    ]
    names = (*NAMES, "Other answers at")
    return sheet("The last commit of each case", names, rows, words=("Commit", names[-1]))


def _figures(case: CaseHistory, place: int) -> tuple[str, ...]:
    found = case.medians[place]
    return (
        duration(found.seconds), between(duration(found.low), duration(found.high)),
        f"{found.processes}", size(found.peak_bytes),
    )  # fmt: skip


def _commits(case: CaseHistory) -> Table:
    rows = [(commit, *_figures(case, place)) for place, commit in enumerate(case.commits)]
    return sheet(case.case, NAMES[1:], rows)
