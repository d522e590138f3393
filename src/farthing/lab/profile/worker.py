"""One fresh process: runs the work under one profiler, or under none, and writes what it found.

Usage: python worker.py ORDER OUT. ORDER is a JSON file: the ``source`` and the name of a ``case``,
``what`` to do (``plain``, ``cprofile``, ``cpu``, ``sampled``, ``lines``, ``tree``), how long
(``seconds``, ``rounds_max``), and ``files`` to write. OUT gets one JSON object.

A run is made before anything is watched: imports and caches are setup. ``profiled_rounds`` is the
frame by which a sampler from outside knows where setup ends.
"""

from __future__ import annotations

import cProfile
import functools
import gc
import importlib.machinery
import json
import marshal
import statistics
import sys
import time
import traceback
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
BEGAN = time.perf_counter()


def main() -> None:
    """Carries out an order."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        found = carried_out(order)
    except Exception:  # noqa: BLE001 - whatever the work raises is told, and ends in an error
        found = {"error": traceback.format_exc()}
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


def carried_out(order: Json) -> Json:
    """The answer before and after the rounds, which must be the same, and what was found."""
    run, answer = prepared(order["source"], order["case"])
    first = answer(run())
    setup = time.perf_counter() - BEGAN
    result, found = WHATS[order["what"]](run, order)
    last = answer(result)
    if last["digest"] != first["digest"]:
        raise AssertionError(
            f"the answer changes between runs: {first['digest']}, then {last['digest']}"
        )
    answered = {"digest": last["digest"], "facts": last.get("facts", {})}
    return {**answered, **found, "setup_seconds": setup}


def prepared(source: Json, case: str) -> tuple[Callable[[], Any], Callable[[Any], Json]]:
    """The run of a case, and what says its answer."""
    from farthing.lab.worker import load, strategy_run

    if source["kind"] == "cases":
        module = load(Path(source["file"]))
        return module.CASES[case](), module.answer
    return strategy_run(source)


def profiled_rounds(run: Callable[[], Any], order: Json) -> tuple[Any, int, float]:
    """Runs until the time is over; gives the last result, how many runs, and their seconds."""
    rounds, result = 0, None
    began = time.perf_counter()
    while not rounds or (
        rounds < order["rounds_max"] and time.perf_counter() - began < order["seconds"]
    ):
        result = run()
        rounds += 1
    return result, rounds, time.perf_counter() - began


def plain(run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """Wall clock and processor time of each run."""
    from farthing.lab.worker import cpu_seconds, peak_bytes

    seconds: list[float] = []
    cpu: list[float] = []

    def timed() -> Any:
        cpu_before, before = cpu_seconds(), time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - before)
        cpu.append(cpu_seconds() - cpu_before)
        return result

    result, rounds, _ = profiled_rounds(timed, order)
    return result, {
        "rounds": rounds,
        "seconds": statistics.median(seconds),
        "cpu_seconds": sum(cpu) / rounds,  # one run may be shorter than a tick of that clock
        "peak_bytes": peak_bytes(),
    }


def sampled(run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """The rounds alone: whoever samples does it from outside."""
    from farthing.lab.profile import in_workers

    with in_workers.watching(in_workers.marked):
        result, rounds, seconds = profiled_rounds(run, order)
    return result, {"rounds": rounds, "seconds": seconds}


def cprofiled(timer: str, run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """Every call counted, by wall clock or by processor time, in this process and its workers."""
    from farthing.lab.profile import counts, in_workers

    profiler = cProfile.Profile(counts.CLOCKS[timer])
    before = counts.core_seconds()
    with in_workers.watching(in_workers.COUNTING[timer]) as folder:
        watched = functools.partial(profiler.runcall, run)
        result, rounds, seconds = profiled_rounds(watched, order)
        workers = in_workers.read_all(folder)
    found = counts.taken_from(profiler, before).with_all(workers)
    with Path(order["files"]["pstats"]).open("wb") as file:
        marshal.dump(found.totals, file)
    return result, {
        "rounds": rounds,
        "seconds": seconds,
        "running": found.running,
        "queued": found.queued,
        "names": found.names,
        "workers": len(workers),
    }


def lines(run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """Every line counted, of the functions that were asked for."""
    import line_profiler

    profiler = line_profiler.LineProfiler()
    wanted = {(file, line) for file, line in order["functions"]}
    files = {file for file, _ in wanted}
    true_load = importlib.machinery.SourceFileLoader.exec_module

    def watch(functions: Iterator[types.FunctionType]) -> None:
        for function in functions:
            code = function.__code__
            if (code.co_filename, code.co_firstlineno) in wanted:
                profiler.add_function(function)

    def load(loader: importlib.machinery.SourceFileLoader, module: types.ModuleType) -> None:
        """A strategy's file is loaded anew for each run: its functions are new each time."""
        true_load(loader, module)
        if loader.path in files:
            watch(functions_in(module, loader.path))

    watch(each for each in gc.get_objects() if isinstance(each, types.FunctionType))
    importlib.machinery.SourceFileLoader.exec_module = load  # type: ignore[method-assign,assignment]
    profiler.enable_by_count()
    try:
        result, rounds, seconds = profiled_rounds(run, order)
    finally:
        profiler.disable_by_count()
        importlib.machinery.SourceFileLoader.exec_module = true_load  # type: ignore[method-assign]
    stats = profiler.get_stats()
    with Path(order["files"]["text"]).open("w", encoding="utf-8") as text:
        line_profiler.show_text(stats.timings, stats.unit, stream=text, stripzeros=True)
    timings = [[*place, rows] for place, rows in stats.timings.items()]
    return result, {"rounds": rounds, "seconds": seconds, "unit": stats.unit, "timings": timings}


def functions_in(owner: Any, file: str) -> Iterator[types.FunctionType]:
    """The functions of a module or class that stand in its file."""
    for value in list(vars(owner).values()):
        if isinstance(value, types.FunctionType) and value.__code__.co_filename == file:
            yield value
        elif isinstance(value, type) and value.__module__ == getattr(
            owner, "__module__", owner.__name__
        ):
            yield from functions_in(value, file)


def tree(run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """The tree of calls, for a reader and for speedscope."""
    import pyinstrument
    from pyinstrument.renderers import HTMLRenderer, SpeedscopeRenderer

    profiler = pyinstrument.Profiler(interval=order["interval"])
    profiler.start(target_description=order["case"])
    try:
        result, rounds, seconds = profiled_rounds(run, order)
    finally:
        profiler.stop()
    for name, renderer in (("html", HTMLRenderer()), ("speedscope", SpeedscopeRenderer())):
        Path(order["files"][name]).write_text(profiler.output(renderer), encoding="utf-8")
    return result, {"rounds": rounds, "seconds": seconds}


WHATS: dict[str, Callable[[Callable[[], Any], Json], tuple[Any, Json]]] = {
    "plain": plain,
    "sampled": sampled,
    "cprofile": functools.partial(cprofiled, "wall"),
    "cpu": functools.partial(cprofiled, "processor"),
    "lines": lines,
    "tree": tree,
}

if __name__ == "__main__":
    main()
