"""Answers of public functions are those of their baselines, and a difference is seen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farthing.lab.functions.same import DifferentAnswers, ulps_apart
from farthing.lab.functions.worker import compared
from farthing.lab.worker import load

FILE = Path(__file__).parents[3] / "benchmarks" / "baseline" / "functions.py"
CASES = load(FILE).CASES
NAN = float("nan")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [40, 150])
def test_a_function_has_the_digits_of_its_baselines(name, size):
    case = CASES[name]
    for kind, make in case.inputs.items():
        found = compared(case, make(size), kind)
        assert all(ulps <= case.ulps.get(baseline, 0) for baseline, ulps in found.items())


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("signals.")])
@pytest.mark.parametrize("size", [1, 2, 14, 15, 19, 20, 21])
def test_indicators_begin_with_their_baselines(name, size):
    case = CASES[name]
    assert max(compared(case, case.inputs["floats"](size), "floats").values()) <= 16


def test_a_wrong_answer_is_refused():
    case = CASES["signals.sma"]
    told = case.inputs["floats"](40)
    wrong = type(case)(
        ours=lambda told: np.nextafter(case.ours(told), np.inf),
        baselines=case.baselines,
        inputs=case.inputs,
    )
    with pytest.raises(DifferentAnswers, match="1 units of the last place off the baseline plain"):
        compared(wrong, told, "given 40 floats")


def test_every_difference_that_is_allowed_has_its_reason():
    assert {name for name, case in CASES.items() if case.ulps and not case.reason} == set()


def test_indicators_of_exact_sums_may_not_differ_at_all():
    exact = ("sma", "wma", "rolling_min", "rolling_max", "returns", "vwap")
    assert all(not CASES[f"signals.{name}"].ulps for name in exact)
    assert all("plain" not in case.ulps for name, case in CASES.items() if "signals" in name)


@settings(max_examples=1000, deadline=None)
@given(st.floats(-1e300, 1e300), st.integers(0, 7))
def test_steps_between_floats_are_counted(value, steps):
    near = value
    for _ in range(steps):
        near = np.nextafter(near, np.inf)
    found = ulps_apart([near], [value])
    # on the other side of a power of two a step is twice or half as long
    assert steps <= 2 * found <= 4 * steps


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ([1.0], [1.0, 2.0], "1 values here and 2 there"),
        ([NAN], [1.0], "value 0 is nan here"),
        ([1.0], [NAN], "value 0 is 1.0 here and nan there"),
        ([float("inf")], [1.0], "value 0 is inf here"),
        ([None], [1.0], "value 0 is None here"),
        (Decimal("1.01"), Decimal("1.02"), "value 0 is 1.01 here"),
    ],
)
def test_answers_that_are_not_alike_are_refused(ours, theirs, words):
    with pytest.raises(DifferentAnswers, match=words):
        ulps_apart(ours, theirs)


def test_equal_answers_in_other_containers_are_no_ulps_apart():
    assert ulps_apart(np.array([1.0, NAN]), (1.0, NAN)) == 0
    assert ulps_apart((Decimal("1.0"), 3), [Decimal("1.00"), 3]) == 0
    assert ulps_apart([], []) == 0
