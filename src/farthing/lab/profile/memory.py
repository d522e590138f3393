"""The memory of a run: watched by memray in one process, and by nobody in another.

memray slows a run and takes memory itself. So what is resident comes from a process of its own that
nothing watches, and what is held by whom from the one that memray sees.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError, FarthingError
from farthing.lab.cases import FOLDER, CasesFile
from farthing.lab.extra import need
from farthing.lab.flame import flame_graph, fold
from farthing.lab.machine import machine
from farthing.lab.process import CaseRaised, Environment
from farthing.lab.profile import memory_worker
from farthing.lab.profile.allocations import Allocations, read_allocations
from farthing.lab.profile.steady import SNAPSHOTS_MIN, steady_memory
from farthing.lab.profile.timeline import Span, timeline
from farthing.lab.profile.work import work
from farthing.lab.results.memory import LARGE_BYTES, MemoryProfile, Moment, PhaseMemory
from farthing.lab.results.read import write
from farthing.report.charts.thin import extremes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.lab.cases import StrategyCase
    from farthing.lab.profile.work import Work

INTERVAL_MS = 1
"""Between two snapshots; memray makes it two where it cannot."""
FUNCTIONS = 50
"""Functions that are kept; those above 100 MiB always are."""
COLUMNS = 150
"""Columns of the timeline that is kept, each with its least and its largest value."""
Found = dict[str, Any]
FILES = {
    "memory.bin": "what memray wrote; memray's own reports read it",
    "memory.folded": "bytes of each stack when the most was held",
    "memory.svg": "flame graph of the bytes that were held when the most was held",
    "memory-timeline.svg": "heap and resident memory over time, with phases",
    "memory.json": "this result",
}


def profile_memory(
    target: str | StrategyCase,
    folder: Path,
    *,
    cases: Path = Path(FOLDER),
    rounds: int = 1,
    native: bool = True,
) -> MemoryProfile:
    """Finds how much memory a run takes, when, and who asked for it.

    Args:
        target: the name of a case, or a strategy with its bars.
        folder: where the files of the result go.
        cases: the folder that a case's name is looked for in.
        rounds: how often the run is made; more than once shows what stays from run to run.
        native: whether compiled functions are looked for. Where memray cannot, it is told.

    Raises:
        ConfigurationError: there is no such target, memray is not installed, or rounds are no
            number above 0.
        CaseRaised: the work raised, or answered otherwise under memray.
    """
    need("memray")
    if rounds < 1:
        raise ConfigurationError(f"rounds {rounds} is not 1 or more")
    task = work(target, cases)
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(task.source, CasesFile):
        _fresh(task, 0)  # what a case makes on its first use is made by nobody that is measured
    alone = _fresh(task, rounds)
    seen, note = _observed(task, rounds, folder / "memory.bin", native=native)
    if seen["digest"] != alone["digest"]:
        raise CaseRaised(
            task.case,
            f"the answer changes under memray: {alone['digest']}, then {seen['digest']}",
        )
    allocations = read_allocations(folder / "memory.bin")
    result = _result(task, alone, seen, allocations, rounds, note)
    _write(result, allocations, seen, folder)
    return result


def _observed(task: Work, rounds: int, file: Path, *, native: bool) -> tuple[Found, str]:
    """What memray sees; without compiled functions where it fails with them, and why."""
    if not native:
        return _fresh(task, rounds, file), "compiled functions were not asked for"
    try:
        return _fresh(task, rounds, file, native=True), ""
    except WatcherFailed as error:
        return _fresh(task, rounds, file), f"without compiled functions: {error}"


class WatcherFailed(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """A process ended without an answer."""


def _fresh(task: Work, rounds: int, file: Path | None = None, *, native: bool = False) -> Found:
    if file is not None:
        file.unlink(missing_ok=True)
    order = {
        "source": task.source.model_dump(mode="json"), "case": task.case, "rounds": rounds,
        "memory": None if file is None else str(file), "native": native,
        "interval_ms": INTERVAL_MS,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.json"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-P", memory_worker.__file__, str(asked), str(found)],
            env=Environment().variables(), check=False, capture_output=True, text=True,
        )  # fmt: skip
        answer: Found | None = json.loads(found.read_text("utf-8")) if found.exists() else None
    if answer is None:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise WatcherFailed(f"{task.case} ended without an answer: {last}")
    if "error" in answer:
        raise CaseRaised(task.case, answer["error"])
    return answer


def _result(
    task: Work, alone: Found, seen: Found, found: Allocations, rounds: int, note: str
) -> MemoryProfile:
    phases = _phases(alone, seen, found)
    seconds, heap, rss = _series(found, seen)
    bars = seen["bars"] and seen["bars"] * rounds
    run_phase = next(each for each in phases if each.name == "run")
    begin, end = _span(seen, "run")
    inside = (seconds >= begin) & (seconds <= end)
    worked = _worked(seen, np.append(seconds[inside], begin))
    steady = steady_memory(
        worked[:-1] - worked[-1], heap[inside], bars=bars, unobserved_seconds=run_phase.seconds
    )
    kept = np.union1d(extremes(heap, COLUMNS), extremes(rss, COLUMNS))
    return MemoryProfile(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=machine(),
        target=task.case,
        digest=seen["digest"],
        facts=seen["facts"],
        native=found.native,
        note=note,
        rss_peak_bytes=alone["marks"][-1]["peak"],
        observed_rss_peak_bytes=max(seen["marks"][-1]["peak"], int(rss.max())),
        heap_peak_bytes=found.heap_peak,
        heap_mean_bytes=_mean(seconds, heap),
        arrow_bytes=found.arrow,
        allocations=sum(count for count, _ in found.made.values()),
        allocated_bytes=sum(size for _, size in found.made.values()),
        phases=phases,
        steady=steady,
        steady_note="" if steady else _too_short(int(inside.sum())),
        functions=tuple(_kept(found.functions)),
        rust=tuple(_kept(found.rust)),
        timeline=tuple(
            Moment(seconds=round(second, 4), heap_bytes=int(held), rss_bytes=int(resident))
            for second, held, resident in zip(
                seconds[kept].tolist(), heap[kept], rss[kept], strict=True
            )
        ),
        bars=bars,
        files=FILES,
    )


def _kept(functions: Sequence[Any]) -> list[Any]:
    return [f for n, f in enumerate(functions) if n < FUNCTIONS or f.total_bytes > LARGE_BYTES]


def _too_short(snapshots: int) -> str:
    return (
        f"the run has {snapshots} snapshots, and {SNAPSHOTS_MIN} are needed after its first"
        " quarter: take more bars or more rounds"
    )


def _phases(alone: Found, seen: Found, found: Allocations) -> tuple[PhaseMemory, ...]:
    seconds, heap, _ = _series(found, seen)
    phases = []
    for before, mark in itertools.pairwise(alone["marks"]):
        begin, end = _span(seen, mark["name"])
        inside = heap[(seconds >= begin) & (seconds <= end)]
        last = heap[seconds <= end]
        held = int(last[-1]) if len(last) else 0
        count, size = found.made[mark["name"]]
        phases.append(
            PhaseMemory(
                name=mark["name"],
                seconds=max(0.0, mark["time"] - before["time"]),
                observed_seconds=max(0.0, end - begin),
                rss_bytes=mark["rss"],
                rss_peak_bytes=mark["peak"],
                heap_bytes=held,
                heap_peak_bytes=max(held, int(inside.max(initial=0))),
                allocations=count,
                allocated_bytes=size,
            )
        )
    return tuple(phases)


def _span(seen: Found, name: str) -> tuple[float, float]:
    """Seconds from the first mark to the beginning and the end of a phase."""
    marks = seen["marks"]
    place = [mark["name"] for mark in marks].index(name)
    start: float = marks[0]["time"]
    return marks[place - 1]["time"] - start, marks[place]["time"] - start


def _series(
    found: Allocations, seen: Found
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Seconds since the first mark, heap and resident memory of all snapshots."""
    rows = np.array([[s.time_ms / 1000, s.heap, s.rss] for s in found.snapshots], dtype=np.float64)
    rows = rows.reshape(-1, 3)
    seconds: NDArray[np.float64] = np.maximum(rows[:, 0] - seen["marks"][0]["time"], 0.0)
    return seconds, rows[:, 1], rows[:, 2]


def _worked(seen: Found, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long the process had worked at instants; the instants where that is not known."""
    if not seen["ticks"]:
        return seconds
    instants, worked = np.array(seen["ticks"], dtype=np.float64).T
    found: NDArray[np.float64] = np.interp(seconds, instants - seen["marks"][0]["time"], worked)
    return found


def _mean(seconds: NDArray[np.float64], heap: NDArray[np.float64]) -> int:
    """The mean over time: a snapshot counts as long as it is the last one."""
    spans = np.diff(seconds)
    whole = float(spans.sum())
    return round(float((heap[:-1] * spans).sum()) / whole) if whole else round(float(heap.mean()))


def _write(result: MemoryProfile, found: Allocations, seen: Found, folder: Path) -> None:
    folded = fold(found.peak)
    title = f"{result.target}: memory when the most is held"
    (folder / "memory.folded").write_text(folded, encoding="utf-8")
    graph = flame_graph(folded, title, unit="bytes", least=0.001)
    (folder / "memory.svg").write_text(graph, encoding="utf-8")
    spans = [Span(phase.name, *_span(seen, phase.name)) for phase in result.phases]
    chart = timeline(f"{result.target}: memory over time", *_series(found, seen), spans)
    (folder / "memory-timeline.svg").write_text(chart, encoding="utf-8")
    write(result, folder / "memory.json")
