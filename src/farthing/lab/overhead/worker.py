"""One fresh process of ``farthing bench overhead``.

Usage: python -m farthing.lab.overhead.worker ORDER OUT.
ORDER is a JSON file: the ``file`` of works, the ``works``, the ``build`` that this process has
(``exact`` or ``twin``), the ``kernels`` in the order in which they begin, ``rounds``, and the
``task``: ``time``, ``count`` or ``diverge``. OUT gets a JSON line a work.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.lab.overhead.divergence import divergence
from farthing.lab.overhead.loading import Loading
from farthing.lab.overhead.replay import KERNELS, TWIN, Replay
from farthing.lab.worker import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result
    from farthing.lab.overhead.work import Work

Json = dict[str, Any]


def main() -> None:
    """Carries out an order."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    works = load(Path(order["file"])).WORKS
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for name in order["works"]:
            answer = TASKS[order["task"]](works[name](), order)
            print(json.dumps(answer), file=out)


def times(work: Work, order: Json) -> Json:
    """The one number of this process for each part: the median of its rounds, in seconds."""
    parts: dict[str, Callable[[], float]] = {"event": lambda: event_seconds(work)}
    if work.targets is not None:
        parts["indicators"] = lambda: seconds_of(work.targets)
    found = {name: rounds_of(part, order["rounds"]) for name, part in parts.items()}
    result = event(work)
    facts = {
        "fills": result.outcome.fills, "end_equity": str(result.outcome.end_equity),
        "asset_bars": result.outcome.bars * len(work.bars.symbols),
    }  # fmt: skip
    if order["build"] == TWIN:
        return {"parts": found, "facts": facts}
    found |= replay_times(Replay(work), order)
    found |= loading_times(Loading(work), order["rounds"])
    return {"parts": found, "facts": facts}


def replay_times(replay: Replay, order: Json) -> dict[str, float]:
    """Every kernel in every round, forwards and back, so that none is always the last."""
    runs, statistic = defaultdict(list), defaultdict(list)
    forwards = list(order["kernels"])
    gc.collect()
    gc.disable()
    for _ in range(order["rounds"]):
        for kernel in forwards + forwards[::-1]:
            whole, part = replay.timed(kernel)
            runs[kernel].append(whole)
            statistic[kernel].append(part)
    gc.enable()
    return {
        **{f"run-{kernel}": statistics.median(runs[kernel]) for kernel in KERNELS},
        **{f"statistics-{kernel}": statistics.median(statistic[kernel]) for kernel in KERNELS},
    }


def loading_times(loading: Loading, rounds: int) -> dict[str, float]:
    """Both forms of the bars in every round, forwards and back."""
    seconds = defaultdict(list)
    for _ in range(rounds):
        for side in ("exact", TWIN, TWIN, "exact"):
            seconds[side].append(loading.timed(side))
    return {f"data-{side}": statistics.median(each) for side, each in seconds.items()}


def rounds_of(part: Callable[[], float], rounds: int) -> float:
    """The median of rounds after one to warm up, with Python's collector off."""
    part()
    gc.collect()
    gc.disable()
    seconds = [part() for _ in range(rounds)]
    gc.enable()
    return statistics.median(seconds)


def event(work: Work) -> Result:
    """The strategy, called at each bar."""
    return run_program(program(work.program, work.parameters), work.bars, work.config)


def event_seconds(work: Work) -> float:
    """Seconds of the event driver, statistics and all."""
    return seconds_of(lambda: event(work))


def seconds_of(function: Callable[[], Any] | None) -> float:
    """Seconds of a call."""
    assert function is not None
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def count(work: Work, order: Json) -> Json:
    """The rounds of each part under callgrind, which counts while it is told to, part by part."""
    runs = {part: counted(work, part) for part in order["parts"]}
    for part, run in runs.items():
        run()
        gc.collect()
        gc.disable()
        callgrind(order, "-i", "on")
        for _ in range(order["rounds"]):
            run()
        callgrind(order, "-i", "off")
        callgrind(order, f"--dump={part}")
        gc.enable()
    return {"parts": list(runs)}


def counted(work: Work, part: str) -> Callable[[], Any]:
    """What is counted: ``event``, or the run of a kernel."""
    if part == "event":
        return lambda: event(work)
    replay = Replay(work)
    return lambda: replay.timed(part)


def callgrind(order: Json, *words: str) -> None:
    """Tells the callgrind that this process runs under."""
    told = [order["control"], *words, str(os.getpid())]
    done = subprocess.run(told, check=False, capture_output=True, text=True)
    if done.returncode or "OK" not in done.stdout:
        raise AssertionError(f"callgrind_control: {done.stderr or done.stdout}")


TASKS: dict[str, Callable[[Any, Json], Json]] = {
    "time": times,
    "count": count,
    "diverge": lambda work, _order: divergence(Replay(work)),
}


if __name__ == "__main__":
    main()
