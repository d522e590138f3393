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
    result, rounds, seconds = profiled_rounds(run, order)
    return result, {"rounds": rounds, "seconds": seconds}


def cprofiled(timer: Callable[[], float], run: Callable[[], Any], order: Json) -> tuple[Any, Json]:
    """Every call counted, by wall clock or by processor time."""
    profiler = cProfile.Profile(timer)
    before = core_seconds()
    result, rounds, seconds = profiled_rounds(functools.partial(profiler.runcall, run), order)
    after = core_seconds()
    with Path(order["files"]["pstats"]).open("wb") as file:
        marshal.dump(merged(profiler), file)
    return result, {
        "rounds": rounds,
        "seconds": seconds,
        "running": after[0] - before[0],
        "queued": after[1] - before[1],
        "names": dict(qualified_names(profiler)),
    }


def core_seconds() -> tuple[float, float]:
    """Time on a core and time in the queue for one, of the main thread.

    The queue is taken for empty where the system does not say.
    """
    try:
        running, queued = Path("/proc/self/schedstat").read_text(encoding="ascii").split()[:2]
    except OSError:
        return time.process_time(), 0.0
    return int(running) / 1e9, int(queued) / 1e9


def merged(profiler: cProfile.Profile) -> dict[Any, Any]:
    """The calls as pstats has them, functions that were loaded several times taken together.

    A strategy's file is loaded anew for each run. cProfile's own way to write keeps only the last
    of the functions that share file, line and name.
    """
    sums: dict[Any, list[float]] = {}
    callers: dict[Any, dict[Any, list[float]]] = {}

    def add(totals: dict[Any, list[float]], key: Any, entry: Any) -> None:
        counts = (entry.callcount, entry.callcount - entry.reccallcount)
        found = (*counts, entry.inlinetime, entry.totaltime)
        totals[key] = [a + b for a, b in zip(totals.get(key, (0, 0, 0.0, 0.0)), found, strict=True)]

    for entry in profiler.getstats():
        key = cProfile.label(entry.code)
        add(sums, key, entry)
        for called in entry.calls or ():
            add(callers.setdefault(cProfile.label(called.code), {}), key, called)
    return {
        key: (
            primitive,
            calls,
            own,
            cumulative,
            {k: tuple(v) for k, v in callers.get(key, {}).items()},
        )
        for key, (calls, primitive, own, cumulative) in sums.items()
    }


def qualified_names(profiler: cProfile.Profile) -> Iterator[tuple[str, str]]:
    """Names with their classes, by file and first line, which pstats leaves out."""
    for entry in profiler.getstats():
        code = entry.code
        if isinstance(code, types.CodeType):
            yield f"{code.co_filename}:{code.co_firstlineno}:{code.co_name}", code.co_qualname


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
    "cprofile": functools.partial(cprofiled, time.perf_counter),
    "cpu": functools.partial(cprofiled, time.process_time),
    "lines": lines,
    "tree": tree,
}

if __name__ == "__main__":
    main()
