"""What every runner shares: rounds, what is timed, and the one line that is printed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from farthing.lab.peers.engines import Engine
from farthing.lab.peers.process import Line, Work, one_process

ENGINE = """
import sys
sys.path.insert(0, {benchmarks!r})
import time

import measure


class Tiny(measure.Runner):
    engine, package, kind = "tiny", "numpy", "arrays"
    calls = []

    def prepare(self):
        self.calls.append("prepare")
        time.sleep(0.1)

    def signals(self):
        self.calls.append("signals")
        time.sleep(0.01)
        return self.bars.close > 10

    def simulate(self, signals):
        self.calls.append("simulate")
        time.sleep(0.002)
        return int(signals.sum())

    def answer(self, result):
        assert self.calls == ["prepare", "signals", "simulate"] * (1 + {rounds})
        return {{"fills": result, "end_equity": self.bars.capital}}


class WithoutSignals(Tiny):
    signals = measure.Runner.signals

    def simulate(self, signals):
        return 0

    def answer(self, result):
        return {{"fills": None, "end_equity": None}}


measure.main(Tiny if sys.argv[3] == "arrays" else WithoutSignals)
"""
ROUNDS = 4


@pytest.fixture
def bars(tmp_path: Path) -> Path:
    """Three days of two assets, as the benchmarks write them."""
    cents = np.array([[900, 1100], [1000, 1200], [1001, 999]])
    days = np.array([19_000, 19_001, 19_002])
    file = tmp_path / "D.npz"
    prices = dict.fromkeys(("open", "high", "low", "close"), cents)
    np.savez(
        file, **prices, volume=np.full((3, 2), 50), times=days * 86_400 * 10**9 + 75_600 * 10**9,
        sessions=days, frequency="1d", history=1, capital=1_000,
    )  # fmt: skip
    return file


@pytest.fixture
def run(bars: Path, benchmarks: Path, tmp_path: Path):
    def run(way: str) -> Line:
        runner = tmp_path / "tiny_runner.py"
        runner.write_text(ENGINE.format(benchmarks=str(benchmarks / "peers"), rounds=ROUNDS))
        engine = Engine(name="tiny", runner=runner, environment="tiny", workloads={})
        work = Work(workload="D", way=way, bars=bars, rounds=ROUNDS, timeout=30)
        return one_process(engine, Path(sys.executable), work)

    return run


def test_signals_and_simulation_are_timed_apart_and_preparing_is_not(run) -> None:
    line = run("arrays")
    assert line.signal_ms is not None
    assert 10 <= line.signal_ms < 50
    assert 2 <= line.simulation_ms < 50
    assert line.signal_ms + line.simulation_ms == pytest.approx(line.total_ms, rel=0.2)
    assert line.rounds == ROUNDS


def test_the_line_has_version_work_answer_and_memory(run) -> None:
    line = run("arrays")
    assert (line.engine, line.version) == ("tiny", np.__version__)
    assert line.asset_bars == 4, "the first of three days is history"
    assert (line.fills, line.end_equity) == (3, 1_000.0)
    assert 5 < line.peak_mb < 200


def test_an_engine_without_signals_has_no_time_of_them(run) -> None:
    line = run("class")
    assert (line.signal_ms, line.fills, line.end_equity) == (None, None, None)


def test_memory_of_a_process_is_its_own(run) -> None:
    """Not that of the process which started it: this one has a large array."""
    ballast = np.ones(30_000_000)
    assert run("class").peak_mb < ballast.nbytes / 2**20 / 2
