"""Public functions beside plain Python and decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report.axis import of_factors
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.words import between, count, duration, times
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from farthing.lab.report.forest import Forest
    from farthing.lab.results.comparison import Estimate
    from farthing.lab.results.functions import FunctionRow, FunctionsResult
    from farthing.report.table import Table


def document(result: FunctionsResult) -> Document:
    """What the functions say."""
    slower = [row for row in result.rows if row.is_slower]
    names = list(dict.fromkeys(row.function for row in result.rows))
    words = f"Plain Python is shown to be faster in {len(slower)} of {len(result.rows)} rows."
    failed = count(len(result.failures), "function")
    return Document(
        kicker="Functions",
        title=f"{failed} failed"
        if result.failures
        else f"{count(len(names), 'function')} beside plain Python",
        tone="loss" if result.failures else "",
        standfirst=f"The same digits, with what crosses the boundary in every time. {words}",
        facts=(
            Fact("Functions", f"{len(names)}"),
            Fact("Sizes", ", ".join(f"{size:,}" for size in _sizes(result.rows)), "elements"),
            Fact("Failures", f"{len(result.failures)}", tone="loss" if result.failures else ""),
        ),
        sections=(
            Section(
                "largest", "Largest input", "How many times our time plain Python takes.",
                tables=tuple(_by_size(result.rows)), forests=tuple(_forests(result.rows)),
            ),
            Section(
                "functions", "All of them", "",
                tables=(_rows(result.rows),) if result.rows else (), is_detail=True,
            ),
            Section(
                "digits", "Digits", "Where floats may differ in their last places, and why.",
                points=tuple(_reasons(result.rows)),
            ),
            Section(
                "places", "Last places", "How far floats are off at most.",
                tables=tuple(_places(result.rows)), is_detail=True,
            ),
            Section(
                "failures", "Failures", "What raised, or came to another answer, has no time.",
                quotes=tuple((each.function, each.words) for each in result.failures),
            ),
        ),
    )  # fmt: skip


def _sizes(rows: Iterable[FunctionRow]) -> list[int]:
    return sorted({row.size for row in rows})


def _by_size(rows: Sequence[FunctionRow]) -> Iterator[Table]:
    """A row a function, a column a size, for each baseline."""
    sizes = _sizes(rows)
    for baseline in dict.fromkeys(row.baseline for row in rows):
        found = {
            (row.function, row.given, row.size): row for row in rows if row.baseline == baseline
        }
        kinds = list(dict.fromkeys((function, given) for function, given, _ in found))
        lines: list[tuple[Cell | str, ...]] = [
            (f"{function}, {given}", *(_times(found.get((function, given, n))) for n in sizes))
            for function, given in kinds
        ]
        yield sheet(f"Beside {baseline}", ("Function", *(f"{n:,}" for n in sizes)), lines)


def _times(row: FunctionRow | None) -> Cell:
    if row is None:
        return Cell("")
    return Cell(times(row.times.ratio), "loss" if row.is_slower else "")


def _forests(rows: Sequence[FunctionRow]) -> Iterator[Forest]:
    sizes = _sizes(rows)
    for baseline in dict.fromkeys(row.baseline for row in rows):
        spans = [
            Span(
                f"{row.function}, {row.given}", row.times.ratio, row.times.low, row.times.high,
                f"{times(row.times.ratio)} ({_interval(row.times)})",
                "loss" if row.is_slower else "strategy",
            )
            for row in rows if row.size == sizes[-1] and row.baseline == baseline
        ]  # fmt: skip
        if spans:
            axis = of_factors([end for span in spans for end in (span.low, span.high)])
            title = f"{sizes[-1]:,} elements, beside {baseline}"
            yield forest(title, spans, axis, [(1.0, "as fast", "base")])


def _interval(estimate: Estimate) -> str:
    return between(times(estimate.low), times(estimate.high))


def _rows(rows: Sequence[FunctionRow]) -> Table:
    lines = [
        (
            row.function, row.given, row.baseline, f"{row.size:,}", duration(row.ours.median),
            duration(row.theirs.median), _times(row), _interval(row.times),
        )
        for row in rows
    ]  # fmt: skip
    names = ("Function", "Given", "Baseline", "Size", "Ours", "Theirs", "Times", "Interval")
    return sheet("All functions", names, lines, words=("Given", "Baseline"))


def _reasons(rows: Sequence[FunctionRow]) -> Iterator[str]:
    """Each reason once, with its functions and the largest difference of them."""
    found: dict[str, list[FunctionRow]] = {}
    for row in rows:
        if row.ulps_allowed:
            found.setdefault(row.reason, []).append(row)
    for reason, those in found.items():
        names = ", ".join(dict.fromkeys(row.function for row in those))
        most = count(max(row.ulps for row in those), "last place")
        yield f"{names}: {reason} (at most {most} off)."


def _places(rows: Sequence[FunctionRow]) -> Iterator[Table]:
    largest: dict[tuple[str, str, str], FunctionRow] = {}
    for row in rows:
        key = row.function, row.given, row.baseline
        if row.ulps_allowed and (key not in largest or row.ulps > largest[key].ulps):
            largest[key] = row
    if largest:
        lines = [
            (row.function, row.given, row.baseline, f"{row.ulps}", f"{row.ulps_allowed}")
            for row in largest.values()
        ]
        names = ("Function", "Given", "Baseline", "Last places off", "Allowed")
        yield sheet("Last places", names, lines, words=("Given", "Baseline"))
