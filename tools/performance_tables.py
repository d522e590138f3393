"""Tables of docs/performance that put two results, or a result and known figures, side by side."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.lab.report.document import sheet
from farthing.lab.report.markdown import table
from farthing.lab.report.words import DASH, duration, size, times
from farthing.lab.results.run import RunResult

if TYPE_CHECKING:
    from farthing.lab.results.file import ResultFile
    from farthing.lab.results.overhead import OverheadResult
    from farthing.lab.results.run import CaseResult


def before_after(before: ResultFile, after: ResultFile) -> str:
    """The cases that two runs on one machine have in common, and how many times faster each is.

    Two runs were not made in turns: a gain of some per cent says nothing here.
    """
    first, second = cases_of(before), cases_of(after)
    if before.machine.identity != after.machine.identity:
        raise SystemExit("performance: before and after are from two machines")
    rows = [
        (
            name, duration(first[name].median), duration(second[name].median),
            times(first[name].median / second[name].median), _peak(first[name]),
            _peak(second[name]),
        )
        for name in second if name in first
    ]  # fmt: skip
    names = ("Case", "Before", "After", "Faster", "Peak before", "Peak after")
    return table(sheet("Before and after", names, rows))


def known(result: ResultFile, file: Path) -> str:
    """Cases of a run beside figures of others.

    The file has a list ``known`` of tables: ``case``, ``seconds``, ``from`` (where the figure is
    from), and, for a part of a case, ``less`` (a case that is taken off) and ``by`` (the fact of
    the case that says how many calls it made).
    """
    cases = cases_of(result)
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["known"]
    rows = [_known(entry, cases) for entry in entries if entry["case"] in cases]
    names = ("Case", "Here", "Known", "Faster", "Known from")
    return table(sheet("Beside known figures", names, rows, words=("Known from",)))


def _known(entry: dict[str, Any], cases: dict[str, CaseResult]) -> tuple[str, ...]:
    case = cases[entry["case"]]
    ours = case.median - (cases[entry["less"]].median if "less" in entry else 0.0)
    if "by" in entry:
        ours /= int(case.readings[0].facts[entry["by"]])
    name = f"{entry['case']}, a call" if "by" in entry else entry["case"]
    faster = times(entry["seconds"] / ours) if ours > 0 else DASH
    return name, duration(ours), duration(entry["seconds"]), faster, entry["from"]


STRATEGIES = Path("benchmarks") / "strategies"


def strategies(root: Path) -> str:
    """The text of every strategy of the benchmarks, each under its file's name."""
    return "\n".join(
        f"## {file.stem}\n\n```text\n{file.read_text(encoding='utf-8').strip()}\n```\n"
        for file in sorted((root / STRATEGIES).glob("*.py"))
    )


def cost_of_exactness(result: OverheadResult) -> str:
    """What exactness costs, in two sentences of the README."""
    rows = [row for row in result.rows if (row.way, row.kernel, row.part) == PART]
    costs = ", ".join(f"{row.work} {row.percent:+.1f} %" for row in rows)
    words = (
        "What exactness costs, against the same kernel in floats with the same orders "
        f"(simulation and statistics of the batch driver): {costs}."
    )
    gaps = [each for each in result.divergences if each.gap]
    if gaps:
        first = gaps[0]
        words += (
            f" The float kernel ends {first.work} at {first.twin_equity!r} where the account has"
            f" {first.exact_equity}."
        )
    return words


PART = ("batch", "narrow", "run")


def cases_of(result: ResultFile) -> dict[str, CaseResult]:
    """The cases of a run that did not raise."""
    assert isinstance(result, RunResult), f"{result.kind} is no run"
    return {case.case: case for case in result.cases if case.readings}


def _peak(case: CaseResult) -> str:
    peaks = [r.peak_bytes for r in case.readings if r.peak_bytes is not None]
    return size(max(peaks, default=None))
