"""The tables of a run's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.profile.views import STRONG, WORDS, rows
from farthing.lab.profile.words import DASH, duration
from farthing.report.table import Fact, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.results.memory import FunctionMemory, MemoryProfile

UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))


def size(count: float | None) -> str:
    """Bytes in their unit.

    >>> size(1_234_567), size(-2048), size(0), size(None)
    ('1.2 MB', '-2.0 kB', '0 B', '–')
    """
    if count is None:
        return DASH
    scale, unit = next((each for each in UNITS if abs(count) >= each[0]), UNITS[-1])
    return f"{count / scale:.0f} B" if unit == "B" else f"{count / scale:.1f} {unit}"


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
    note = "bold: above 100 MB" if any(tones) else ""
    return Table(caption, ("Function", "Own", "With callees"), rows(cells, tones), WORDS, note)
