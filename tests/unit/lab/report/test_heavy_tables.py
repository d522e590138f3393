"""Tables of heavy operations: shares of runs, bytes of calls, and whose the time of a run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from farthing.lab.results.memory import MemoryProfile, PhaseMemory, SteadyMemory
from farthing.lab.results.profile import Function, FunctionTable
from farthing.lab.results.reading import Reading
from farthing.lab.results.run import CaseResult, RunResult
from tests.unit.lab.report.lab_results import profile, run
from tools import performance_heavy as heavy

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 2**20
KNOWN = """
[[known]]
case = "begin"
run = "whole"
seconds = 0.1
from = "another"

[[known]]
case = "history"
run = "history"
less = "nothing"
by = "calls"
seconds = 0.001
bytes = 226_000
from = "another"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Known figures of two operations."""
    made = tmp_path / "known.toml"
    made.write_text(KNOWN)
    return made


def results(**seconds: float) -> RunResult:
    """A run with these cases."""
    cases = tuple(
        CaseResult(
            case=name,
            readings=(Reading(case=name, seconds=(each,), digest="d", facts={"calls": "100"}),),
        )
        for name, each in seconds.items()
    )
    return run(with_error=False).model_copy(update={"cases": cases})


def function(module: str, name: str, own: float, category: str, *, compiled: bool) -> Function:
    return Function(
        module=module, name=name, own=own, cumulative=own, category=category, compiled=compiled
    )


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        (("cross", "Cross.on_bar", heavy.CALLBACKS, False), "strategy"),
        (("farthing._core", "Context.sma", "indicators", True), "strategy"),
        (("numpy", "asarray", "wrangling", True), "wrangling"),
        (("farthing._core", "run_bars", "ledger and orders", True), "framework"),
        (("farthing.backtest.run", "run_program", heavy.CALLBACKS, False), "framework"),
        (("functools", "wraps", heavy.CALLBACKS, False), "framework"),
        (("builtins", "len", heavy.CALLBACKS, True), "framework"),
    ],
)
def test_a_function_is_the_strategys_or_the_frameworks(
    told: tuple[str, str, str, bool], whose: str
) -> None:
    module, name, category, compiled = told
    assert heavy.shares(function(module, name, 0.1, category, compiled=compiled)) == whose


def test_the_ratio_leaves_wrangling_out_and_is_held_to_what_was_asked() -> None:
    table = FunctionTable(
        profiler="cprofile", rounds=1, seconds=1, setup_seconds=0, modules=(), categories=(),
        functions=(
            function("cross", "on_bar", 0.2, heavy.CALLBACKS, compiled=False),
            function("numpy", "asarray", 0.3, "wrangling", compiled=True),
            function("farthing._core", "run_bars", 0.5, "ledger and orders", compiled=True),
        ),
    )  # fmt: skip
    made = profile().model_copy(update={"cprofile": table})
    assert heavy.times_of(made) == pytest.approx((0.2, 0.3, 0.5))
    said = heavy.framework([("story-daily", made), ("b-story-daily", made), ("b-D", made)])
    rows = {line.split("|")[1].strip(): line for line in said.splitlines()[2:]}
    assert "| 2.50 | 5 at most: yes | 74 |" in rows["story-daily"]
    assert "| 2.50 | 1 at most: NO | 74 |" in rows["b-story-daily"]
    assert "at most" not in rows["b-D"]


def test_shares_of_a_run_stand_beside_those_before(file: Path) -> None:
    after = results(begin=0.1, whole=0.4, nothing=0.1, history=0.4)
    before = results(begin=0.3, whole=0.4)
    lines = heavy.parts(after, before, file).splitlines()
    assert lines[2] == "| begin | 100 ms | 400 ms | 25.0 % | 300 ms | 400 ms | 75.0 % |"
    assert lines[3] == "| history | 300 ms | 400 ms | 75.0 % | – | – | – |"
    alone = heavy.parts(after, None, file).splitlines()
    assert alone[2] == "| begin | 100 ms | 400 ms | 25.0 % |"


def held(run_bytes: int, *, rss: int = 90 * MEBIBYTE, loaded: int = 8 * MEBIBYTE) -> MemoryProfile:
    def phase(name: str, resident: int, allocated: int) -> PhaseMemory:
        return PhaseMemory(
            name=name, seconds=1, observed_seconds=1, rss_bytes=resident, rss_peak_bytes=rss,
            heap_bytes=0, heap_peak_bytes=0, allocations=1, allocated_bytes=allocated,
        )  # fmt: skip

    base = 70 * MEBIBYTE
    return MemoryProfile(
        made="2025-01-03T10:20:30+00:00", machine=run(with_error=False).machine, target="c",
        digest="d", native=False, rss_peak_bytes=rss, observed_rss_peak_bytes=rss,
        heap_peak_bytes=1, heap_mean_bytes=1, arrow_bytes=0, allocations=1, allocated_bytes=1,
        phases=(
            phase("import", base, 0), phase("data", base + loaded, 0),
            phase("run", base + loaded, run_bytes),
        ),
        steady=SteadyMemory(slope=0, low=0, high=0, snapshots=20, bytes_per_bar=0.01),
        functions=(), timeline=(), bars=1000, facts={"calls": "100"},
    )  # fmt: skip


def test_bytes_of_a_call_are_those_above_a_run_without(file: Path) -> None:
    said = heavy.allocations({"history": held(150_000), "nothing": held(50_000)}, file)
    assert said.splitlines()[2] == "| history | 100 | 1,000 B | 221 KiB | 226x |"


def test_memory_is_held_to_what_was_asked() -> None:
    small = heavy.memory_asked({"story-daily": held(1), "long-1000000": held(1)})
    assert small.count(": yes") == 3
    large = held(1, rss=200 * MEBIBYTE, loaded=30 * MEBIBYTE)
    assert heavy.memory_asked({"story-daily": large, "long-1000000": held(1)}).count(": NO") == 2
    assert "not measured" in heavy.memory_asked({"story-daily": large})


def test_a_block_costs_what_it_takes_above_no_block() -> None:
    cases = {"b-D": 504e-6, "block-none": 1e-6, "block-off": 2e-6, "block-on": 6e-6}
    said = heavy.blocks(results(**cases)).splitlines()
    assert said[2] == "| not enabled | 10.0 ns | 1.00 µs | 1.0 % |"
    assert said[3] == "| enabled | 50.0 ns | 1.00 µs | 5.0 % |"
    assert heavy.blocks(results(begin=1.0)) == "Not measured with the rest.\n"
