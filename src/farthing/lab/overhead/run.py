"""``farthing bench overhead``: blocks, counts and divergences into one result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, suggestion
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.machine import machine
from farthing.lab.overhead.builds import EXACT, TWIN, builds
from farthing.lab.overhead.chart import chart
from farthing.lab.overhead.divergence import signal_divergence
from farthing.lab.overhead.gather import check_blocks, gather, means, rows
from farthing.lab.overhead.modules import MODULES
from farthing.lab.overhead.processes import carried_out, counted, needs_valgrind
from farthing.lab.overhead.words import conclusions
from farthing.lab.process import Environment
from farthing.lab.results.overhead import (
    Divergence,
    Kernel,
    ModuleRow,
    OverheadResult,
    SignalDivergence,
    Way,
)
from farthing.lab.run import now
from farthing.lab.sides import BuildFailed
from farthing.lab.worker import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILE = "overhead.py"
BLOCKS = 8
ROUNDS = 9
COUNTED_ROUNDS = 3
EXACT_KERNELS: tuple[Kernel, ...] = ("narrow", "wide")


def overhead(
    workloads: Sequence[str] = (),
    *,
    folder: Path = Path("benchmarks"),
    checkout: Path | None = None,
    blocks: int = BLOCKS,
    rounds: int = ROUNDS,
    confidence: float = CONFIDENCE,
    instructions: bool = True,
    environments: dict[str, Environment] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> OverheadResult:
    """Measures what exact money costs against the float twin, and where floats go wrong.

    Args:
        workloads: names in ``WORKS`` of the folder's ``overhead.py``; all where none is named.
        folder: of the works.
        checkout: the sources to build; by default the current folder.
        blocks: of fresh processes; six and more have an interval at a confidence of 0.95.
        rounds: of each part in a process, which gives one number, their median.
        confidence: of the intervals.
        instructions: whether callgrind counts instructions by module (slow).
        environments: the ``exact`` and the ``twin`` build, where they are there already.
        progress: called with steps done, steps in all, and what comes next.

    Where there are no sources or no cargo, the batch driver of the package at hand is measured and
    the result says what is not shown.

    Raises:
        ConfigurationError: no such workload, or too few blocks.
        CaseRaised: a workload raised.
    """
    check_blocks(blocks)
    file = (folder / FILE).resolve()
    names = chosen(file, workloads)
    not_shown: list[str] = []
    built = environments or _built(checkout or Path.cwd(), not_shown)
    if TWIN not in built:
        instructions = instructions and environments is not None
        not_shown.append("event driver and indicators: they need the twin build")
    counts = _countable(instructions, not_shown)
    sides = len(built)
    parts = sides * len(names) if counts else 0
    step = Steps(2 * sides * blocks + parts + 1, progress)
    order = {"file": str(file), "works": names, "rounds": rounds, "kernels": (), "build": EXACT}

    gathered = gather(built, order, blocks, step)
    not_shown += gathered.without_other_trades(names)
    found = rows(gathered, confidence)
    averages = means(gathered, found, confidence)
    modules = _modules(order, built, step) if counts else ()
    step("divergence")
    divergences = _divergences(order, built[EXACT])
    signals = _signals(file)
    step.done()
    command = " ".join(["farthing bench overhead", *workloads])
    return OverheadResult(
        made=now(), machine=machine(checkout), command=command,
        blocks=blocks, confidence=confidence, rows=tuple(found), means=tuple(averages),
        modules=tuple(modules), divergences=divergences, signals=signals,
        not_shown=tuple(not_shown), chart=chart(found, modules),
        conclusions=conclusions(found, averages, modules, divergences, signals),
    )  # fmt: skip


class Steps:
    """Counts the steps of a measurement."""

    def __init__(self, total: int, progress: Callable[[int, int, str], None] | None) -> None:
        """Nothing is done yet."""
        self._total = total
        self._progress = progress
        self._done = 0

    def __call__(self, words: str) -> None:
        """Something begins."""
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total, words)
        self._done += 1

    def done(self) -> None:
        """Everything is done."""
        if self._progress is not None:
            self._progress(self._total, self._total, "")


def chosen(file: Path, asked: Sequence[str]) -> list[str]:
    """The workloads asked for, in the file's order.

    Raises:
        ConfigurationError: there is no such file, or no workload of a name.
    """
    if not file.is_file():
        raise ConfigurationError(f"{file.parent.name} has no {FILE}: name its folder with --folder")
    known = list(load(file).WORKS)
    for name in asked:
        if name not in known:
            near = suggestion(name, known) or f"; there are {', '.join(known)}"
            raise ConfigurationError(f"there is no workload {name!r}{near}")
    return [name for name in known if name in asked] if asked else known


def _built(checkout: Path, not_shown: list[str]) -> dict[str, Environment]:
    """Both builds; the package at hand where they cannot be made."""
    try:
        return builds(checkout)
    except BuildFailed:
        raise
    except ConfigurationError as error:
        not_shown.append(f"the twin build: {error}")
        return {EXACT: Environment()}


def _countable(asked: bool, not_shown: list[str]) -> bool:
    if not asked:
        not_shown.append("instructions by module: not asked for, or no build with lines")
        return False
    try:
        needs_valgrind()
    except ConfigurationError as error:
        not_shown.append(f"instructions by module: {error}")
        return False
    return True


def _modules(order: dict[str, Any], built: dict[str, Environment], step: Steps) -> list[ModuleRow]:
    """The instructions of every workload by module."""
    found: list[ModuleRow] = []
    for work in order["works"]:
        told = {**order, "works": [work]}
        step(f"instructions of {work}")
        parts = (*EXACT_KERNELS, TWIN, *(("event",) if TWIN in built else ()))
        runs = counted(told, parts, COUNTED_ROUNDS, built[EXACT])
        for kernel in EXACT_KERNELS:
            found += _compared(work, "batch", kernel, runs[kernel], runs["twin"])
        if TWIN in built:
            step(f"instructions of {work}, event driver in floats")
            twin = counted(told, ("event",), COUNTED_ROUNDS, built[TWIN])["event"]
            found += _compared(work, "event", "wide", runs["event"], twin)
    return found


def _compared(
    work: str, way: Way, kernel: Kernel, exact: dict[str, int], twin: dict[str, int]
) -> list[ModuleRow]:
    return [
        ModuleRow(
            work=work, way=way, kernel=kernel, module=module, exact_instructions=exact[module],
            twin_instructions=twin[module], twin_total=sum(twin.values()),
        )
        for module in MODULES
    ]  # fmt: skip


def _divergences(order: dict[str, Any], environment: Environment) -> tuple[Divergence, ...]:
    answers = carried_out({**order, "task": "diverge"}, environment)
    named = zip(order["works"], answers, strict=True)
    return tuple(Divergence(work=work, **answer) for work, answer in named)


def _signals(file: Path) -> SignalDivergence | None:
    module = load(file)
    if not hasattr(module, "pairs"):
        return None
    return SignalDivergence(**signal_divergence(*module.pairs()))
