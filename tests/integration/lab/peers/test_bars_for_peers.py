"""All engines get the same bytes, and ours ends where exact arithmetic says, on every machine."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

DIGESTS = {
    "D": "28b3dfad4269ab652854f277d952325fc561c4484ba2cc9bad94c60071253b36",
    "H": "79c494f0f0ee58b3fb91348613cd47a6e81fbb2caa2aaea03dc65b2dc8e29010",
    "M": "5c0c43d1e95f472d1a9d3b954fa00c95d287b0f7ad642d3ed7dfbd41845853cd",
    "N": "43d255d3c7003b8c3f896a05a956d3abff94582fa1ced36c0411705aef38aa85",
    "S": "606789449a59cd3d17af7fed588f68f7a2268dab28fd156737bf784f7302ba69",
    "story-daily": "f8c39ee3a098080ac8358ce27c91372db513d112b71da45cdd56c58429d9f69e",
    "story-hourly": "a7bd269eb32763a68ba94c3cd2664d888187eba6a5306e4e68c9398088bcd9ad",
    "story-minute": "1433ceb1c81c275c33c2569f5b3865f9ed712504bc62e5399ea7656612176621",
}
"""SHA-256 over open, high, low and close (floats), volumes and instants (int64), in that order."""

ENDS = {"D": "1066010.39", "H": "928055.90", "HR": "926514.59", "M": "760239.83"}
M_BY_FLOAT_SCORES = Decimal("760360.98")


@pytest.fixture(scope="module")
def bars_of(benchmarks: Path, tmp_path_factory: pytest.TempPathFactory):
    import workloads
    from bars_file import BarsFile

    folder = tmp_path_factory.mktemp("bars")

    def bars_of(name: str) -> BarsFile:
        file = folder / f"{name}.npz"
        workloads.save("M" if name == "S" else name, file)
        return BarsFile(name, file)

    return bars_of


@pytest.mark.parametrize("name", DIGESTS)
def test_bars_of_a_workload_are_the_same_bytes_everywhere(bars_of, name: str) -> None:
    bars = bars_of(name)
    digest = hashlib.sha256()
    for array in (*bars.prices.values(), bars.volume, bars.stamps):
        assert array.dtype in (np.float64, np.int64)
        digest.update(array.tobytes())
    assert digest.hexdigest() == DIGESTS[name]


@pytest.mark.parametrize(
    ("name", "count"),
    [("D", 25_200), ("S", 8_190_000), ("story-daily", 2_510), ("story-minute", 28_080)],
)
def test_asset_bars_are_those_of_the_run(bars_of, name: str, count: int) -> None:
    """Without the history before it, and with every pair of S."""
    assert bars_of(name).asset_bars == count


@pytest.mark.parametrize("name", ENDS)
def test_our_arrays_end_where_exact_arithmetic_says(benchmarks: Path, name: str) -> None:
    import cases

    run = cases.CASES[f"c-{name}"]()
    assert str(run().end_equity) == ENDS[name]


def test_scores_in_floats_end_elsewhere(bars_of, benchmarks: Path) -> None:
    """Means from running totals of floats give other trades, and another end."""
    import rules
    import workloads

    from farthing.backtest.config import run_config
    from farthing.backtest.simulate import Prepared

    close, window = bars_of("M").close, rules.WINDOW
    totals = np.vstack([np.zeros(close.shape[1]), np.cumsum(close, axis=0)])
    deviation = np.lib.stride_tricks.sliding_window_view(close, window, axis=0).std(-1, ddof=1)
    score = np.full(close.shape, np.nan)
    score[window - 1 :] = close[window - 1 :] - (totals[window:] - totals[:-window]) / window
    score[window - 1 :] /= deviation
    held = rules.held(score < -2, score > 0)
    prepared = Prepared(workloads.bars("M"), run_config(capital=1_000_000, commission="bps:10"))
    assert prepared.targets(held / held.shape[1]).end_equity == M_BY_FLOAT_SCORES


def test_what_is_held_follows_the_last_word(benchmarks: Path) -> None:
    import rules

    enter = np.array([[0, 1, 0, 0, 1, 0, 0]], dtype=bool).T
    leave = np.array([[1, 0, 0, 1, 0, 0, 1]], dtype=bool).T
    assert rules.held(enter, leave).ravel().tolist() == [0, 1, 1, 0, 1, 1, 0]
    assert not rules.held(np.zeros_like(enter), np.zeros_like(leave)).any()


def test_frames_have_the_names_and_instants_that_engines_ask_for(bars_of) -> None:
    pytest.importorskip("pandas")
    frame = bars_of("D").frame(0, is_capital=True)
    assert list(frame.columns) == ["Open", "High", "Low", "Close", "Volume"]
    assert str(frame.index[0]) == "2022-01-03 00:00:00"
    assert str(bars_of("H").frame(1).index[0]) == "2022-01-03 15:30:00"
