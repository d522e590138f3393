"""A result file that was changed after it was measured is not believed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.compare import Budget, compare
from farthing.lab.measure import Pair
from farthing.lab.process import Environment, Plant, Rounds
from farthing.lab.rejudge import check
from farthing.lab.results.comparison import ComparisonResult, Side, Thresholds

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


@pytest.fixture(scope="module")
def slower() -> ComparisonResult:
    """A measured regression."""
    from test_compare import CASES, WAIT

    pair = Pair(
        source=CASES, base=Environment(), head=Environment(),
        plants=(Plant(target=WAIT, slower=4.0),),
        rounds=Rounds(seconds=0.02, rounds_min=5, rounds_max=9),
    )  # fmt: skip
    sides = (Side(label=sys.executable), Side(label="head"))
    return compare(pair, ["wait"], sides, budget=Budget(first=6, most=6, second=6))


def test_a_result_as_it_was_measured_is_believed(slower: ComparisonResult) -> None:
    check(slower, Thresholds(), {})
    assert slower.exit_code == 2


def passed(case: Json) -> None:
    case["verdict"] = "pass"


def left_open(case: Json) -> None:
    case["verdict"] = "inconclusive"


def other_estimate(case: Json) -> None:
    for name in ("estimate", "second", "pooled"):
        case[name] |= {"ratio": 1.0, "low": 0.99, "high": 1.01, "p_value": 0.9}
    passed(case)


def other_effects(case: Json) -> None:
    case["effects"] = [0.0] * len(case["effects"])


def other_times(case: Json) -> None:
    for reading in case["readings"]:
        if reading["side"] == "head":
            reading["seconds"] = [value / 5 for value in reading["seconds"]]


def no_readings(case: Json) -> None:
    case["readings"] = []


def other_answer(case: Json) -> None:
    case["readings"][-1]["digest"] = "more trades"


@pytest.mark.parametrize(
    "change",
    [passed, left_open, other_estimate, other_effects, other_times, no_readings, other_answer],
)
def test_a_result_that_was_edited_is_not(
    slower: ComparisonResult, change: Callable[[Json], None]
) -> None:
    edited = slower.model_dump(mode="json")
    change(edited["comparisons"][0])
    edited["verdict"] = edited["comparisons"][0]["verdict"]
    with pytest.raises(ConfigurationError, match="was changed|is said to be"):
        check(ComparisonResult.model_validate(edited), Thresholds(), {})


def test_it_was_judged_by_the_thresholds_that_are_asked_for(slower: ComparisonResult) -> None:
    with pytest.raises(ConfigurationError, match="was judged by"):
        check(slower, Thresholds(gate=0.15), {})
