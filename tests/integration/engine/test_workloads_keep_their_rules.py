"""The workloads make the trades of their rules, however they are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
N = 20


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory):
    """The benchmarks' modules, and a catalog of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        patch.setenv("FARTHING_BENCH", str(tmp_path_factory.mktemp("bench")))
        yield


def answer(case: str) -> dict:
    import cases

    return cases.answer(cases.CASES[case]()())


def exact_of_m() -> tuple[np.ndarray, np.ndarray]:
    """Where M enters and leaves, in whole numbers: no root, no quotient."""
    import workloads

    cents = workloads.arrays("M").cents["close"]
    windows = np.lib.stride_tricks.sliding_window_view(cents, N, axis=0)
    sums, squares = windows.sum(-1), (windows * windows).sum(-1)
    distance, spread = N * cents[N - 1 :] - sums, N * squares - sums * sums
    return (distance < 0) & ((N - 1) * distance**2 > 4 * N * spread), distance > 0


def test_minutes_enter_and_leave_where_whole_numbers_say() -> None:
    import cases

    targets = cases.signals("M")[N - 1 :]
    enter, leave = exact_of_m()
    assert np.array_equal(targets > 0, enter)
    assert np.array_equal(targets == 0, leave)
    assert answer("c-M")["facts"] == {"fills": "2873", "end_equity": "760239.83"}


def test_a_running_sum_of_floats_leaves_where_the_close_is_its_mean() -> None:
    """Why another figure is known for M."""
    import workloads

    closes = workloads.arrays("M").floats("close")
    running = np.cumsum(np.vstack([np.zeros((1, closes.shape[1])), closes]), axis=0)
    mean = (running[N:] - running[:-N]) / N
    _, leave = exact_of_m()
    assert ((closes[N - 1 :] > mean) != leave).sum() == 46


@pytest.mark.parametrize("work", ["D", "M"])
def test_a_workload_has_one_digest_however_it_is_written(work: str) -> None:
    answers = [answer(f"{way}-{work}") for way in ("b", "c", "a1", "a2")]
    assert {each["digest"] for each in answers} == {answers[0]["digest"]}


@pytest.mark.parametrize("story", ["daily", "minute"])
def test_a_story_is_the_same_as_a_class(story: str) -> None:
    file, written_anew = answer(f"story-{story}"), answer(f"b-story-{story}")
    assert file == written_anew


def test_the_walk_is_the_same_in_every_way() -> None:
    answers = [answer(f"{way}-G-walk") for way in ("a1", "b", "c")]
    assert answers[0]["facts"]["runs"] == "85"
    assert all(each == answers[0] for each in answers)


def test_the_story_of_hours_has_the_minutes_that_were_asked_for() -> None:
    assert answer("b-story-hourly")["work"] == 5 * 24_390
