"""Tables of cluster.md: a large study on many nodes, on paper, from measured unit figures."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import Plan, simulate
from farthing.lab.report.document import sheet
from farthing.lab.report.markdown import table
from farthing.lab.report.words import duration, percent, size
from tools.performance_tables import cases_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from farthing.lab.results.file import ResultFile
    from farthing.lab.results.memory import MemoryProfile
    from farthing.report.table import Table

LONG, START = "long-1000000", "start-help"
"""The measured run of many minutes, and the measured start of a process."""
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Units:
    """Measured figures, of one bar of one asset where nothing else is said.

    Attributes:
        start: seconds until a process has imported what it needs.
        base: bytes that it has then.
        opening: seconds to open and load a bar.
        running: seconds of a run that looks at each bar.
        held: bytes that are held of an open bar.
        marked: bytes that a run adds.
    """

    start: float
    base: int
    opening: float
    running: float
    held: float
    marked: float

    @classmethod
    def of(cls, heavy: ResultFile, long: MemoryProfile) -> Units:
        """From the heavy operations, and the memory of a long run."""
        assert long.bars, f"{long.target} does not say how many bars it had"
        phases = {phase.name: phase for phase in long.phases}
        return cls(
            start=cases_of(heavy)[START].median,
            base=phases["import"].rss_bytes,
            opening=phases["data"].seconds / long.bars,
            running=phases["run"].seconds / long.bars,
            held=long.jump("data") / long.bars,
            marked=long.jump("run") / long.bars,
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to part the work: a task is an asset with some parameter sets.

    Attributes:
        sets: of a task.
        tasks: how many.
        slots: tasks of a node at the same time, by its cores and its memory.
        memory: bytes of a slot.
        bars_bytes: that a task reads through the network.
        network, opening, running: seconds of a task.
    """

    sets: int
    tasks: int
    slots: int
    memory: float
    bars_bytes: float
    network: float
    opening: float
    running: float

    @property
    def seconds(self) -> float:
        """Of a task, one part after the other."""
        return self.network + self.opening + self.running

    @classmethod
    def of(cls, sets: int, units: Units, told: Mapping[str, Any]) -> Cut:
        """With so many sets a task.

        A slot has its share of its node's network, and a node its share of the storage's.
        """
        work, cluster = told["work"], told["cluster"]
        bars = bars_of(work)
        memory = units.base + bars * (units.held + units.marked)
        slots = int(min(cluster["cores_of_node"], cluster["memory_of_node"] // memory))
        if slots < 1:
            raise SystemExit(f"performance: a node has no room for a task of {size(memory)}")
        bits = min(cluster["bits_of_node"], cluster["bits_of_storage"] / cluster["nodes"])
        return cls(
            sets=sets, tasks=work["assets"] * math.ceil(work["sets"] / sets), slots=slots,
            memory=memory, bars_bytes=bars * units.held,
            network=8 * bars * units.held / (bits / slots), opening=bars * units.opening,
            running=bars * units.running * min(sets, work["sets"]),
        )  # fmt: skip


def bars_of(work: Mapping[str, int]) -> int:
    """Bars of an asset."""
    return work["years"] * work["sessions_of_year"] * work["minutes_of_session"]


def cluster(heavy: ResultFile, memories: Mapping[str, MemoryProfile], file: Path) -> str:
    """All tables: unit figures, how the work is parted, and what failures cost."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    units = Units.of(heavy, memories[LONG])
    cuts = [Cut.of(sets, units, told) for sets in told["work"]["sets_of_task"]]
    tables = (_asked(told), _units(units), _whole(units, told), _parted(cuts, told),
              _failures(cuts, units, told))  # fmt: skip
    return "\n".join(f"## {each.caption}\n\n{table(each)}" for each in tables)


def _asked(told: Mapping[str, Any]) -> Table:
    rows = [
        (name.replace("_", " ").capitalize(), _plain(value))
        for part in ("work", "cluster", "failure")
        for name, value in told[part].items()
    ]
    return sheet("What is asked", ("What", "How much"), rows)


def _plain(value: Any) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, list) else f"{value:,}"


def _units(units: Units) -> Table:
    rows = [
        ("a process starts", duration(units.start), size(units.base), START),
        ("a bar is opened and loaded", duration(units.opening), f"{units.held:.0f} bytes", LONG),
        ("a bar is run", duration(units.running), f"{units.marked:.0f} bytes", LONG),
    ]
    return sheet("Unit figures", ("What", "Time", "Memory", "Measured by"), rows)


def _whole(units: Units, told: Mapping[str, Any]) -> Table:
    work, nodes = told["work"], told["cluster"]["nodes"]
    bars = bars_of(work) * work["assets"]
    held, runs = bars * units.held, bars * units.running * work["sets"]
    rows = [
        ("Bars of an asset", f"{bars_of(work):,}"), ("Bars", f"{bars:,}"),
        ("Bars in memory", size(held)), ("Bars in memory, of a node", size(held / nodes)),
        ("Seconds of one core for one set", f"{bars * units.running:,.0f}"),
        ("Hours of one core for all sets", f"{runs / HOUR:,.0f}"),
        ("Results", size(work["assets"] * work["sets"] * told["cluster"]["result_bytes"])),
    ]  # fmt: skip
    return sheet("The whole", ("What", "How much"), rows)


def _parted(cuts: list[Cut], told: Mapping[str, Any]) -> Table:
    rows = [
        (
            f"{cut.sets:,}", f"{cut.tasks:,}", f"{cut.slots}", size(cut.memory),
            size(cut.memory * cut.slots), duration(cut.network), duration(cut.opening),
            duration(cut.running), percent(1 - cut.running / cut.seconds),
            size(cut.bars_bytes * cut.tasks), size(cut.sets * told["cluster"]["result_bytes"]),
        )
        for cut in cuts
    ]  # fmt: skip
    names = (
        "Sets of a task", "Tasks", "Slots of a node", "Memory of a slot", "Memory of a node",
        "Network", "Opening", "Running", "Not running", "Read by all", "Results of a task",
    )  # fmt: skip
    return sheet("How it is parted", names, rows)


def _failures(cuts: list[Cut], units: Units, told: Mapping[str, Any]) -> Table:
    rows = [
        _failure(cut, hours, units, told)
        for cut in cuts
        for hours in told["failure"]["hours_between"]
    ]
    names = (
        "Sets of a task", "Hours between losses of a node", "Hours", "Nodes lost",
        "Tasks begun again", "Time thrown away", "Utilisation", "Node hours", "Dollars",
        "Results lost or doubled",
    )  # fmt: skip
    return sheet("What losing nodes costs", names, rows)


def _failure(cut: Cut, hours: float, units: Units, told: Mapping[str, Any]) -> tuple[str, ...]:
    failure, cluster = told["failure"], told["cluster"]
    found = simulate(Plan(
        cut.tasks, cut.seconds, cluster["nodes"], cut.slots, units.start,
        between=hours * HOUR if hours else math.inf, notice=failure["notice_seconds"],
        replace=failure["replace_seconds"], spread=failure["spread"], seed=failure["seed"],
    ))  # fmt: skip
    node_hours = found.there / cut.slots / HOUR
    return (
        f"{cut.sets:,}", f"{hours:g}" if hours else "never", f"{found.seconds / HOUR:.2f}",
        f"{found.lost:,}", f"{found.begun - cut.tasks:,}",
        percent(found.wasted / (found.wasted + found.busy)), percent(found.utilisation),
        f"{node_hours:,.0f}", f"{node_hours * cluster['dollars_of_node_hour']:,.0f}",
        f"{sum(times != 1 for times in found.done)}",
    )  # fmt: skip
