"""What the workloads hold: loading takes little, and a long run ends with what it began with."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from farthing.lab.profile.memory import profile_memory

if TYPE_CHECKING:
    from farthing.lab.results.memory import MemoryProfile

if importlib.util.find_spec("memray") is None:
    pytest.skip("memray is not installed (extra lab)", allow_module_level=True)

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
MEBIBYTE = 2**20
BARS = 100_000
CASES = f"""
import sys
sys.path.insert(0, {str(BENCHMARKS)!r})

import bundles
import heavy
from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.run import run_program

KEPT = '''
import farthing as ft

class Keeps(ft.Strategy):
    warmup = 50

    def on_start(self, ctx):
        self.kept = []

    def on_bar(self, ctx):
        self.kept.append(bytes(100))
'''


def keeps():
    file = bundles.home() / "keeps.py"
    file.write_text(KEPT)
    bars = bundles.minutes({BARS}).bars()
    return lambda: run_program(program(file, {{}}), bars, run_config())


CASES = {{"watch": lambda: heavy.long({BARS}), "keeps": keeps}}


def answer(result):
    return {{"digest": result.digest, "facts": {{}}}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of benchmarks of its own."""
    return tmp_path_factory.mktemp("bench")


def memory_of(case: str, home: Path, cases: Path) -> MemoryProfile:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARTHING_BENCH", str(home))
        return profile_memory(case, home / case, cases=cases, native=False)


@pytest.mark.slow
def test_the_story_of_days_loads_little_and_stays_small(home: Path) -> None:
    """Its bars are made before anything is measured: what is told is loading them."""
    found = memory_of("story-daily", home, BENCHMARKS)
    assert found.facts["fills"] == "24"
    assert 0 <= found.jump("data") <= 20 * MEBIBYTE
    assert found.rss_peak_bytes <= 150 * MEBIBYTE


@pytest.mark.slow
def test_a_long_run_does_not_grow(home: Path) -> None:
    (home / "cases.py").write_text(CASES)
    watched, kept = (memory_of(case, home, home) for case in ("watch", "keeps"))
    for found in (watched, kept):
        assert found.bars == BARS
        assert found.steady is not None, found.steady_note
    assert abs(watched.steady.bytes_per_bar) < 1
    assert kept.steady.bytes_per_bar > 100  # what grows is seen
