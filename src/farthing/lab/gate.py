"""What a gate leaves behind: result, page, comment, and where a regression's time went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.errors import FarthingError
from farthing.lab.results.comparison import Verdict
from farthing.lab.results.read import write

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.results.comparison import ComparisonResult


def write_down(
    result: ComparisonResult,
    source: CasesFile | PytestFolder | StrategyCase,
    folder: Path,
    *,
    checkout: Path,
) -> list[str]:
    """Writes result.json, comment.md and report.html, then a flame graph for each regression.

    Args:
        result: of the comparison.
        source: where its cases come from.
        folder: is made where it is missing.
        checkout: whose revisions were compared.

    Returns:
        What could not be drawn, and why, a sentence each.
    """
    from farthing.lab.report import markdown, page

    folder.mkdir(parents=True, exist_ok=True)
    write(result, folder / "result.json")
    (folder / "comment.md").write_text(markdown(result), encoding="utf-8")
    (folder / "report.html").write_text(page(result), encoding="utf-8")
    graphs, missing = [], []
    for found in result.comparisons:
        if found.verdict is Verdict.FAIL:
            try:
                graphs.append(differential(result, source, found.case, folder, checkout))
            except FarthingError as error:  # the verdict stands without its picture
                missing.append(f"no flame graph of {found.case}: {error}")
    if graphs:
        (folder / "report.html").write_text(page(result, graphs), encoding="utf-8")
    return missing


def differential(
    result: ComparisonResult,
    source: CasesFile | PytestFolder | StrategyCase,
    case: str,
    folder: Path,
    checkout: Path,
) -> Path:
    """The flame graph of a case's head, coloured by how it differs from the base."""
    from farthing.lab.flame import differential as drawn
    from farthing.lab.flame import fold
    from farthing.lab.gate_stacks import stacks
    from farthing.lab.revisions import runs

    base, head = (runs(each.label, source, checkout) for each in (result.base, result.head))
    before, after = (stacks(each.source, case, each.environment) for each in (base, head))
    file = folder / f"{case.replace('/', '_').replace('::', '_')}.svg"
    file.write_text(
        drawn(fold(before), fold(after), f"{case}: head against base"), encoding="utf-8"
    )
    return file
