"""A history as one SVG: a panel a case, commits from left to right, change points marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.plot import Dots, Mark, Panel, Path, drawing, seconds
from farthing.report.charts import Scale

if TYPE_CHECKING:
    from farthing.lab.results.history import CaseHistory, HistoryResult


def plot(result: HistoryResult) -> str:
    """A self-contained SVG of every case."""
    title = "Seconds by commit"
    if result.across_machines:
        title += f", {len(result.machines)} machines mixed"
    return drawing(title, [panel(case) for case in result.cases])


def panel(case: CaseHistory) -> Panel:
    """One case: medians, the quickest and slowest process faintly, and levels that change."""
    places = [(float(index), median.seconds) for index, median in enumerate(case.medians)]
    ends = [end for median in case.medians for end in (median.low, median.high)]
    up = Scale.around(0.0, max(ends))
    across = Scale.around(-1.0, float(max(len(places), 2)), whole=True)
    faint = [
        (float(index), end)
        for index, median in enumerate(case.medians)
        for end in (median.low, median.high)
    ]
    titles = [
        f"{commit}: {median.seconds:.6g} s"
        for commit, median in zip(case.commits, case.medians, strict=True)
    ]
    marks = (
        Mark(change.position - 0.5, f"{case.commits[change.position]} x{change.ratio:.3g}")
        for change in case.changes
    )
    first, last = case.commits[0][:7], case.commits[-1][:7]
    below = {0.0: first, float(len(places) - 1): last} if len(places) > 1 else {0.0: first}
    return Panel(
        name=case.case,
        note=f"{len(places)} commits, {len(case.changes)} change points",
        across=across,
        up=up,
        labels=(below, {float(tick): seconds(float(tick)) for tick in up.ticks}),
        parts=(Dots("faint", faint), Path("line", places), Dots("value", places, titles), *marks),
    )
