"""The time that is given to a comparison bounds all of it."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare
from farthing.lab.measure import Pair
from farthing.lab.process import CaseRaised, Environment, Rounds
from farthing.lab.results.comparison import ComparisonResult, Side, Thresholds, Verdict
from farthing.lab.results.reading import Reading
from farthing.lab.statistics.wilcoxon import blocks_needed
from farthing.lab.time_limit import SHARES, Pace

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = CasesFile(file=Path(__file__).parent / "small_cases.py")
SIDES = (Side(label="base"), Side(label="head"))
START, WARM_UP = 1.0, 1
LEAST = 6 * 6
"""Processes of the least number of blocks."""


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    now: float = 1_000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the comparison."""
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


@dataclass(slots=True)
class Timed(Pair):
    """Sides that only let the clock go on: a second to start, then each round as it is told."""

    clock: Clock = field(default_factory=Clock)
    round_seconds: dict[str, float] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    later: float = 1.0
    """From the third process on, everything takes so many times as long."""
    processes: list[int] = field(default_factory=list)
    """Of each process, how many rounds it ran."""

    def readings(self, side: str, cases: Sequence[str]) -> list[Reading]:
        """What a process would have told."""
        if "raises" in cases:
            raise CaseRaised("raises", "no such price")
        each = self.round_seconds[side]
        wanted = int(self.rounds.seconds / each) if self.rounds.seconds else 0
        rounds = max(self.rounds.rounds_min, min(wanted, self.rounds.rounds_max))
        slower = self.later if len(self.processes) >= 2 else 1.0
        self.clock.now += slower * (START + len(cases) * (rounds + WARM_UP) * each)
        self.processes.append(rounds)
        wobble = 1 + next(WOBBLES)
        told = self.answers.get(side, "done")
        return [
            Reading(case=case, side=side, seconds=(slower * each * wobble,) * rounds, digest=told)
            for case in cases
        ]


WOBBLES = itertools.cycle((0.0, 1e-4, 3e-4, 2e-4, 5e-4))


def compared(
    clock: Clock,
    seconds: float,
    *,
    base: float = 2.0,
    head: float = 2.0,
    cases: tuple[str, ...] = ("wait",),
    **more: object,
) -> tuple[ComparisonResult, Timed, float]:
    """A comparison, its sides, and the seconds that it took."""
    pair = Timed(
        source=CASES, base=Environment(), head=Environment(), rounds=Rounds(seconds=20.0),
        clock=clock, round_seconds={"base": base, "control": base, "head": head},
        **{name: more.pop(name) for name in ("answers", "later") if name in more},  # type: ignore[arg-type]
    )  # fmt: skip
    began = clock.now
    budget = Budget(seconds=seconds)
    result = compare(pair, cases, SIDES, budget=budget, **more)  # type: ignore[arg-type]
    return result, pair, clock.now - began


def test_with_time_enough_all_rounds_and_blocks_are_run(clock: Clock) -> None:
    result, pair, took = compared(clock, 3_600.0)
    assert pair.processes == [1, 1] + [10] * 8 * 6
    assert took < 3_600
    assert result.verdict is Verdict.PASS
    assert math.isinf(Budget().seconds)


@pytest.mark.parametrize("seconds", [300.0, 400.0, 600.0, 1_000.0])
def test_the_rounds_of_the_first_blocks_are_fewer_where_there_is_little_time(
    clock: Clock, seconds: float
) -> None:
    result, pair, took = compared(clock, seconds)
    assert took <= seconds
    assert result.verdict is Verdict.PASS
    assert len(set(pair.processes[2:])) == 1
    assert pair.processes[2] < 10
    blocks, rest = divmod(len(pair.processes) - 2, 6)
    assert (rest, blocks >= 6) == (0, True)


def test_blocks_are_kept_as_long_as_rounds_can_be_given_up(clock: Clock) -> None:
    _, pair, _ = compared(clock, 300.0)
    assert pair.processes == [1, 1] + [1] * 8 * 6
    assert SHARES[-1] == 0


def test_where_the_least_blocks_do_not_fit_nothing_is_run_and_the_remedy_is_told(
    clock: Clock,
) -> None:
    result, pair, took = compared(clock, 120.0)
    (case,) = result.comparisons
    assert (result.exit_code, case.verdict, case.estimate) == (3, Verdict.INCONCLUSIVE, None)
    assert pair.processes == [1, 1]
    assert case.reason == (
        "the time of 120 s is too short: 0 of the 6 blocks that an interval needs were run, and"
        " one takes 30.0 s; ask for 4 minutes (--minutes), or for fewer cases"
    )
    assert ComparisonResult.model_validate_json(result.model_dump_json()) == result
    again, _, took = compared(clock, 4 * 60.0)
    assert again.verdict is Verdict.PASS
    assert took <= 4 * 60


def test_what_was_spent_before_is_of_the_same_time(clock: Clock) -> None:
    result, pair, _ = compared(clock, 400.0, spent=300.0)
    assert result.exit_code == 3
    assert pair.processes == [1, 1]
    assert "ask for 9 minutes" in result.comparisons[0].reason


def test_no_block_is_begun_that_would_end_too_late(clock: Clock) -> None:
    """The machine grows slower after the first look: what was planned does not fit any more."""
    result, pair, took = compared(clock, 400.0, later=3.0)
    (case,) = result.comparisons
    assert took <= 400
    assert (len(pair.processes) - 2) % 6 == 0
    assert case.verdict is Verdict.INCONCLUSIVE
    assert "4 of the 6 blocks" in case.reason


def test_a_loss_whose_second_stage_does_not_fit_is_open(clock: Clock) -> None:
    result, _, took = compared(clock, 500.0, head=3.0)
    (case,) = result.comparisons
    assert took <= 500
    assert (case.verdict, case.second) == (Verdict.INCONCLUSIVE, None)
    assert "to be found again before it is a failure" in case.reason
    failed, _, took = compared(clock, 3_600.0, head=3.0)
    assert failed.verdict is Verdict.FAIL
    assert took <= 3_600


@pytest.mark.parametrize("confidence", [0.95, 0.9999])
def test_a_loss_is_a_failure_however_sure_one_wants_to_be(clock: Clock, confidence: float) -> None:
    thresholds = Thresholds(confidence=confidence)
    result, _, _ = compared(clock, 36_000.0, head=3.0, thresholds=thresholds)
    (case,) = result.comparisons
    assert result.verdict is Verdict.FAIL
    assert len(case.second_effects) >= blocks_needed(confidence)


def test_other_answers_are_an_error_in_however_few_blocks(clock: Clock) -> None:
    result, _, _ = compared(clock, 400.0, later=3.0, answers={"head": "done!"})
    (case,) = result.comparisons
    assert case.verdict is Verdict.ERROR
    assert case.reason == "the answers differ (base done, head done!)"


def test_a_case_that_raises_when_its_time_is_measured_is_an_error(clock: Clock) -> None:
    result, _, _ = compared(clock, 3_600.0, cases=("raises", "wait"))
    assert [each.verdict for each in result.comparisons] == [Verdict.ERROR, Verdict.PASS]


def test_the_pace_counts_rounds_as_a_process_does() -> None:
    pace = Pace(1.0, {"quick": 0.1, "slow": 4.0})
    assert pace.seconds(Rounds(seconds=2.0), ["quick", "slow"]) == pytest.approx(1 + 2 + 20)
    assert pace.seconds(Rounds(seconds=2.0, rounds_max=6), ["quick"]) == pytest.approx(1.6)
    assert pace.seconds(Rounds(), ["unknown"]) == 1.0
