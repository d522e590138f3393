"""A comparison finds what is there, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.accepted import Accepted
from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare
from farthing.lab.measure import Pair
from farthing.lab.process import Environment, Plant, Rounds
from farthing.lab.results.comparison import ComparisonResult, Side, Verdict
from farthing.lab.results.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.measures

CASES = CasesFile(file=Path(__file__).parent / "small_cases.py")
WAIT = "cases_of_small_cases:wait"
SMALL = Budget(first=6, most=6, second=6)
SIDES = (Side(label="base"), Side(label="head"))


def compared(
    *plants: Plant, cases: tuple[str, ...] = ("wait",), **more: object
) -> ComparisonResult:
    pair = Pair(
        source=CASES, base=Environment(), head=Environment(), plants=plants,
        rounds=Rounds(seconds=0.02, rounds_min=5, rounds_max=9),
    )  # fmt: skip
    return compare(pair, cases, SIDES, budget=SMALL, **more)  # type: ignore[arg-type]


def test_a_planted_slowdown_is_found_and_found_again() -> None:
    seen: list[tuple[int, int, str]] = []
    result = compared(Plant(target=WAIT, slower=4.0), progress=lambda *step: seen.append(step))
    (case,) = result.comparisons
    assert (result.verdict, result.exit_code) == (Verdict.FAIL, 2)
    assert case.second is not None
    assert case.pooled is not None
    assert case.pooled.blocks == 12
    assert 3 < case.pooled.ratio < 7
    assert "found again" in case.reason
    assert [done for done, _, _ in seen] == list(range(1, 13))


def test_nothing_is_found_where_nothing_is_planted() -> None:
    result = compared(Plant(target=WAIT))
    assert result.verdict is not Verdict.FAIL
    assert result.comparisons[0].second is None
    assert ComparisonResult.model_validate_json(result.model_dump_json()) == result


def test_other_answers_are_an_error_however_fast() -> None:
    result = compared(Plant(target=WAIT, instead="cases_of_small_cases:other_answer"))
    assert (result.verdict, result.exit_code) == (Verdict.ERROR, 1)
    assert "the answers differ (base done, head done!)" in result.comparisons[0].reason


@dataclass(slots=True)
class Told(Pair):
    """Sides that are not run, with the answers that they would have told."""

    answers: dict[str, str] = field(default_factory=dict)

    def readings(self, side: str, cases: Sequence[str]) -> list[Reading]:
        """Each case took a second."""
        told = self.answers[side]
        return [Reading(case=case, side=side, seconds=(1.0,), digest=told) for case in cases]


@pytest.mark.parametrize(
    ("base", "head", "reason"),
    [("", "", "no side tells an answer"), ("done", "done!", "the answers differ")],
)
def test_what_has_no_common_answer_is_an_error_after_the_first_blocks(
    base: str, head: str, reason: str
) -> None:
    answers = {"base": base, "control": base, "head": head}
    pair = Told(source=CASES, base=Environment(), head=Environment(), answers=answers)
    seen: list[tuple[int, int, str]] = []
    result = compare(pair, ["wait"], SIDES, progress=lambda *step: seen.append(step))
    assert (result.verdict, result.exit_code) == (Verdict.ERROR, 1)
    assert reason in result.comparisons[0].reason
    assert len(seen) == Budget().first


def test_a_case_that_raises_is_an_error_and_the_others_are_judged() -> None:
    result = compared(cases=("raises", "wait"))
    raised, well = result.comparisons
    assert result.exit_code == 1
    assert raised.verdict is Verdict.ERROR
    assert "no such price" in raised.reason
    assert well.verdict is not Verdict.ERROR
    assert well.estimate is not None


def test_a_case_that_is_not_there_is_an_error() -> None:
    result = compared(cases=("nowhere",))
    assert result.verdict is Verdict.ERROR
    assert "KeyError: 'nowhere'" in result.comparisons[0].reason


def test_an_accepted_slowdown_passes_with_its_reason() -> None:
    entry = Accepted(case="wait", ratio=9.0, reason="it waits for what it measures")
    result = compared(Plant(target=WAIT, slower=4.0), meant={"wait": entry})
    (case,) = result.comparisons
    assert (case.verdict, case.accepted) == (Verdict.PASS, entry.reason)
    assert "accepted up to 800.0 %" in case.reason


def test_a_comparison_of_nothing_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no cases"):
        compared(cases=())


@pytest.mark.parametrize(
    "blocks", [{"first": 5}, {"second": 3}, {"most": 2}, {"more": 0}], ids=lambda each: str(each)
)
def test_too_few_blocks_are_refused(blocks: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="blocks"):
        Budget(**blocks)
