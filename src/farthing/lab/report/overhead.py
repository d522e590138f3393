"""What exact money costs beside floats, where, and what floats get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from farthing.lab.profile.words import figures
from farthing.lab.report.axis import of_changes
from farthing.lab.report.comparison import interval
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.words import DASH, change, count, duration, share
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.lab.report.forest import Forest
    from farthing.lab.results.overhead import (
        Divergence,
        FillFacts,
        MeanOverhead,
        OverheadResult,
        OverheadRow,
    )
    from farthing.report.table import Table

Row = TypeVar("Row", "OverheadRow", "MeanOverhead")

WHOLE, RUN = "whole", "run"
MEANS = {False: "plain mean", True: "weighted by time"}


def document(result: OverheadResult) -> Document:
    """What the overhead says."""
    words = "; ".join(
        f"{mean.way}, {mean.kernel}: {change(1 + mean.percent / 100)} on average, "
        f"{change(1 + mean.worst_percent / 100)} "
        f"at worst ({mean.worst_work})"
        for mean in _whole(result.means)
        if not mean.weighted
    )
    return Document(
        kicker="Overhead",
        title="Exact money beside floats",
        standfirst=f"{words}." if words else "The same orders in exact money and in floats.",
        banners=tuple(f"NOT SHOWN: {words}" for words in result.not_shown),
        facts=(
            Fact("Blocks", f"{result.blocks}"),
            Fact("Intervals", share(result.confidence), "exact, of the blocks' effects"),
        ),
        sections=(
            Section(
                "means", "Means", "Of all workloads together.",
                tables=(_means(result),) if result.means else (), forests=tuple(_forests(result)),
            ),
            Section(
                "workloads", "Workloads",
                "Whole runs, and what was timed by itself: how much longer exact money takes.",
                tables=(_rows(result),),
            ),
            Section(
                "modules", "Modules",
                "Instructions of a round that exact money adds, in percent of all of the twin's: "
                "the modules of a workload add up.",
                tables=tuple(_modules(result)),
                pictures=(("Overhead, by module", result.chart),) if result.chart else (),
            ),
            Section(
                "divergence", "Divergence", "The twin on its own, without the exact run's money.",
                tables=tuple(_divergences(result)),
            ),
            Section(
                "conclusions", "What remains", "By rule from these figures.",
                points=result.conclusions,
            ),
        ),
    )  # fmt: skip


def _means(result: OverheadResult) -> Table:
    rows = [
        (
            mean.way, mean.kernel, mean.part, MEANS[mean.weighted], change(1 + mean.percent / 100),
            interval(mean.estimate), change(1 + mean.worst_percent / 100), mean.worst_work,
        )
        for mean in result.means
    ]  # fmt: skip
    names = ("Way", "Kernel", "Part", "Mean", "Overhead", "Interval", "Worst", "In")
    return sheet("Means", names, rows, words=("Kernel", "Part", "Mean", "In"))


def _forests(result: OverheadResult) -> Iterator[Forest]:
    spans = [_span(f"{r.work}, {r.way}, {r.kernel}", r) for r in _whole(result.rows) if r.estimate]
    spans += [
        _span(f"mean, {mean.way}, {mean.kernel}", mean)
        for mean in _whole(result.means)
        if mean.estimate and not mean.weighted
    ]
    if spans:
        axis = of_changes([end for span in spans for end in (span.low, span.high)])
        note = f"Dot and line: estimate and {share(result.confidence)} interval."
        yield forest("Overhead of runs", spans, axis, [(1.0, "floats", "base")], note)


def _whole(rows: Sequence[Row]) -> list[Row]:
    """The rows of whole runs; where nothing was run whole, those of simulation and statistics."""
    parts = {row.part for row in rows}
    return [row for row in rows if row.part == (WHOLE if WHOLE in parts else RUN)]


def _span(label: str, row: OverheadRow | MeanOverhead) -> Span:
    assert row.estimate is not None
    ratio, low, high = row.estimate.ratio, row.estimate.low, row.estimate.high
    tone = "second" if label.startswith("mean") else "strategy"
    return Span(label, ratio, low, high, f"{change(ratio)} ({interval(row.estimate)})", tone)


def _rows(result: OverheadResult) -> Table:
    rows = [
        (
            row.work, row.way, row.kernel, row.part, change(1 + row.percent / 100),
            interval(row.estimate), duration(row.exact_seconds), duration(row.twin_seconds),
            *((DASH, DASH) if row.nanoseconds is None else map(figures, row.nanoseconds)),
        )
        for row in result.rows
    ]  # fmt: skip
    names = (
        "Work", "Way", "Kernel", "Part", "Overhead", "Interval", "Exact", "Floats",
        "ns an asset-bar", "In floats",
    )  # fmt: skip
    return sheet("By workload and part", names, rows, words=("Way", "Kernel", "Part"))


def _modules(result: OverheadResult) -> Iterator[Table]:
    runs = list(dict.fromkeys((row.work, row.way, row.kernel) for row in result.modules))
    names = list(dict.fromkeys(row.module for row in result.modules))
    shares = {(row.work, row.way, row.kernel, row.module): row.percent for row in result.modules}
    if not runs:
        return
    rows = [
        (f"{work}, {way}, {kernel}",
         *(_added(shares.get((work, way, kernel, name))) for name in names),
         _added(sum(shares.get((work, way, kernel, name), 0.0) for name in names)))
        for work, way, kernel in runs
    ]  # fmt: skip
    yield sheet("Instructions added, by module", ("Work", *names, "all"), rows)


def _added(percent: float | None) -> str:
    return DASH if percent is None else f"{percent:+.2f} %"


def _divergences(result: OverheadResult) -> Iterator[Table]:
    if result.divergences:
        names = (
            "Work", "Fills", "Wrong", "Unlike", "Sizes", "Exact equity", "Equity in floats", "Gap",
            "First wrong fill",
        )  # fmt: skip
        rows = [_divergence(each) for each in result.divergences]
        yield sheet(
            "What floats make of it", names, rows, words=("Sizes", "First wrong fill"),
            note="Wrong: not the exact digits when rounded to them. Unlike: another bit.",
        )  # fmt: skip
    if result.signals is not None:
        found = result.signals
        crossings = (
            count(found.pairs, "pair"), f"{found.orders:,}",
            Cell(f"{found.wrong_orders:,}", "loss" if found.wrong_orders else ""),
            f"{found.wrong_pairs:,}",
        )  # fmt: skip
        pairs = ("Averages", "Orders", "Wrong orders", "Pairs with one")
        yield sheet("Crossings of averages in floats", pairs, [crossings])


def _divergence(each: Divergence) -> tuple[str | Cell, ...]:
    first = DASH
    if each.first is not None:
        exact, twin = (_fill(fill) for fill in (each.first.exact, each.first.twin))
        first = f"no. {each.first.fill:,}: {exact}; in floats {twin}"
    return (
        each.work, f"{each.fills:,}", Cell(f"{each.wrong:,}", "loss" if each.wrong else ""),
        f"{each.unlike:,}", "in floats" if each.sizes_in_floats else "as ordered",
        each.exact_equity, f"{each.twin_equity!r}", f"{each.gap:+.3g}", first,
    )  # fmt: skip


def _fill(fill: FillFacts | None) -> str:
    if fill is None:
        return "no such fill"
    return f"{fill.quantity} {fill.symbol} at {fill.price}, fee {fill.fee}, {fill.time}"
