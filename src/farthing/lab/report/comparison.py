"""A comparison: the verdict first, then intervals, then all that they rest on."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from farthing.lab.report import strategy
from farthing.lab.report.axis import of_changes, of_seconds
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.strips import Values, strips
from farthing.lab.report.words import (
    DASH,
    TONES,
    VERDICTS,
    between,
    change,
    changes,
    count,
    duration,
    probability,
    share,
    size,
)
from farthing.lab.results.comparison import GRAVITY, Verdict
from farthing.lab.verdict import change as in_words
from farthing.lab.verdict import control_shows_difference, floor
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.lab.report.forest import Forest
    from farthing.lab.report.strips import Strips
    from farthing.lab.results.comparison import (
        CaseComparison,
        ComparisonResult,
        Estimate,
        Side,
        Summary,
        Thresholds,
    )
    from farthing.report.table import Table

DIGEST = 16
SIDES = ("base", "head")


def document(result: ComparisonResult) -> Document:
    """What a comparison says."""
    found = ordered(result)
    return Document(
        kicker=f"Comparison: {name_of(result.head)} against {name_of(result.base)}",
        title=VERDICTS[result.verdict],
        tone=TONES[result.verdict],
        standfirst=worst(result),
        banners=tuple(banners(result)),
        facts=tuple(_facts(result)),
        sections=sections(found, result.thresholds),
    )


def sections(found: Sequence[CaseComparison], thresholds: Thresholds) -> tuple[Section, ...]:
    """All that is known of some cases."""
    intervals = intervals_of(found, thresholds)
    return (
        Section(
            "cases", "Cases", "Time of the head over that of the base; above 0 % is slower.",
            tables=(cases(found),), forests=(intervals,) if intervals.rows else (),
        ),
        Section(
            "reasons", "Reasons", "What decided, case by case.", tables=tuple(_reasons(found)),
            quotes=tuple((each.case, each.reason) for each in found if "\n" in each.reason),
        ),
        Section(
            "distributions", "Distributions",
            "A dot is a process: the median of its rounds. Lanes run from top to bottom in the "
            "order of the processes, so that a drift is seen.",
            strips=tuple(_strips(found, thresholds)), is_detail=True,
        ),
        Section(
            "estimates", "Estimates",
            "Hodges-Lehmann estimates of the blocks' ratios with exact intervals, and those of the "
            "BCa bootstrap as a cross-check.",
            tables=tuple(_estimates(found)), is_detail=True,
        ),
        Section(
            "processes", "Processes",
            "Figures of processes, without pairs: to be read beside the estimates, not in their "
            "place.",
            tables=tuple(_processes(found)), is_detail=True,
        ),
        Section(
            "answers", "Answers", _answers_finding(found), tables=tuple(_answers(found)),
            is_detail=True,
        ),
    )  # fmt: skip


def ordered(result: ComparisonResult) -> list[CaseComparison]:
    """The cases, the gravest verdict first, then the largest ratio."""
    return sorted(
        result.comparisons,
        key=lambda each: (-GRAVITY.index(each.verdict), -(each.shown.ratio if each.shown else 0)),
    )


def worst(result: ComparisonResult) -> str:
    """The worst case with its interval, in one sentence."""
    if not result.comparisons:
        return "No case was compared."
    first = ordered(result)[0]
    among = count(len(result.comparisons), "case")
    words = f"{first.case}: {_brief(first)}"
    if result.verdict is Verdict.PASS:
        words = f"No regression in {among}. The slowest against its base is {words}"
    elif len(result.comparisons) > 1:
        words = f"Worst of {among} is {words}"
    return words if words.endswith(".") else f"{words}."


def _brief(case: CaseComparison) -> str:
    if case.verdict is Verdict.ERROR or case.shown is None:
        return last_line(case.reason)
    return in_words(case.shown)


def last_line(reason: str) -> str:
    """The line of a reason that says most: of a traceback the last."""
    return reason.strip().splitlines()[-1]


def banners(result: ComparisonResult) -> Iterator[str]:
    """What has to be known before the figures are read."""
    missing = set(result.cases) - {each.case for each in result.comparisons}
    if missing:
        yield f"Not compared, though expected: {', '.join(sorted(missing))}."
    loud = [each.case for each in result.comparisons if _is_loud(each)]
    if loud:
        yield (
            "The A/A control, base against base, shows a difference itself in "
            f"{', '.join(loud)}: what looks like a regression there does not block below "
            f"{share(result.thresholds.hard)}."
        )
    yield from (f"Accepted: {c.case}, {c.reason}" for c in result.comparisons if c.accepted)


def _is_loud(case: CaseComparison) -> bool:
    return case.control is not None and control_shows_difference(case.control)


def name_of(side: Side) -> str:
    """A side in words; the checkout as it is needs no name beside that."""
    if side.label == ".":
        return side.revision or side.label
    known = side.revision if side.revision and side.revision != side.label else ""
    return f"{side.label} ({known})" if known else side.label


def _facts(result: ComparisonResult) -> Iterator[Fact]:
    limits = result.thresholds
    for verdict in reversed(GRAVITY):
        number = sum(each.verdict is verdict for each in result.comparisons)
        if number:
            yield Fact(VERDICTS[verdict], f"{number}", f"of {len(result.cases)}", TONES[verdict])
    floors = [floor(each.control) for each in result.comparisons if each.control]
    if floors:
        yield Fact("A/A floor", change(max(floors)), "at most: base against base")
    yield Fact(
        "Thresholds", f"{share(limits.warn)}, {share(limits.gate)}, {share(limits.hard)}",
        "warn, gate, hard",
    )  # fmt: skip
    yield from strategy.facts(result.strategy)


def cases(found: Sequence[CaseComparison]) -> Table:
    """A row a case."""
    rows = [_case(each) for each in found]
    names = [
        "Case", "Verdict", "Change", "Interval", "A/A floor", "Base", "Head", "Peak base",
        "Peak head", "Instructions", "Answer",
    ]  # fmt: skip
    kept = [n for n, name in enumerate(names) if name != "Instructions" or _counted(found)]
    return sheet(
        "All cases", [names[n] for n in kept], [[row[n] for n in kept] for row in rows],
        words=("Verdict", "Answer"),
    )  # fmt: skip


def _counted(found: Sequence[CaseComparison]) -> bool:
    return any(each.instruction_ratio is not None for each in found)


def _case(each: CaseComparison) -> list[Cell | str]:
    shown = each.shown
    tone = "" if each.verdict is Verdict.PASS else TONES[each.verdict]
    return [
        Cell(each.case), Cell(_verdict(each), TONES[each.verdict]),
        Cell(change(shown.ratio) if shown else DASH, tone), interval(shown),
        change(floor(each.control)) if each.control else DASH,
        duration(each.base.median if each.base else None),
        duration(each.head.median if each.head else None),
        size(each.base_peak_bytes), size(each.head_peak_bytes),
        change(each.instruction_ratio, 2) if each.instruction_ratio else DASH, _answer(each),
    ]  # fmt: skip


def _verdict(each: CaseComparison) -> str:
    return "Accepted" if each.accepted else VERDICTS[each.verdict]


def _answer(each: CaseComparison) -> str | Cell:
    if each.estimate is None:
        return DASH
    if each.base_digest != each.head_digest:
        return Cell("differs", "loss")
    return "equal" if each.base_digest else "none given"


def interval(estimate: Estimate | None) -> str:
    """The interval of a ratio as changes."""
    return changes(estimate.low, estimate.high) if estimate else DASH


def marks_of(thresholds: Thresholds) -> list[tuple[float, str, str]]:
    """The lines that intervals are held against."""
    return [
        (1.0, "same", "base"),
        (1 + thresholds.gate, "gate", "gate"),
        (1 + thresholds.hard, "hard", "warn"),
        (1 + thresholds.warn, "warn", "warn"),
    ]


def intervals_of(found: Sequence[CaseComparison], thresholds: Thresholds) -> Forest:
    """The intervals of all cases that have one."""
    spans = [
        Span(
            each.case, each.shown.ratio, each.shown.low, each.shown.high,
            f"{change(each.shown.ratio)} ({interval(each.shown)})",
            "loss" if each.base_digest != each.head_digest else TONES[each.verdict],
            (each.control.low, each.control.high) if each.control else None,
        )
        for each in found if each.shown
    ]  # fmt: skip
    ends = [end for span in spans for end in (span.low, span.high, *(span.floor or ()))]
    axis = of_changes([*ends, 1 + thresholds.gate])
    note = (
        f"Dot and line: estimate and {share(thresholds.confidence)} interval. Grey band: base "
        "against base through the same pipeline."
    )
    return forest("Change of time", spans, axis, marks_of(thresholds), note)


def _reasons(found: Sequence[CaseComparison]) -> Iterator[Table]:
    rows = [
        (each.case, Cell(_verdict(each), TONES[each.verdict]), last_line(each.reason))
        for each in found
    ]
    if rows:
        yield sheet(
            "Verdicts and reasons", ("Case", "Verdict", "Reason"), rows, words=("Verdict", "Reason")
        )


def _strips(found: Sequence[CaseComparison], thresholds: Thresholds) -> Iterator[Strips]:
    for each in found:
        lanes = [
            Values(side, _medians(each, side), (tone,), _middle(summary))
            for side, tone, summary in zip(
                SIDES, ("neutral", "strategy"), (each.base, each.head), strict=True
            )
        ]
        known = [value for lane in lanes for value in lane.values]
        if known:
            yield strips(f"{each.case}: time of a process", lanes, of_seconds(known))
        effects = list(_effects(each))
        if effects:
            ends = [value for lane in effects for value in lane.values]
            axis = of_changes([*ends, 1 + thresholds.gate])
            yield strips(f"{each.case}: effect of a block", effects, axis, marks_of(thresholds))


def _medians(each: CaseComparison, side: str) -> list[float]:
    """The one number of each process of a side, in their order."""
    return [reading.median for reading in each.readings if reading.side == side]


def _middle(summary: Summary | None) -> str:
    return duration(summary.median) if summary else ""


def _effects(each: CaseComparison) -> Iterator[Values]:
    for label, effects, tone, estimate in (
        ("first stage", each.effects, "strategy", each.estimate),
        ("second stage", each.second_effects, "second", each.second),
        ("A/A control", each.control_effects, "neutral", each.control),
    ):
        if effects and estimate:
            yield Values(label, [exp(effect) for effect in effects], (tone,),
                         change(estimate.ratio))  # fmt: skip


def _estimates(found: Sequence[CaseComparison]) -> Iterator[Table]:
    names = (
        "Case", "Stage", "Ratio", "Low", "High", "Coverage", "Blocks", "Std. error", "p", "q",
        "BCa low", "BCa high",
    )  # fmt: skip
    rows = [row for each in found for row in _stages(each)]
    if rows:
        yield sheet("Estimates", names, rows, words=("Stage",))


def _stages(each: CaseComparison) -> Iterator[tuple[str, ...]]:
    for stage, estimate, q_value in (
        ("first", each.estimate, each.q_value), ("second", each.second, None),
        ("pooled", each.pooled, None), ("A/A control", each.control, None),
    ):  # fmt: skip
        if estimate is not None:
            yield (
                each.case, stage, f"{estimate.ratio:.4f}", f"{estimate.low:.4f}",
                f"{estimate.high:.4f}", f"{100 * estimate.coverage:.1f} %", f"{estimate.blocks}",
                f"{100 * estimate.standard_error:.2f} %", probability(estimate.p_value),
                probability(q_value), _ratio(estimate.bca_low), _ratio(estimate.bca_high),
            )  # fmt: skip


def _ratio(value: float | None) -> str:
    return DASH if value is None else f"{value:.4f}"


def _processes(found: Sequence[CaseComparison]) -> Iterator[Table]:
    names = (
        "Case", "Side", "Processes", "Mean", "Median", "Std. deviation", "Least", "Most",
        "t interval of the mean",
    )  # fmt: skip
    rows = [
        (
            each.case, side, f"{summary.count}", duration(summary.mean), duration(summary.median),
            duration(summary.standard_deviation), duration(summary.minimum),
            duration(summary.maximum), _t_interval(summary),
        )
        for each in found
        for side, summary in zip(SIDES, (each.base, each.head), strict=True)
        if summary
    ]  # fmt: skip
    if rows:
        yield sheet("Processes of both sides", names, rows, words=("Side",))


def _t_interval(summary: Summary) -> str:
    if summary.low is None or summary.high is None:
        return DASH
    return between(duration(summary.low), duration(summary.high))


def _answers(found: Sequence[CaseComparison]) -> Iterator[Table]:
    rows = [
        (each.case, each.base_digest[:DIGEST] or DASH, each.head_digest[:DIGEST] or DASH,
         _answer(each))
        for each in found
    ]  # fmt: skip
    if rows:
        yield sheet(
            "Digests of the answers", ("Case", "Digest of base", "Digest of head", "Answer"), rows,
            words=("Digest of base", "Digest of head", "Answer"),
        )  # fmt: skip


def _answers_finding(found: Sequence[CaseComparison]) -> str:
    other = [each.case for each in found if each.base_digest != each.head_digest]
    if other:
        return f"Other answers in {', '.join(other)}: faster or slower says nothing there."
    return "Same answer or no speed-up: the digest covers orders, fills, positions and postings."
