"""One fresh process: prepares the cases it was told, runs their rounds, writes what it found.

Usage: python worker.py ORDER OUT. ORDER is a JSON file: where the cases come from (``source``),
the names of the ``cases``, how long to run (``seconds``, ``rounds_min``, ``rounds_max``), and
``plants`` (see ``planted``). OUT gets a JSON line a case: its rounds, or its error.

The file stands alone: it runs with the Python and the farthing of the side that is measured, which
may be older than the lab. It therefore imports nothing of ``farthing.lab``.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import importlib.util
import json
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]


NANOSECOND_DIGITS = 9
"""The clock has no more."""
ASKED_FIRST = 4
"""So many rounds are always asked for their answers; later ones as long as that takes no longer
than the rounds themselves, and the last."""


def main() -> None:
    """Carries out an order."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for case in order["cases"]:
            out.write(json.dumps(one_case(case, order)) + "\n")
            out.flush()


def one_case(name: str, order: Json) -> Json:
    """A case's rounds; or its error, which is no time."""
    source = order["source"]
    forget_peak()
    try:
        if source["kind"] == "cases":
            load(Path(source["file"]))  # so that a plant finds it
        with planted(order.get("plants", ())):
            found = ROUNDS[source["kind"]](name, order)
    except Exception:  # noqa: BLE001 - whatever a case raises is told, and ends in an error
        return {"case": name, "error": traceback.format_exc()}
    return {"case": name, **found, "peak_bytes": peak_bytes()}


def case_rounds(name: str, order: Json) -> Json:
    """A case of a file with ``CASES`` and ``answer``."""
    module = load(Path(order["source"]["file"]))
    return rounds_of(module.CASES[name](), module.answer, order)


def strategy_rounds(_name: str, order: Json) -> Json:
    """A user's strategy over a bundle."""
    return rounds_of(*strategy_run(order["source"]), order)


def strategy_run(source: Json) -> tuple[Callable[[], Any], Callable[[Any], Json]]:
    """The run of a strategy as its settings say, and what says its answer."""
    import farthing
    from farthing.data.catalog import Catalog

    settings = dict(source["settings"])
    bundle = Catalog(source["home"]).bundle(source["bundle"])

    def bars(frequency: Any) -> Any:
        return bundle.bars(
            source["symbols"], frequency, settings.get("start"), settings.get("end"),
            extended=settings.get("extended", False),
        )  # fmt: skip

    asked = bars(source["frequency"])
    if "finer" in settings:
        settings["finer"] = bars(settings["finer"])
    if "rates" in settings:
        from farthing.data.told import told_rates

        settings["rates"] = told_rates(settings["rates"])

    def run() -> Any:
        return farthing.run(
            Path(source["file"]), bars=asked, parameters=source["parameters"], **settings
        )

    def answer(result: Any) -> Json:
        facts = {"end_equity": str(result.end_equity), "fills": str(result.outcome.fills)}
        return {"digest": result.digest, "facts": facts}

    return run, answer


def rounds_of(run: Callable[[], Any], answer: Callable[[Any], Json], order: Json) -> Json:
    """Times rounds of a run after one to warm up, with Python's collector off as timeit has it."""
    first = told(answer(run()))
    seconds: list[float] = []
    cpu = asking = 0.0
    gc.collect()
    gc.disable()
    try:
        while not enough(len(seconds), sum(seconds), order):
            cpu_before, before = cpu_seconds(), time.perf_counter()
            result = run()
            seconds.append(round(time.perf_counter() - before, NANOSECOND_DIGITS))
            cpu += cpu_seconds() - cpu_before
            if len(seconds) <= ASKED_FIRST or asking <= sum(seconds):
                asking -= time.perf_counter()
                same(first, answer(result))
                asking += time.perf_counter()
    finally:
        gc.enable()
    same(first, answer(result))
    return {**first, "seconds": seconds, "cpu_seconds": cpu / len(seconds)}


def told(answer: Json) -> Json:
    """The answer of a run, which has a digest: without one, nobody can tell what was timed."""
    digest, facts, work = answer.get("digest"), answer.get("facts", {}), answer.get("work")
    if not isinstance(digest, str) or not digest:
        raise TypeError(f"the digest of the answer is {digest!r}: give a text that says what ran")
    return {"digest": digest, "facts": facts, "work": work}


def same(first: Json, answer: Json) -> None:
    """Refuses an answer that is another one than the first."""
    if answer["digest"] != first["digest"]:
        raise AssertionError(
            f"the answer changes between runs: {first['digest']}, then {answer['digest']}"
        )


def enough(rounds: int, spent: float, order: Json) -> bool:
    """Whether the rounds will do."""
    if rounds < order["rounds_min"]:
        return False
    return bool(rounds >= order["rounds_max"] or spent >= order["seconds"])


def pytest_rounds(name: str, order: Json) -> Json:
    """A test written with pytest-benchmark; its rounds are those that the plug-in makes."""
    import pytest

    file = Path(order["source"]["file"])
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "benchmark.json"
        code = pytest.main(
            [str(file.parent / name), "-q", "--benchmark-only", f"--benchmark-json={kept}",
             "--benchmark-disable-gc", "--benchmark-warmup=on", "-p", "no:cacheprovider",
             f"--benchmark-max-time={order['seconds']}",
             f"--benchmark-min-rounds={order['rounds_min']}"]
        )  # fmt: skip
        if code != 0:
            raise AssertionError(f"pytest ended with {code} on {name}")
        found = json.loads(kept.read_text(encoding="utf-8"))["benchmarks"]
    if len(found) != 1:
        raise AssertionError(f"{name} is {len(found)} benchmarks, not one")
    extra = found[0]["extra_info"]
    facts = {key: str(value) for key, value in extra.items() if key != "digest"}
    return {
        "seconds": found[0]["stats"]["data"],
        "digest": str(extra.get("digest", "")),
        "facts": facts,
    }


ROUNDS: dict[str, Callable[[str, Json], Json]] = {
    "cases": case_rounds,
    "strategy": strategy_rounds,
    "pytest": pytest_rounds,
}


def load(file: Path) -> Any:
    """A module from its file, with its folder on the path as a script has it."""
    if str(file.parent) not in sys.path:
        sys.path.insert(0, str(file.parent))
    name = f"cases_of_{file.stem}"
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__file__ == str(file):
        return loaded
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, f"{file} is a Python file"
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cpu_seconds() -> float:
    """Processor time of this process, its threads and its ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def forget_peak() -> None:
    """Begins anew with the largest memory, where Linux lets a process: it is of one case then."""
    switch = Path("/proc/self/clear_refs")
    if os.access(switch, os.W_OK):
        switch.write_text("5")


def peak_bytes() -> int:
    """The largest resident memory of this case, of the process or of a child of it that ended.

    Linux hands the figure of ``getrusage`` on from who started the process; the one in ``/proc``
    is the process's own.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        own = int(line.split()[1])
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) * unit


@contextlib.contextmanager
def planted(plants: list[Json]) -> Iterator[None]:
    """Makes functions worse on purpose, to see whether a comparison finds it.

    A plant has ``target`` (``module:attribute.attribute``), and either ``slower`` (the share of its
    own time that each call takes longer) with ``how`` (``spin`` or ``sleep``), or ``instead``
    (``module:attribute``, a function that is called with the true one and its arguments).
    """
    undo = []
    for plant in plants:
        owner, name = place(plant["target"])
        true = getattr(owner, name)
        setattr(owner, name, worse(true, plant))
        undo.append((owner, name, true))
    try:
        yield
    finally:
        for owner, name, true in undo:
            setattr(owner, name, true)


def place(target: str) -> tuple[Any, str]:
    """The owner and the name of ``module:attribute.attribute``."""
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    return functools.reduce(getattr, owners, importlib.import_module(module)), name


def worse(true: Callable[..., Any], plant: Json) -> Callable[..., Any]:
    """A function with what is planted in it."""
    if "instead" in plant:
        owner, name = place(plant["instead"])
        replacement = getattr(owner, name)

        @functools.wraps(true)
        def instead(*args: Any, **kwargs: Any) -> Any:
            return replacement(true, *args, **kwargs)

        return instead
    share, sleeps = plant["slower"], plant.get("how") == "sleep"

    @functools.wraps(true)
    def slower(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        result = true(*args, **kwargs)
        taken = time.perf_counter() - began
        if sleeps:
            time.sleep(taken * share)
        until = began + taken * (1 + share)
        while time.perf_counter() < until:
            pass
        return result

    return slower


if __name__ == "__main__":
    main()
