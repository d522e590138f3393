"""Our own side runs by the peers' protocol, on the file that they are given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from farthing.lab.peers.engines import engines
from farthing.lab.peers.failure import PeerFailed
from farthing.lab.peers.process import Work, one_process


@pytest.fixture(scope="module")
def bars(benchmarks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bars")
    command = [sys.executable, str(engines(benchmarks).bars), str(folder), "D", "HR"]
    subprocess.run(command, check=True)
    return folder


@pytest.mark.parametrize(
    ("workload", "way", "end"),
    [("D", "class", "1066010.39"), ("D", "arrays", "1066010.39"), ("HR", "arrays", "926514.59")],
)
def test_our_runner_prints_the_exact_end(
    benchmarks: Path, bars: Path, workload: str, way: str, end: str
) -> None:
    work = Work(workload=workload, way=way, bars=bars / f"{workload}.npz", rounds=1, timeout=60)
    line = one_process(engines(benchmarks).ours, Path(sys.executable), work)
    assert (line.engine, line.end_equity) == ("farthing", end)
    assert len(line.digest) == 64
    assert (line.signal_ms is None) == (way == "class")


def test_other_bars_than_ours_are_refused(benchmarks: Path, bars: Path) -> None:
    """A peer's figure on other bytes would say nothing."""
    work = Work(workload="D", way="class", bars=bars / "HR.npz", rounds=1, timeout=60)
    with pytest.raises(PeerFailed, match="AssertionError"):
        one_process(engines(benchmarks).ours, Path(sys.executable), work)
