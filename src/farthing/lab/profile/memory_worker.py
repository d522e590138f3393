"""One fresh process: makes a run in marked phases, watched by memray or by nobody.

Usage: python memory_worker.py ORDER OUT. ORDER is a JSON file: the ``source`` and the name of a
``case``, how many ``rounds`` (none: what the case makes on its first use is made, and no more), and
``memory``, the file that memray writes (null is nobody), with ``native`` and ``interval_ms``. OUT
gets one JSON object: the marks, each with its time and resident memory, the answer, and of a
watched process its ticks: instants, each with how long the process had worked by then.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
PAGE = resource.getpagesize()
PHASES = ("import", "data", "run", "result")


def main() -> None:
    """Carries out an order."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        found = watched(order)
    except Exception:  # noqa: BLE001 - whatever the work raises is told, and ends in an error
        found = {"error": traceback.format_exc()}
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


def watched(order: Json) -> Json:
    """The phases, under memray where it is asked for."""
    watch: Any = contextlib.nullcontext()
    if order["memory"]:
        import memray

        watch = memray.Tracker(
            order["memory"], native_traces=order["native"], memory_interval_ms=order["interval_ms"]
        )
    ticks: list[tuple[float, float]] = []
    with watch, ticking(ticks, order["interval_ms"] / 1000 if order["memory"] else None):
        found = Marked(order).found() if order["rounds"] else made(order)
    return {**found, "ticks": ticks}


@contextlib.contextmanager
def ticking(ticks: list[tuple[float, float]], interval: float | None) -> Iterator[None]:
    """Notes now and then how long this thread has been on the processor.

    A machine with other work to do lets a run wait; by this clock it goes at its own pace. Nothing
    is noted without an interval, nor where the system has no such clock.
    """
    if interval is None or not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    clock, ended = time.pthread_getcpuclockid(threading.get_ident()), threading.Event()

    def note() -> None:
        ticks.append((time.time(), time.clock_gettime(clock)))

    def keep_noting() -> None:
        while not ended.wait(interval):
            note()

    note()
    thread = threading.Thread(target=keep_noting, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        note()


def made(order: Json) -> Json:
    """Prepares the case, which makes on its first use what it reads from the disk later."""
    from farthing.lab.profile.worker import prepared

    prepared(order["source"], order["case"])
    return {}


class Marked:
    """A run whose phases are marked. The names of its methods are how stacks tell phases apart."""

    def __init__(self, order: Json) -> None:
        """Marks the beginning."""
        self._order = order
        self._marks: list[Json] = []
        self._loaded: Json | None = None
        self._mark("start")

    def found(self) -> Json:
        """Goes through all phases."""
        self._phase_import()
        self._mark("import")
        run, answer = self._phase_data()
        self._loaded = self._now("data")
        result = self._phase_run(run)
        self._marks.append(self._loaded)
        self._mark("run")
        answered = self._phase_result(answer, result)
        self._mark("result")
        outcome = getattr(result, "outcome", result)
        return {
            "marks": self._marks,
            "digest": answered["digest"],
            "facts": answered.get("facts", {}),
            "bars": getattr(outcome, "bars", None),
        }

    def _phase_import(self) -> None:
        from farthing.lab.worker import load

        if self._order["source"]["kind"] == "cases":
            load(Path(self._order["source"]["file"]))
        import farthing.backtest.run
        import farthing.data.catalog  # noqa: F401 - what the phases need is imported in this one

    def _phase_data(self) -> tuple[Callable[[], Any], Callable[[Any], Json]]:
        from farthing.lab.profile.worker import prepared

        return prepared(self._order["source"], self._order["case"])

    def _phase_run(self, run: Callable[[], Any]) -> Any:
        """The rounds. A run that loads its bars itself is in the data's phase until it has some."""
        from farthing.backtest.feed import Feed

        true_init, true_next = Feed.__init__, Feed.next

        def restore() -> None:
            Feed.__init__, Feed.next = true_init, true_next  # type: ignore[method-assign]

        def _phase_data(feed: Feed, *args: Any, **kwargs: Any) -> Any:
            true_init(feed, *args, **kwargs)

        def next_chunk(feed: Feed) -> Any:
            chunk = true_next(feed)
            self._loaded = self._now("data")
            restore()
            return chunk

        Feed.__init__, Feed.next = _phase_data, next_chunk  # type: ignore[method-assign,assignment]
        result = None
        try:
            for _ in range(self._order["rounds"]):
                result = run()
        finally:
            restore()
        return result

    def _phase_result(self, answer: Callable[[Any], Json], result: Any) -> Json:
        if hasattr(result, "statistics"):
            result.statistics  # noqa: B018 - it is made when it is first asked for
        return answer(result)

    def _mark(self, name: str) -> None:
        self._marks.append(self._now(name))

    @staticmethod
    def _now(name: str) -> Json:
        resident = rss_bytes()
        peak = max(peak_bytes(), resident)
        return {"name": name, "time": time.time(), "rss": resident, "peak": peak}


def rss_bytes() -> int:
    """Resident memory now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * PAGE
    from farthing.lab.extra import need

    return int(need("psutil").Process().memory_info().rss)


def peak_bytes() -> int:
    """The largest resident memory of this program so far.

    Linux counts ``ru_maxrss`` from the process that started this one, which may be larger.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
