"""A run of cases: what each costs, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report import strategy
from farthing.lab.report.axis import of_seconds
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.strips import Values, strips
from farthing.lab.report.words import DASH, count, duration, size
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.lab.report.strips import Strips
    from farthing.lab.results.reading import Reading
    from farthing.lab.results.run import CaseResult, RunResult
    from farthing.report.table import Table

DIGEST = 12
RAISED = "raised"
RATE = "Asset-bars/s"


def document(result: RunResult) -> Document:
    """What a run says."""
    raised = [each for each in result.cases if each.error]
    title = f"{count(len(raised), 'case')} raised" if raised else count(len(result.cases), "case")
    return Document(
        kicker="Benchmarks",
        title=title,
        tone="loss" if raised else "",
        standfirst="Each process is fresh and gives one number a case: the median of its rounds. "
        "Times are of one machine; only what ran beside each other is compared.",
        facts=tuple(_facts(result)),
        sections=(
            Section("cases", "Cases", tables=(cases(result),)),
            Section(
                "raised", "Raised", "What raises has no time.",
                quotes=tuple((each.case, each.error) for each in raised),
            ),
            Section(
                "distributions", "Distributions", "A dot is a process.",
                strips=tuple(_strips(result)), is_detail=True,
            ),
            Section(
                "answers", "Answers", "Every process of a case came to the same.",
                tables=tuple(_answers(result)), is_detail=True,
            ),
        ),
    )  # fmt: skip


def _facts(result: RunResult) -> Iterator[Fact]:
    readings = [reading for case in result.cases for reading in case.readings]
    yield Fact("Cases", f"{len(result.cases)}")
    if readings:
        rounds = sum(len(reading.seconds) for reading in readings)
        yield Fact("Processes", f"{len(readings)}", f"with {count(rounds, 'round')}")
    yield from strategy.facts(result.strategy)


def cases(result: RunResult) -> Table:
    """A row a case; columns that nothing is known of are left out."""
    names = ("Case", "Median", "Least", "Most", "CPU", "Peak", "Instructions", RATE, "Fills")
    rows = [_case(each) for each in result.cases]
    kept = [
        n
        for n, name in enumerate(names)
        if name not in ("Instructions", RATE, "Fills") or any(row[n] != DASH for row in rows)
    ]
    note = "Least and most are of processes; the peak is of a whole process."
    return sheet(
        "All cases", [names[n] for n in kept], [[row[n] for n in kept] for row in rows], note=note
    )


def _case(each: CaseResult) -> list[Cell | str]:
    if each.error:
        return [each.case, Cell(RAISED, "loss"), *[DASH] * 7]
    medians, first = sorted(each.medians), each.readings[0]
    peaks = [r.peak_bytes for r in each.readings if r.peak_bytes is not None]
    return [
        each.case, duration(each.median), duration(medians[0]), duration(medians[-1]),
        duration(cpu(each.readings)), size(max(peaks, default=None)),
        DASH if first.instructions is None else f"{first.instructions:,}",
        DASH if first.work is None else f"{first.work / each.median:,.0f}",
        _told(first.facts.get("fills", DASH)),
    ]  # fmt: skip


def _told(fact: str) -> str:
    """What a case says of its answer; whole numbers as all others are written.

    >>> _told("1695"), _told("1066010.39")
    ('1,695', '1066010.39')
    """
    return f"{int(fact):,}" if fact.isdecimal() else fact


def cpu(readings: Sequence[Reading]) -> float | None:
    """Processor time of a mean round: clocks of it are too coarse for one."""
    found = [each.cpu_seconds for each in readings if each.cpu_seconds is not None]
    return sum(found) / len(found) if found else None


def _strips(result: RunResult) -> Iterator[Strips]:
    for each in result.cases:
        if each.readings:
            lane = Values("processes", each.medians, ("strategy",), duration(each.median))
            yield strips(each.case, [lane], of_seconds(each.medians))


def _answers(result: RunResult) -> Iterator[Table]:
    known = [each for each in result.cases if each.readings]
    facts = list(dict.fromkeys(name for each in known for name in each.readings[0].facts))
    rows = [
        (each.case, each.readings[0].digest[:DIGEST] or DASH,
         *(_told(each.readings[0].facts.get(name, DASH)) for name in facts))
        for each in known
    ]  # fmt: skip
    if rows:
        titles = [name.replace("_", " ").capitalize() for name in facts]
        yield sheet("Answers", ("Case", "Digest", *titles), rows, words=("Digest",))
