"""The table of docs/performance that puts figures required and claimed by others beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.lab.report.document import sheet
from farthing.lab.report.markdown import table
from farthing.lab.report.words import DASH, duration
from farthing.lab.results.load import LoadResult
from tools.performance_tables import cases_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from farthing.lab.results.file import ResultFile
    from farthing.lab.results.run import CaseResult

FIGURES = ("required", "claimed", "aim")
COLUMNS = ("What", "Required", "Claimed", "Aim", "Ours", "Held", "From")
NANOSECOND = 1e-9


def claims(
    entries: Iterable[Mapping[str, Any]], run: ResultFile, load: Callable[[str], ResultFile]
) -> str:
    """Claims, each beside the time that a result shows.

    Args:
        entries: as the head of their file says.
        run: the result that has their cases.
        load: gives the result of a load by its name.
    """
    cases = cases_of(run)
    rows = [_row(entry, _seconds(entry, cases, load)) for entry in entries]
    return table(sheet("Beside claims", COLUMNS, rows, words=("What", "Held", "From")))


def _row(entry: Mapping[str, Any], seconds: float) -> tuple[str, ...]:
    figures = [entry.get(name) for name in FIGURES]
    missed = [
        name
        for name, figure in zip(FIGURES, figures, strict=True)
        if figure is not None and seconds > figure
    ]
    held = DASH if figures == [None] * len(figures) else "all" if not missed else _without(missed)
    shown = [DASH if figure is None else duration(figure) for figure in figures]
    return (
        entry["what"],
        *shown,
        duration(seconds),
        held,
        entry.get("case", entry.get("load")),
    )


def _without(missed: list[str]) -> str:
    return f"all but {', '.join(missed)}"


def _seconds(
    entry: Mapping[str, Any],
    cases: Mapping[str, CaseResult],
    load: Callable[[str], ResultFile],
) -> float:
    """What ours takes.

    Raises:
        ValueError: a load has no answer of this kind.
    """
    if "load" in entry:
        result = load(entry["load"])
        assert isinstance(result, LoadResult), f"{entry['load']} is a {result.kind}"
        found = [each.p50_s for each in result.phases[0].latencies if each.kind == entry["kind"]]
        if not found or found[0] is None:
            raise ValueError(f"{entry['load']} has no answer to {entry['kind']!r}")
        return found[0]
    case = cases[entry["case"]]
    reading = case.readings[0]
    if "fact" in entry:
        return int(reading.facts[entry["fact"]].split()[0].replace(",", "")) * NANOSECOND
    by = entry.get("by")
    if by is None:
        return case.median
    parts = reading.work if by == "work" else int(reading.facts[by])
    assert parts, f"{entry['case']} says of how many parts it is"
    return case.median / parts
