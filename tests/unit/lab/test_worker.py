"""A case runs in a process of its own; what it raises is an error and no time."""

from __future__ import annotations

from pathlib import Path

import pytest

from farthing.lab import worker
from farthing.lab.cases import CasesFile
from farthing.lab.process import CaseRaised, Environment, Plant, Rounds, readings

CASES = CasesFile(file=Path(__file__).parent / "small_cases.py")
QUICK = Rounds(seconds=0.01, rounds_min=3, rounds_max=5)


def test_a_process_gives_its_rounds_and_the_answer() -> None:
    (reading,) = readings(CASES, ["wait"], rounds=QUICK)
    assert reading.case == "wait"
    assert 3 <= len(reading.seconds) <= 5
    assert min(reading.seconds) >= 0.002
    assert reading.median >= 0.002
    assert reading.cpu_seconds is not None
    assert 0.001 < reading.cpu_seconds < 1
    assert reading.peak_bytes is not None
    assert reading.peak_bytes > 2**20
    assert (reading.digest, reading.facts) == ("done", {"fills": "3"})


def test_a_case_that_raises_is_an_error_with_its_traceback() -> None:
    with pytest.raises(
        CaseRaised, match="the case raises raised ValueError: no such price"
    ) as told:
        readings(CASES, ["raises"], rounds=QUICK)
    assert told.value.case == "raises"
    assert "small_cases.py" in told.value.words


def test_an_answer_that_changes_between_rounds_is_an_error() -> None:
    with pytest.raises(CaseRaised, match="the answer changes between runs"):
        readings(CASES, ["fickle"], rounds=QUICK)


def test_an_answer_that_changes_back_is_found() -> None:
    with pytest.raises(CaseRaised, match="the answer changes between runs: even, then odd"):
        readings(CASES, ["alternating"], rounds=Rounds(seconds=0.01, rounds_min=4, rounds_max=4))


@pytest.mark.parametrize("case", ["speechless", "numbered"])
def test_a_case_without_a_digest_is_an_error(case: str) -> None:
    with pytest.raises(CaseRaised, match="the digest of the answer is"):
        readings(CASES, [case], rounds=QUICK)


def test_a_case_cannot_tell_its_own_times() -> None:
    (reading,) = readings(CASES, ["boastful"], rounds=QUICK)
    assert reading.median > 1e-8
    assert len(reading.seconds) >= 3


def test_an_answer_that_is_no_reading_is_an_error_of_the_case() -> None:
    with pytest.raises(CaseRaised, match="its answer makes no reading"):
        readings(CASES, ["wordy"], rounds=QUICK)


def test_a_python_that_cannot_run_the_worker_is_an_error() -> None:
    with pytest.raises(CaseRaised, match="exit code 1"):
        readings(CASES, ["wait"], rounds=QUICK, environment=Environment(python=Path("/bin/false")))


def test_rounds_end_by_time_and_by_number() -> None:
    order = {"rounds_min": 2, "rounds_max": 4, "seconds": 1.0}
    assert [worker.enough(rounds, 0.0, order) for rounds in (1, 2, 4)] == [False, False, True]
    assert [worker.enough(rounds, 2.0, order) for rounds in (1, 2, 3)] == [False, True, True]


def test_a_plant_makes_a_function_slower_by_its_share() -> None:
    module = worker.load(CASES.file)
    true = module.wait
    with worker.planted([{"target": "cases_of_small_cases:wait", "slower": 1.0, "how": "spin"}]):
        began = worker.time.perf_counter()
        assert module.wait() == "done"
        assert worker.time.perf_counter() - began >= 0.004
    assert module.wait is true


def test_a_plant_can_sleep() -> None:
    module = worker.load(CASES.file)
    with worker.planted([{"target": "cases_of_small_cases:wait", "slower": 2.0, "how": "sleep"}]):
        before = worker.cpu_seconds(), worker.time.perf_counter()
        module.wait()
        assert worker.time.perf_counter() - before[1] >= 0.006


def test_a_plant_can_change_an_answer() -> None:
    module = worker.load(CASES.file)
    target, instead = (f"cases_of_small_cases:{name}" for name in ("wait", "other_answer"))
    with worker.planted([{"target": target, "instead": instead}]):
        assert module.wait() == "done!"
    assert Plant(target=target, instead=instead).order() == {"target": target, "instead": instead}
