"""Pieces of a memory profile: slopes, phases, frames and the chart of time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from farthing.lab.profile.allocations import is_arrow, is_ours, phase_of, telling
from farthing.lab.profile.names import frame, python_function
from farthing.lab.profile.steady import SNAPSHOTS_MIN, steady_memory
from farthing.lab.profile.timeline import Span, timeline
from farthing.lab.results.memory import LARGE_BYTES, FunctionMemory


def test_a_few_jumps_do_not_make_a_slope() -> None:
    seconds = np.linspace(0, 10, 400)
    heap = np.where(seconds > 8, 3e6, 1e6)
    found = steady_memory(seconds, heap, bars=1000, unobserved_seconds=1.0)
    assert found is not None
    assert found.slope == 0.0
    assert found.bytes_per_bar == 0.0


def test_steady_growth_is_found_below_noise_and_with_its_interval() -> None:
    noise = np.random.default_rng(1).normal(0, 5_000, 5_000)
    seconds = np.linspace(0, 10, 5_000)
    found = steady_memory(
        seconds, 1e6 + 20_000 * seconds + noise, bars=100_000, unobserved_seconds=2.0
    )
    assert found is not None
    assert found.low <= 20_000 <= found.high
    assert found.bytes_per_bar == pytest.approx(2.0, rel=0.02)
    assert found.bytes_per_second == pytest.approx(100_000, rel=0.02)
    assert found.snapshots == 1000


def test_the_beginning_of_a_run_is_no_steady_part() -> None:
    seconds = np.linspace(0, 10, 400)
    heap = np.minimum(seconds, 2.4) * 1e6
    found = steady_memory(seconds, heap)
    assert found is not None
    assert found.slope == 0.0
    assert found.bytes_per_bar is None
    assert found.bytes_per_second is None


def test_a_short_run_has_no_slope() -> None:
    few = np.linspace(0, 1, SNAPSHOTS_MIN - 1)
    assert steady_memory(few, few) is None
    assert steady_memory(np.zeros(0), np.zeros(0)) is None
    assert steady_memory(np.zeros(100), np.zeros(100)) is None


def test_the_innermost_phase_counts() -> None:
    assert phase_of(["load", "_phase_data", "_phase_run"]) == "data"
    assert phase_of(["run", "_phase_run", "found"]) == "run"
    assert phase_of(["_phase_unknown"]) == "threads"
    assert phase_of([]) == "threads"


def test_frames_between_functions_of_python_are_left_out_but_ours() -> None:
    python, user = (python_function(f"/any/{name}.py", 1, name) for name in ("outer", "inner"))
    imported = python_function("<frozen importlib._bootstrap>", 1, "_load")
    names = ("_PyEval_EvalFrame", "_core::run::step::h0123456789abcdef", "polars_core::concat",
             "_rjem_malloc", "_rjem_je_arena")  # fmt: skip
    interpreter, ours, polars, malloc, arena = map(frame, names)
    kept = telling([interpreter, python, imported, ours, interpreter, user, polars, malloc, arena])
    assert kept == [python, ours, user, polars, malloc]
    assert telling([interpreter, malloc, arena]) == [interpreter, malloc]
    assert [is_ours(each) for each in (ours, polars, python)] == [True, False, False]
    assert [is_arrow(each) for each in (polars, malloc, ours, python)] == [True, True, False, False]


def test_a_function_above_100_mb_is_large() -> None:
    large = FunctionMemory(name="f", module="m", own_bytes=0, total_bytes=LARGE_BYTES + 1)
    assert large.large
    assert not large.model_copy(update={"total_bytes": LARGE_BYTES}).large


def test_the_chart_of_time_is_xml_with_both_lines_and_all_phases() -> None:
    seconds = np.linspace(0, 2, 3000)
    spans = [Span("import", 0, 1.0), Span("<data>", 1.0, 1.99), Span("run", 1.99, 2.0)]
    chart = timeline('<b>"T"', seconds, seconds * 1e6, seconds * 2e6, spans)
    root = ET.fromstring(chart)
    svg = "{http://www.w3.org/2000/svg}"
    assert [line.get("class") for line in root.iter(f"{svg}path")] == ["rss", "heap"]
    titles = [title.text for title in root.iter(f"{svg}title")]
    assert titles == [
        "import, 1.000 s", "<data>, 0.990 s", "run, 0.010 s", "at most 3.8 MiB", "at most 1.9 MiB",
    ]  # fmt: skip
    assert "<script" not in chart
