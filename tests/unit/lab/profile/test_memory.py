"""The memory of a small run, by memray and without: phases, functions, files, and bad input."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.cases import StrategyCase
from farthing.lab.flame import read_folded
from farthing.lab.process import CaseRaised
from farthing.lab.profile.allocations import read_allocations
from farthing.lab.profile.memory import FILES, INTERVAL_MS, profile_memory
from farthing.lab.profile.memory_worker import ticking
from farthing.lab.results.memory import MemoryProfile

pytestmark = pytest.mark.measures

if importlib.util.find_spec("memray") is None:
    pytest.skip("memray is not installed (extra lab)", allow_module_level=True)

CASES = '''
"""Cases that hold what they say."""
import time

import numpy as np

BYTES = 120_000_000
STEPS, STEP_SECONDS = 150, 0.002


class Outcome:
    bars = 1000


class Result:
    def __init__(self, digest, held):
        self.outcome, self.digest, self.held = Outcome(), digest, held


def load_bars():
    return np.ones(BYTES // 8)


def steady():
    bars = load_bars()

    def run():
        """Holds more in each step; a step is so long on the processor."""
        kept, begin = [], time.thread_time()
        for step in range(STEPS):
            kept.append(np.ones(100_000))
            while time.thread_time() < begin + (step + 1) * STEP_SECONDS:
                pass
        return Result("same", [bars, *kept])

    return run


def raises():
    raise ValueError("no bars on the moon")


def fickle():
    import sys

    return lambda: Result("watched" if "memray" in sys.modules else "alone", [])


def answer(result):
    return {"digest": result.digest, "facts": {"kept": str(len(result.held))}}


CASES = {"steady": steady, "raises": raises, "fickle": fickle}
'''


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of cases."""
    folder = tmp_path_factory.mktemp("benchmarks")
    (folder / "cases.py").write_text(CASES)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the profile goes."""
    return tmp_path_factory.mktemp("memory")


@pytest.fixture(scope="module")
def profile(cases: Path, folder: Path) -> MemoryProfile:
    """The profile of the steady case."""
    return profile_memory("steady", folder, cases=cases)


def test_phases_hold_what_was_allocated_in_them(profile: MemoryProfile) -> None:
    assert [phase.name for phase in profile.phases] == ["import", "data", "run", "result"]
    data, run = profile.phases[1], profile.phases[2]
    assert data.allocated_bytes >= 120_000_000
    assert 119_000_000 <= run.allocated_bytes <= 130_000_000
    assert profile.jump("data") == pytest.approx(120e6, rel=0.1)
    assert profile.jump("run") == pytest.approx(120e6, rel=0.1)
    assert profile.jump("import") > 0
    assert run.bytes_per_second == pytest.approx(run.allocated_bytes / run.seconds)
    assert run.seconds >= 0.3


def test_the_peak_is_the_whole_and_the_mean_below_it(profile: MemoryProfile) -> None:
    assert 240_000_000 <= profile.heap_peak_bytes <= 340_000_000
    assert 0 < profile.heap_mean_bytes < profile.heap_peak_bytes
    assert 240_000_000 <= profile.rss_peak_bytes <= 400_000_000
    assert profile.rss_peak_bytes >= max(phase.rss_bytes for phase in profile.phases)
    assert profile.observed_rss_peak_bytes >= 240_000_000
    assert profile.allocated_bytes >= profile.heap_peak_bytes


def test_the_slope_is_what_each_bar_keeps(profile: MemoryProfile) -> None:
    assert profile.bars == 1000
    assert profile.steady is not None
    assert profile.steady.low <= profile.steady.slope <= profile.steady.high
    assert profile.steady.bytes_per_bar == pytest.approx(120_000, rel=0.05)


@pytest.mark.skipif(
    not hasattr(time, "pthread_getcpuclockid"), reason="the system has no clock of a thread"
)
def test_waiting_is_no_work() -> None:
    ticks: list[tuple[float, float]] = []
    with ticking(ticks, 0.001):
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        time.sleep(0.1)
    instants, worked = zip(*ticks, strict=True)
    assert list(instants) == sorted(instants)
    assert list(worked) == sorted(worked)
    assert instants[-1] - instants[0] >= 0.12
    assert 0.02 <= worked[-1] - worked[0] < 0.1


def test_nothing_is_noted_of_a_process_without_an_observer() -> None:
    ticks: list[tuple[float, float]] = []
    with ticking(ticks, None):
        pass
    assert ticks == []


def test_functions_above_100_mb_are_told(profile: MemoryProfile) -> None:
    large = {function.name: function for function in profile.functions if function.large}
    assert large["load_bars"].total_bytes == pytest.approx(120e6, rel=0.01)
    assert large["load_bars"].module == "cases"
    assert large["run"].total_bytes == pytest.approx(120e6, rel=0.01)
    assert set(large.values()) <= set(profile.allocates_most(1))


def test_compiled_functions_are_seen_or_it_is_said_why(profile: MemoryProfile) -> None:
    assert profile.native or profile.note


def test_files_are_there_and_say_the_same(profile: MemoryProfile, folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == set(FILES) == set(profile.files)
    stacks = read_folded((folder / "memory.folded").read_text())
    assert sum(stacks.values()) == pytest.approx(profile.heap_peak_bytes, rel=0.01)
    assert {stack[0] for stack in stacks} <= {"import", "data", "run", "result", "threads"}
    for name in ("memory.svg", "memory-timeline.svg"):
        ET.fromstring((folder / name).read_text())
    kept = MemoryProfile.model_validate_json((folder / "memory.json").read_text())
    assert kept == profile


def test_the_timeline_keeps_the_peak(profile: MemoryProfile) -> None:
    seconds = [moment.seconds for moment in profile.timeline]
    assert seconds == sorted(seconds)
    assert INTERVAL_MS / 1000 <= seconds[-1] <= 60
    highest = max(moment.heap_bytes for moment in profile.timeline)
    assert highest == pytest.approx(profile.heap_peak_bytes, rel=0.02)


LOADING = "_loaded (farthing/backtest/feed.py)"
STRATEGY = """
import farthing as ft


class Hold(ft.Strategy):
    def on_bar(self, ctx):
        ctx.target_percent([1 / len(ctx.assets)] * len(ctx.assets))
"""


def test_a_strategy_s_bars_are_the_phase_of_the_data(
    demo: object, home: Path, tmp_path: Path
) -> None:
    """They are loaded within ``farthing.run``, and are no part of the run all the same."""
    file = tmp_path / "hold.py"
    file.write_text(STRATEGY)
    found = profile_memory(StrategyCase(file=file, bundle="demo", home=home), tmp_path / "memory")
    assert found.target == "hold"
    assert found.bars is not None
    assert found.facts["fills"] != "0"
    stacks = read_folded((tmp_path / "memory" / "memory.folded").read_text())
    phases = {stack[0] for stack in stacks if any(LOADING in name for name in stack)}
    assert phases == {"data"}
    if found.native:
        assert any("panel" in function.module for function in found.rust)
        assert found.arrow_bytes > 0


def test_compiled_functions_can_be_left_out(cases: Path, tmp_path: Path) -> None:
    found = profile_memory("steady", tmp_path, cases=cases, native=False)
    assert not found.native
    assert found.note == "compiled functions were not asked for"
    assert not found.rust
    assert not read_allocations(tmp_path / "memory.bin").native


def test_a_case_that_raises_is_an_error(cases: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseRaised, match="raises raised ValueError: no bars on the moon"):
        profile_memory("raises", tmp_path, cases=cases)


def test_another_answer_under_memray_is_an_error(cases: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseRaised, match="changes under memray: alone, then watched"):
        profile_memory("fickle", tmp_path, cases=cases)


def test_an_unknown_case_and_no_rounds_are_refused(cases: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no case 'stead'"):
        profile_memory("stead", tmp_path, cases=cases)
    with pytest.raises(ConfigurationError, match="rounds 0 is not 1 or more"):
        profile_memory("steady", tmp_path, cases=cases, rounds=0)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "memory.bin").write_bytes(b"not by memray")
    with pytest.raises(OSError, match="memray"):
        read_allocations(tmp_path / "memory.bin")
