"""The experiment with the gate: how often it said what."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from farthing.lab.report.axis import of_changes
from farthing.lab.report.comparison import interval
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.strips import Values, strips
from farthing.lab.report.words import DASH, TONES, VERDICTS, change, count, probability, share
from farthing.lab.results.comparison import GRAVITY, Verdict
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.report.strips import Strips
    from farthing.lab.results.experiment import ExperimentResult, Group
    from farthing.report.table import Table

COLOURS = {"gain": "green", "second": "orange", "neutral": "grey", "loss": "red"}
"""What tones look like on the page."""
LEGEND = ", ".join(f"{VERDICTS[v].lower()} {COLOURS[TONES[v]]}" for v in GRAVITY[:-1])


def document(result: ExperimentResult) -> Document:
    """What an experiment says."""
    wrong = [group.name for group in result.groups if not group.is_right]
    made = sum(len(group.comparisons) for group in result.groups)
    words = f"Not as it must be: {', '.join(wrong)}." if wrong else "All is as it must be."
    return Document(
        kicker="Experiment with the gate",
        title="The gate is wrong" if wrong else "The gate is to be believed",
        tone="loss" if wrong else "gain",
        standfirst=f"{count(made, 'comparison')} of a commit with itself, with a known slowdown "
        f"planted into the head, or none. {words}",
        facts=(
            Fact("Comparisons", f"{made}", f"in {count(len(result.groups), 'group')}"),
            Fact("Seed", f"{result.seed}", "of the first"),
        ),
        sections=(
            Section(
                "verdicts", "Verdicts", "How often the gate said what.", tables=(verdicts(result),),
                strips=tuple(_strips(result)),
            ),
            Section(
                "comparisons", "Comparisons", "Every comparison.",
                tables=tuple(_comparisons(group) for group in result.groups if group.comparisons),
                is_detail=True,
            ),
        ),
    )  # fmt: skip


def verdicts(result: ExperimentResult) -> Table:
    """A row a group."""
    rows: list[tuple[Cell | str, ...]] = [
        (
            group.name, share(group.share), _found(group), share(group.gate),
            f"{len(group.comparisons)} of {group.asked}",
            *(f"{number}" for number in reversed(list(group.counts.values()))), _demand(group),
            Cell("yes", "gain") if group.is_right else Cell("no", "loss"),
        )
        for group in result.groups
    ]  # fmt: skip
    names = (
        "Planted", "Share", "Found", "Gate", "Made",
        *(VERDICTS[each] for each in reversed(list(Verdict))), "Must be", "As it must",
    )  # fmt: skip
    return sheet("Verdicts", names, rows, words=("Must be", "As it must"))


def _found(group: Group) -> str:
    """The median of the estimates: what the gate saw of what was planted."""
    ratios = [
        case.shown.ratio for made in group.comparisons for case in made.comparisons if case.shown
    ]
    return change(statistics.median(ratios)) if ratios else DASH


def _demand(group: Group) -> str:
    words = [f"at least {number} {verdict}" for verdict, number in group.least.items()]
    words += [
        f"at most {number} {verdict}" if number else f"no {verdict}"
        for verdict, number in group.most.items()
    ]
    return ", ".join(words) or DASH


def _strips(result: ExperimentResult) -> Iterator[Strips]:
    lanes = [lane for lane in map(_lane, result.groups) if lane.values]
    if not lanes:
        return
    gates = sorted({group.gate for group in result.groups})
    marks = [(1.0, "same", "base"), *((1 + g, f"gate {share(g)}", "gate") for g in gates)]
    axis = of_changes([*_planted(result), *(value for lane in lanes for value in lane.values)])
    note = f"A dot is a comparison; its colour is the verdict: {LEGEND}."
    yield strips("Estimates of all comparisons", lanes, axis, marks, note)


def _planted(result: ExperimentResult) -> list[float]:
    """The ratios that a perfect gate would find, and those of the gates."""
    return [1 + value for group in result.groups for value in (group.share, group.gate)]


def _lane(group: Group) -> Values:
    shown = [
        (case.shown.ratio, TONES[case.verdict])
        for made in group.comparisons for case in made.comparisons if case.shown
    ]  # fmt: skip
    ratios, tones = [ratio for ratio, _ in shown], [tone for _, tone in shown]
    return Values(group.name, ratios, tones, f"planted {share(group.share)}")


def _comparisons(group: Group) -> Table:
    rows = [
        (
            f"{number}", case.case, Cell(VERDICTS[case.verdict], TONES[case.verdict]),
            change(case.shown.ratio) if case.shown else DASH, interval(case.shown),
            f"{case.shown.blocks}" if case.shown else DASH, probability(case.q_value),
            interval(case.control),
        )
        for number, made in enumerate(group.comparisons, start=1)
        for case in made.comparisons
    ]  # fmt: skip
    names = ("No.", "Case", "Verdict", "Change", "Interval", "Blocks", "q", "A/A control")
    return sheet(group.name, names, rows, words=("Case", "Verdict"))
