"""One fresh process: a function and its baselines in turns, for each kind of input and size.

Usage: python -m farthing.lab.functions.worker ORDER OUT. ORDER is a JSON file: the ``file`` with
``CASES``, the ``function``, the ``sizes``, and how long to run (``seconds``, ``rounds_min``). OUT
gets one JSON document: ``rows``, or ``error``.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.lab.functions.same import OURS, DifferentAnswers, ulps_apart
from farthing.lab.worker import load

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

LEAST_SECONDS = 0.001
"""A call that is shorter is repeated until it is that long: the clock has steps."""


def main() -> None:
    """Carries out an order."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        case = load(Path(order["file"])).CASES[order["function"]]
        rows = [row(case, given, size, order) for given in case.inputs for size in order["sizes"]]
        found: Json = {"rows": rows}
    except Exception:  # noqa: BLE001 - whatever a case raises is told, and ends in an error
        found = {"error": traceback.format_exc()}
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


def row(case: Any, given: str, size: int, order: Json) -> Json:
    """Answers compared, then both sides timed in turns, with Python's collector off."""
    told = case.inputs[given](size)
    sides = {OURS: case.ours, **case.baselines}
    ulps = compared(case, told, f"given {size} {given}")
    calls = {name: calls_needed(side, told) for name, side in sides.items()}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        while True:
            done = len(seconds[OURS])
            is_even = done % 2 == 0  # as many rounds forward as backward
            if (
                is_even
                and done >= order["rounds_min"]
                and time.perf_counter() - began >= order["seconds"]
            ):
                break
            for name in sides if is_even else reversed(sides):
                seconds[name].append(timed(sides[name], told, calls[name]))
    finally:
        gc.enable()
    return {"given": given, "size": size, "ulps": ulps, "seconds": seconds}


def compared(case: Any, told: Any, what: str) -> dict[str, int]:
    """How far each baseline's answer is from ours; never farther than is allowed."""
    answer = case.answer(case.ours(told))
    found = {}
    for name, baseline in case.baselines.items():
        shown = case.baseline_answer.get(name, lambda given: given)
        found[name] = ulps_apart(answer, shown(baseline(told)))
        allowed = case.ulps.get(name, 0)
        if found[name] > allowed:
            raise DifferentAnswers(
                f"{found[name]} units of the last place off the baseline {name} {what}; "
                f"{allowed} are allowed"
            )
    return found


def calls_needed(side: Callable[[Any], Any], told: Any) -> int:
    """How many calls last long enough to be timed."""
    calls = 1
    while timed(side, told, calls) * calls < LEAST_SECONDS:
        calls *= 2
    return calls


def timed(side: Callable[[Any], Any], told: Any, calls: int) -> float:
    """Seconds of a call, the mean of some."""
    began = time.perf_counter()
    for _ in range(calls):
        side(told)
    return (time.perf_counter() - began) / calls


if __name__ == "__main__":
    main()
