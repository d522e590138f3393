"""Measures everything that docs/performance shows, result file by result file.

``python -m tools.measure`` (``make measure``) makes every step that is listed, in this order, on a
machine that nobody else uses; ``make measure STEPS="heavy memory"`` some of them; ``--list`` says
what they are. A step writes its files into docs/performance/results when it has all of them, so
that what fails leaves the last results. ``make docs-performance`` then writes the pages.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.lab.contests.run import contests as run_contests
from farthing.lab.results.read import write
from tools.command import run
from tools.interpreters import interpreter
from tools.places import ROOT, uv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RESULTS = ROOT / "docs" / "performance" / "results"
BENCHMARKS = ROOT / "benchmarks"
FARTHING = Path(sys.executable).parent / "farthing"
BEFORE = "b732ffabc4b0"
"""The revision before opening bundles and beginning runs were made fast."""
OPERATIONS = (
    *("open-8x5000", "run-8x5000"),
    *(f"{kind}-{assets}" for kind in ("begin", "cold", "run") for assets in (10, 50, 100, 500)),
    *(f"history-{bars}" for bars in (0, 20, 50, 200)),
)
BESIDE = (
    "block-none",
    "block-off",
    "block-on",
    "start-python",
    "start-import",
    "start-help",
    "b-D",
)
HELD = ("story-daily", "long-1000000", "history-0", "history-20", "history-50", "history-200")
PROFILED = (
    *("b-D", "a1-M"),
    *("story-daily", "story-hourly", "story-minute"),
    *("b-story-daily", "b-story-hourly", "b-story-minute"),
    *("a1-G-grid", "a1-G-walk", "b-G-grid", "b-G-walk", "c-G-grid", "c-G-walk"),
)
PLANS = sorted((BENCHMARKS / "plans").glob("*.toml"))
LOADS = ("light", "heavy", "stress", "symbols-100")
SOAK = ("soak",)
CLAIMED = (
    *("claim-positions", "claim-statistics", "claim-walk"),
    *("wyckoff-batch", "wyckoff-bar", "wyckoff-stream", "b-D", "d-S", "replay-narrow-HR"),
)
KEPT_OF_PROFILE = ("profile.json", "sampling.folded")


@dataclass(frozen=True, slots=True)
class Step:
    """One measurement.

    Attributes:
        minutes: on two cores that are free.
        about: what it measures.
        make: makes its files in a folder, named as they are kept in the results.
    """

    minutes: int
    about: str
    make: Callable[[Path], None]


def workloads() -> list[str]:
    """Every case but the heavy operations, the portfolios and what is started."""
    sys.path.insert(0, str(BENCHMARKS))
    names = ("cases", "claims", "heavy", "portfolios", "start", "studies")
    cases, *others = map(importlib.import_module, names)
    return [name for name in cases.CASES if not any(name in each.CASES for each in others)]


def bench(
    folder: Path, name: str, *words: str | Path, variables: Mapping[str, str] | None = None
) -> None:
    """A command of ``farthing bench`` whose result is kept under a name."""
    run(FARTHING, "bench", *words, "--out", folder / f"{name}.json", variables=variables)


def peers(folder: Path) -> None:
    """Other engines, whose Python may be one that is not on the path."""
    engines = tomllib.loads((BENCHMARKS / "peers" / "engines.toml").read_text("utf-8"))
    python = interpreter(engines["python"])
    programs = [str(each.parent) for each in (python, Path(uv())) if each is not None]
    path = os.pathsep.join([*programs, os.environ["PATH"]])
    bench(folder, "peers", "peers", variables=os.environ | {"PATH": path})


def before(folder: Path) -> None:
    """The heavy operations of an older revision, on bundles that it made itself."""
    with tempfile.TemporaryDirectory() as home:
        variables = {**os.environ, "FARTHING_BENCH": home}
        run(
            FARTHING, "bench", "run", *OPERATIONS, "--revision", BEFORE,
            "--out", folder / "heavy-before.json", variables=variables,
        )  # fmt: skip


def memory(folder: Path) -> None:
    """What runs hold, a file each."""
    (folder / "memory").mkdir()
    for case in HELD:
        with tempfile.TemporaryDirectory() as place:
            run(FARTHING, "profile", "run", case, "--with", "memory", "--out", place)
            shutil.copy(Path(place) / "memory.json", folder / "memory" / f"{case}.json")


def profiles(folder: Path) -> None:
    """Where the time goes, a folder each."""
    for case in PROFILED:
        kept = folder / "profiles" / case
        kept.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as place:
            run(FARTHING, "profile", "run", case, "--with", "cprofile,sampling", "--out", place)
            for name in KEPT_OF_PROFILE:
                shutil.copy(Path(place) / name, kept / name)


def database(folder: Path) -> None:
    """The queries and indexes of the service in PostgreSQL, in the empty database of DATABASE."""
    url = os.environ.get("DATABASE")
    if not url:
        raise SystemExit("DATABASE is not set: give the URL of an empty database of PostgreSQL")
    bench(folder, "database-postgresql", "db", "--database", url)


def database_file(folder: Path) -> None:
    """The same in a file of SQLite, which is not kept."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/farthing.db"
        bench(folder, "database-sqlite", "db", "--database", url)


def load(folder: Path, scenarios: Sequence[str] = LOADS) -> None:
    """The service under users, and under bars of many symbols at once, on SQLite."""
    missed = []
    for scenario in scenarios:
        out = folder / f"load-{scenario}.json"
        try:
            run(FARTHING, "load", "--scenario", scenario, "--out", out)
        except SystemExit as error:  # a target that is missed is a result
            missed.append(f"{scenario} {error}")
    if missed:
        raise SystemExit("; ".join(missed))


def contests(folder: Path) -> None:
    """Searches at equal compute, and executors."""
    arena = importlib.import_module("benchmarks.contests").arena()
    write(run_contests(arena), folder / "contests.json")


def ledgers(folder: Path) -> None:
    """Every plan of candidates."""
    for plan in PLANS:
        bench(folder, f"ledger-{plan.stem}", "ledger", plan)


def experiment(folder: Path) -> None:
    """The experiment; what was interrupted goes on from where it is kept."""
    kept = ROOT / "build" / "experiment.json"
    kept.parent.mkdir(exist_ok=True)
    try:
        run(FARTHING, "bench", "experiment", "--out", kept)
    finally:
        if kept.is_file():
            shutil.copy(kept, folder / "experiment.json")


STEPS: dict[str, Step] = {
    "run": Step(
        7, "all workloads, each way",
        lambda folder: bench(folder, "run", "run", *workloads()),
    ),
    "heavy": Step(
        2, "opening, beginning, reading history, starting",
        lambda folder: bench(folder, "heavy", "run", *OPERATIONS, *BESIDE),
    ),
    "heavy-before": Step(4, f"the same before, at {BEFORE}", before),
    "memory": Step(3, "what runs hold", memory),
    "profiles": Step(7, "where the time goes", profiles),
    "overhead": Step(
        15, "exact money beside floats", lambda folder: bench(folder, "overhead", "overhead")
    ),
    "functions": Step(
        12, "public functions beside plain Python",
        lambda folder: bench(folder, "functions", "functions"),
    ),
    "claims": Step(
        1, "what others require and claim",
        lambda folder: bench(folder, "claims", "run", *CLAIMED),
    ),
    "load": Step(25, "the service under load", load),
    "soak": Step(33, "the service under load for long", lambda folder: load(folder, SOAK)),
    "scale": Step(
        12, "time and memory against size, to a million minutes",
        lambda folder: bench(
            folder, "scale", "scale", "assets", "bars", "orders", "sets", "days", "minutes"
        ),
    ),
    "contests": Step(15, "searches at equal compute, the pool and Ray", contests),
    "experiment": Step(25, "whether the gate is to be believed", experiment),
    "peers": Step(60, "other engines", peers),
    "database-postgresql": Step(40, "the service's queries and indexes, DATABASE=URL", database),
    "database-sqlite": Step(40, "the same in SQLite", database_file),
    "ledger": Step(
        30, "the optimisation ledgers, built candidate by candidate", ledgers,
    ),
}  # fmt: skip


def made(name: str, results: Path = RESULTS) -> None:
    """Makes a step, and keeps its files when it has them."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            STEPS[name].make(Path(scratch))
        finally:
            if complete(Path(scratch), name):
                shutil.copytree(scratch, results, dirs_exist_ok=True)


def complete(folder: Path, name: str) -> bool:
    """Whether a step has made all that it should, whatever its verdict was."""
    expected = {
        "memory": [f"memory/{case}.json" for case in HELD],
        "profiles": [f"profiles/{case}/{each}" for case in PROFILED for each in KEPT_OF_PROFILE],
        "ledger": [f"ledger-{plan.stem}.json" for plan in PLANS],
        "load": [f"load-{scenario}.json" for scenario in LOADS],
        "soak": [f"load-{scenario}.json" for scenario in SOAK],
    }.get(name, [f"{name}.json"])
    return all((folder / each).is_file() for each in expected)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the steps that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="measure", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    parser.add_argument("--list", action="store_true", help="say what there is")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.steps if name not in STEPS]:
        parser.error(f"there is no step {unknown[0]}; there are {', '.join(STEPS)}")
    if asked.list:
        for name, step in STEPS.items():
            print(f"{name:20}{step.minutes:3} min  {step.about}")
        return 0
    return measured(asked.steps or list(STEPS))


def measured(names: Sequence[str]) -> int:
    """Makes steps, and tells which ended with a code; 1 where one did."""
    failed = []
    for name in names:
        print(f"measure: {name}, some {STEPS[name].minutes} minutes", flush=True)
        try:
            made(name)
        except SystemExit as error:  # a verdict, or an engine that gave no figure: the rest goes on
            failed.append(f"{name}: {error}")
    for line in failed:
        print(f"measure: {line}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
