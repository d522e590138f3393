"""The tables of a run's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.backtest.figures import DASH, size
from farthing.lab.profile.views import STRONG, WORDS, rows
from farthing.lab.profile.words import duration
from farthing.lab.results.memory import LARGE_BYTES
from farthing.report.table import Fact, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.results.memory import FunctionMemory, MemoryProfile


def summary(found: MemoryProfile) -> list[Fact]:
    """Peaks, mean, growth and Arrow's buffers."""
    steady = found.steady
    growth = size(steady.slope) + " a second" if steady else DASH
    hint = f"{size(steady.low)} to {size(steady.high)}" if steady else found.steady_note
    return [
        Fact("Resident", size(found.rss_peak_bytes), "at most, without an observer"),
        Fact("Heap, peak", size(found.heap_peak_bytes)),
        Fact("Heap, mean", size(found.heap_mean_bytes), "over time"),
        Fact("Growth", growth, hint),
        Fact("Arrow", size(found.arrow_bytes), "held at the peak"),
        Fact("Allocations", f"{found.allocations:,}", size(found.allocated_bytes) + " in all"),
    ]


def tables(found: MemoryProfile) -> list[Table]:
    """Phases, and who holds what at the peak."""
    phases = [
        (
            each.name, duration(each.seconds), size(each.rss_bytes), size(found.jump(each.name)),
            size(each.heap_peak_bytes), f"{each.allocations:,}", size(each.bytes_per_second),
        )
        for each in found.phases
    ]  # fmt: skip
    names = ("Phase", "Time", "Resident", "Jump", "Heap peak", "Allocations", "A second")
    listed = [Table("Memory by phase", names, rows(phases), (*WORDS, "Phase"))]
    listed.append(_functions("Held at the peak, by Python function", found.allocates_most()))
    if found.rust:
        listed.append(_functions("Held at the peak, by Rust function", found.rust[:10]))
    return listed


def _functions(caption: str, functions: Sequence[FunctionMemory]) -> Table:
    cells = [
        (f"{each.module}:{each.name}", size(each.own_bytes), size(each.total_bytes))
        for each in functions
    ]
    tones = [STRONG if each.large else "" for each in functions]
    note = f"bold: above {size(LARGE_BYTES)}" if any(tones) else ""
    return Table(caption, ("Function", "Own", "With callees"), rows(cells, tones), WORDS, note)
