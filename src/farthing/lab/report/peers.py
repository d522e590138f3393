"""Other engines beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.peers.table import WORK, times, words_of
from farthing.lab.report.axis import of_factors
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.words import DASH, count, duration, size
from farthing.lab.results.peers import OURS
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.report.forest import Forest
    from farthing.lab.results.peers import PeerRow, PeersResult, Ratio, Spread, Way
    from farthing.report.table import Table


def document(result: PeersResult) -> Document:
    """What the peers say."""
    theirs = [row for row in result.rows if row.engine != OURS]
    engines = sorted({f"{row.engine} {row.version}" for row in theirs})
    works = list(dict.fromkeys((row.workload, row.way) for row in theirs))
    slower = any(map(_is_faster, theirs))
    return Document(
        kicker="Peers",
        title=f"Beside {count(len(engines), 'engine')}",
        tone="loss" if slower or result.failures else "",
        standfirst=_standfirst(len(works), theirs),
        banners=tuple(_banners(result)),
        facts=tuple(Fact("Engine", each) for each in engines),
        sections=(*_works(result, works), *_rest(result)),
    )


def _works(result: PeersResult, works: list[tuple[str, Way]]) -> Iterator[Section]:
    return (_work(result, *work) for work in works)


def _standfirst(works: int, theirs: list[PeerRow]) -> str:
    if not works:
        return "Nothing was compared."
    return (
        f"{count(works, 'work')} on the same bytes, each engine in an environment of its own, in "
        f"pairs with ours. {_compared(theirs)}"
    )


def _work(result: PeersResult, work: str, way: str) -> Section:
    return Section(
        f"{work}-{way}", f"{work}, {way}", f"{WORK.get(work, work)}, {words_of(work, way)}.",
        tables=(_rows(result, work, way), _answers(result, work, way)),
        forests=tuple(_forest(result, work, way)),
    )  # fmt: skip


def _rest(result: PeersResult) -> Iterator[Section]:
    yield Section(
        "failures", "Failures", "What gave no figure.", tables=tuple(_failures(result))
    )  # fmt: skip
    yield Section(
        "terms", "Terms",
        "At which price orders fill, whether shares are whole, and what is called when.",
        tables=(_terms(result),) if result.rows else (), is_detail=True,
    )  # fmt: skip


def _banners(result: PeersResult) -> Iterator[str]:
    """What gave no figure, engine by engine."""
    for engine in dict.fromkeys(each.engine for each in result.failures):
        works = ", ".join(
            f"{each.workload} ({each.way})"
            for each in result.failures
            if each.engine == engine and each.workload
        )
        yield f"NOT SHOWN: {engine}{f' in {works}' if works else ''}, which failed."


def _is_faster(row: PeerRow) -> bool:
    """Whether they are faster than ours."""
    return row.ratio is not None and row.ratio.estimate < 1


def _beside(row: PeerRow) -> str:
    """How an engine stands beside ours; nothing where ours is shown to be faster."""
    if _is_faster(row):
        return "Faster than ours"
    if row.ratio is None or row.ratio.low is None:
        return "Slower in the one pair that there is, which has no interval"
    return "" if row.ratio.low > 1 else "Not shown to be slower"


def _compared(theirs: list[PeerRow]) -> str:
    """Which engine is not shown to be slower than ours, and where."""
    found: dict[str, list[PeerRow]] = {}
    for row in theirs:
        if words := _beside(row):
            found.setdefault(words, []).append(row)
    said = " ".join(f"{words}: {_names(rows)}." for words, rows in found.items())
    return said or "Ours is faster in all of them."


def _names(rows: list[PeerRow]) -> str:
    return ", ".join(f"{row.engine} in {row.workload} ({row.way})" for row in rows)


def _of(result: PeersResult, work: str, way: str) -> list[PeerRow]:
    return [row for row in result.rows if (row.workload, row.way) == (work, way)]


def _rows(result: PeersResult, work: str, way: str) -> Table:
    names = (
        "Engine", "Total", "Low to high", "Signals", "Simulation", "Ours is faster by",
        "Simulation alone by", "Bars/s",
    )  # fmt: skip
    rows = [
        (
            _engine(row), _middle(row.total),
            f"{duration(row.total.low / 1e3)} to {duration(row.total.high / 1e3)}",
            _middle(row.signals), _middle(row.simulation), _times(row.ratio),
            _times(row.simulation_ratio), f"{row.bars_per_second:,.0f}",
        )
        for row in _of(result, work, way)
    ]  # fmt: skip
    return sheet("Times", names, rows)


def _answers(result: PeersResult, work: str, way: str) -> Table:
    rows = [
        (
            _engine(row), DASH if row.fills is None else f"{row.fills:,}", row.end_equity or DASH,
            size(row.peak_megabytes * 2**20), f"{row.processes}", row.note or DASH,
        )
        for row in _of(result, work, way)
    ]  # fmt: skip
    names = ("Engine", "Fills", "End equity", "Peak", "Processes", "Beside ours")
    return sheet("Answers and memory", names, rows, words=("Beside ours",))


def _engine(row: PeerRow) -> Cell:
    return Cell(f"{row.engine} {row.version}", "strong" if row.engine == OURS else "")


def _times(ratio: Ratio | None) -> str:
    return times(ratio) if ratio else DASH


def _middle(spread: Spread | None) -> str:
    return duration(None if spread is None else spread.median / 1e3)


def _forest(result: PeersResult, work: str, way: str) -> Iterator[Forest]:
    spans = [
        Span(
            row.engine, row.ratio.estimate, row.ratio.low or row.ratio.estimate,
            row.ratio.high or row.ratio.estimate, times(row.ratio),
            "loss" if row.ratio.estimate < 1 else "strategy",
        )
        for row in _of(result, work, way) if row.ratio
    ]  # fmt: skip
    if spans:
        axis = of_factors([end for span in spans for end in (span.low, span.high)])
        note = "Dot and line: estimate and 95 % interval over pairs of processes."
        marks = [(1.0, "as fast", "base")]
        yield forest("How many times as long they take", spans, axis, marks, note)


def _failures(result: PeersResult) -> Iterator[Table]:
    rows = [
        (each.engine, f"{each.workload} {each.way}".strip() or "all of it", each.reason)
        for each in result.failures
    ]
    if rows:
        names = ("Engine", "Work", "Reason")
        yield sheet("What failed", names, rows, words=names)


def _terms(result: PeersResult) -> Table:
    seen = dict.fromkeys((row.engine, row.way, row.kind, row.convention) for row in result.rows)
    names = ("Engine", "Way", "Kind", "Fills")
    return sheet("What is compared", names, seen, words=names)
