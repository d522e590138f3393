"""Functions beside their baselines, in alternating rounds of several fresh processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, FarthingError, suggestion
from farthing.lab.defaults import CONFIDENCE, ROW_SECONDS
from farthing.lab.functions.same import OURS
from farthing.lab.machine import machine
from farthing.lab.results.functions import FunctionFailure, FunctionRow, FunctionsResult
from farthing.lab.run import now
from farthing.lab.statistics.effects import block_effect
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.summary import summarise
from farthing.lab.statistics.wilcoxon import blocks_needed
from farthing.lab.worker import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FILE = Path("benchmarks/baseline/functions.py")
"""Where the cases are looked for, from the current folder on."""
SIZES = (100, 1_000, 10_000, 100_000)
PROCESSES = 6
ROUNDS_MIN = 2

Process = dict[str, Any]


class FunctionRaised(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """A function or its baseline raised, or their answers differ."""


def functions(
    names: Sequence[str] = (),
    *,
    sizes: Sequence[int] = SIZES,
    processes: int = PROCESSES,
    seconds: float = ROW_SECONDS,
    confidence: float = CONFIDENCE,
    file: Path = FILE,
    progress: Callable[[int, int, str], None] | None = None,
) -> FunctionsResult:
    """Times public functions and their baselines on the same input, and compares their answers.

    Args:
        names: such as ``signals.sma``; all where none is named.
        sizes: elements of the input.
        processes: fresh processes a function; each is one block of the interval.
        seconds: that the rounds of a row go on in a process.
        confidence: of the intervals.
        file: with ``CASES``, by name.
        progress: called with processes done, processes asked and the next function's name.

    In a process, rounds alternate: ours and the baselines forward, then backward. Its one number is
    the ratio of the medians. What crosses the boundary, such as a list of decimals, is timed.

    Raises:
        ConfigurationError: there is no such file or function, or processes are too few for an
            interval.
    """
    chosen = _chosen(file, names)
    _check(sizes, processes, confidence)
    order = {
        "file": str(file.resolve()), "sizes": list(sizes), "seconds": seconds,
        "rounds_min": ROUNDS_MIN,
    }  # fmt: skip
    found: dict[str, list[Process]] = {name: [] for name in chosen}
    failures: dict[str, FunctionFailure] = {}
    # in turn, so that a slow minute does not hit one function alone
    for done, name in enumerate(list(chosen) * processes):
        if progress is not None:
            progress(done, processes * len(chosen), name)
        if name in failures:
            continue
        try:
            found[name].append(_process({**order, "function": name}))
        except FunctionRaised as error:
            failures[name] = FunctionFailure(function=name, words=str(error))
    rows = chain.from_iterable(
        _rows(name, case, found[name], confidence)
        for name, case in chosen.items()
        if name not in failures
    )
    return FunctionsResult(
        made=now(), machine=machine(), command=" ".join(["farthing bench functions", *names]),
        rows=tuple(rows), failures=tuple(failures.values()),
    )  # fmt: skip


def _check(sizes: Sequence[int], processes: int, confidence: float) -> None:
    """Refuses what cannot end in an interval, before anything runs."""
    if processes < blocks_needed(confidence):
        raise ConfigurationError(
            f"{processes} processes cannot reach a confidence of {confidence:g}: at least"
            f" {blocks_needed(confidence)} are needed"
        )
    if not sizes or min(sizes) < 1:
        raise ConfigurationError(f"sizes {list(sizes)}: give at least one, all above 0")


def _chosen(file: Path, names: Sequence[str]) -> dict[str, Any]:
    """The cases asked for, in the file's order."""
    if not file.is_file():
        raise ConfigurationError(f"there is no {file} with cases: name it with --file")
    known: dict[str, Any] = load(file.resolve()).CASES
    for name in names:
        if name not in known:
            near = suggestion(name, known) or f"; there are {', '.join(known)}"
            raise ConfigurationError(f"there is no function {name!r}{near}")
    return {name: case for name, case in known.items() if not names or name in names}


def _process(order: dict[str, Any]) -> Process:
    """What one fresh process finds of a function: by kind, size and side."""
    with tempfile.TemporaryDirectory() as scratch:
        asked, found = Path(scratch) / "order.json", Path(scratch) / "found.json"
        asked.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "farthing.lab.functions.worker", str(asked), str(found)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            last = done.stderr.strip() or f"it ended with exit code {done.returncode}"
            raise FunctionRaised(last)
        content: Process = json.loads(found.read_text(encoding="utf-8"))
    if "error" in content:
        raise FunctionRaised(content["error"])
    return content


def _rows(
    name: str, case: Any, processes: Sequence[Process], confidence: float
) -> Iterator[FunctionRow]:
    """A row for each kind of input, size and baseline."""
    for same in zip(*(process["rows"] for process in processes), strict=True):
        for baseline in case.baselines:
            yield _row(name, case, baseline, same, confidence)


def _row(
    name: str, case: Any, baseline: str, same: Sequence[Process], confidence: float
) -> FunctionRow:
    """One row, from the processes that have measured it."""
    ours, theirs = (
        [statistics.median(row["seconds"][side]) for row in same] for side in (OURS, baseline)
    )
    effects = [block_effect([one], [other]) for one, other in zip(ours, theirs, strict=True)]
    allowed = case.ulps.get(baseline, 0)
    return FunctionRow(
        function=name, given=same[0]["given"], size=same[0]["size"], baseline=baseline,
        times=estimate(effects, confidence, resamples=0), effects=tuple(effects),
        ours=summarise(ours, confidence), theirs=summarise(theirs, confidence),
        ulps=max(row["ulps"][baseline] for row in same), ulps_allowed=allowed,
        reason=case.reason if allowed else "",
    )  # fmt: skip
