"""The table of peers in Markdown, in the shape that the README shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.results.peers import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from farthing.lab.results.peers import PeerFailure, PeerRow, PeersResult, Ratio, Spread

WORK = {
    "D": "50 assets x 504 days, moving-average cross",
    "H": "20 assets x 882 hours, momentum",
    "HR": "the same hours, rebalanced at every bar",
    "M": "10 assets x 8,190 minutes, z-score",
    "N": "a strategy that does nothing, 100,000 bars",
    "S": "1 x 8,190 minutes, 1,000 pairs of averages",
    "story-daily": "10 assets x 251 days, a Zipline program",
    "story-hourly": "5 assets x 24,390 minutes, a Zipline program",
    "story-minute": "3 assets x 9,360 minutes, a Zipline program",
}
WAYS = {
    "class": "Python called at each bar",
    "arrays": "as arrays",
    "one-call": "as a Zipline file, one `history` call a bar",
    "per-asset": "as a Zipline file, one `history` call per asset and bar",
    "story": "one `history` call or more per asset and bar",
}
FILES = {
    ("H", "one-call"): "as a Zipline file, the current closes of all assets at once, no `history`",
    ("H", "per-asset"): "as a Zipline file, the current close of each asset, no `history`",
}
"""A Zipline program of hours runs on minutes elsewhere, so that it keeps the closes itself."""
HEAD = ("| work | farthing | beside it | ratio |", "|---|---|---|---|")


def table(result: PeersResult, *, every: bool = False) -> str:
    """The comparisons as Markdown: of each work the fastest peer, or every one.

    Arrays have two lines: the simulation alone, and the signals with it. What failed is named in a
    line of its own. A ratio stands with its 95 % interval, where there were pairs enough for one.
    """
    rows = result.rows if every else fastest(result.rows)
    lines = [line for row in rows for line in _lines(row, result.ours(row.workload, row.way))]
    return "\n".join([*HEAD, *lines, *map(_failure, result.failures)]) + "\n"


def words_of(work: str, way: str) -> str:
    """How a work was written, in words.

    >>> words_of("D", "class")
    'Python called at each bar'
    """
    return FILES.get((work, way)) or WAYS[way]


def fastest(rows: Iterable[PeerRow]) -> list[PeerRow]:
    """The peer with the shortest total of each work, in the order of the works."""
    best: dict[tuple[str, str], PeerRow] = {}
    for row in rows:
        key = row.workload, row.way
        if row.engine != OURS and (key not in best or row.total.median < best[key].total.median):
            best[key] = row
    return list(best.values())


def _lines(row: PeerRow, ours: PeerRow) -> Iterator[str]:
    if row.engine == OURS:
        return
    work = f"{WORK.get(row.workload, row.workload)}, {words_of(row.workload, row.way)}"
    name = f"{row.engine} {row.version}"
    if row.simulation_ratio is not None:
        simulation = _milliseconds(ours.simulation), f"{name} {_milliseconds(row.simulation)}"
        yield _line(f"{work}: simulation", *simulation, times(row.simulation_ratio))
        work += ": signals and simulation"
    total = _milliseconds(ours.total), f"{name} {_milliseconds(row.total)}"
    yield _line(work, *total, "" if row.ratio is None else times(row.ratio))


def _failure(failure: PeerFailure) -> str:
    work = WORK.get(failure.workload, failure.workload) or "all of it"
    ways = f", {words_of(failure.workload, failure.way)}" if failure.way in WAYS else ""
    return _line(work + ways, "", f"{failure.engine} failed: {failure.reason}", "")


def _line(*cells: str) -> str:
    """Cells of a row; what would end a cell is taken out of it."""
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _milliseconds(spread: Spread) -> str:
    return f"{figure(spread.median)} ms"


def times(ratio: Ratio) -> str:
    """A ratio, with its interval where it has one.

    >>> from farthing.lab.results.peers import Ratio
    >>> times(Ratio(estimate=31.4, low=28.2, high=35.0, pairs=3))
    '31 (28 to 35)'
    """
    if ratio.low is None or ratio.high is None:
        return figure(ratio.estimate)
    return f"{figure(ratio.estimate)} ({figure(ratio.low)} to {figure(ratio.high)})"


def figure(number: float) -> str:
    """Two figures of a small number, all before the point of a large one.

    >>> [figure(number) for number in (0.184, 1.04, 9.97, 17.4, 76511.2)]
    ['0.18', '1.0', '10', '17', '76,511']
    """
    return f"{number:#.2g}" if number < 9.95 else f"{number:,.0f}"
