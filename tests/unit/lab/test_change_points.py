"""Change points: a published series, planted steps, and series without any."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farthing.errors import ConfigurationError
from farthing.lab.statistics.changes import (
    DETECTORS,
    NOISE_MIN,
    SEGMENT_MIN,
    ChangePoint,
    change_points,
    pelt,
)

# R's `Nile`, 1871 to 1970 (Cobb 1978): the flow falls from 1899 on
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845,
    864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649,
    846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]  # fmt: skip
logarithms = st.lists(st.floats(-1, 1), min_size=8, max_size=24).map(np.array)


def walk(levels: list[tuple[int, float]], noise: float, seed: int) -> list[float]:
    """A series with these levels, each for so many values."""
    logs = np.concatenate([np.full(count, math.log(level)) for count, level in levels])
    return np.exp(logs + np.random.default_rng(seed).normal(0, noise, len(logs))).tolist()


def test_all_three_see_the_nile_fall_in_1899() -> None:
    [found] = change_points(NILE)
    assert 1871 + found.position == 1899
    assert found.votes == ("cusum", "pelt", "rank")
    assert found.ratio == pytest.approx(842.5 / 1130)


@pytest.mark.parametrize("detector", DETECTORS)
def test_each_detector_alone_sees_a_planted_step(detector: str) -> None:
    series = np.log(walk([(15, 1.0), (15, 1.1)], 0.01, 1))
    assert DETECTORS[detector](series) == [15]


def test_two_steps_are_two_points_with_their_levels() -> None:
    first, second = change_points(walk([(20, 1.0), (20, 1.2), (20, 0.9)], 0.02, 2))
    assert (first.position, second.position) == (20, 40)
    assert first.ratio == pytest.approx(1.2, abs=0.03)
    assert second.ratio == pytest.approx(0.75, abs=0.03)
    assert first.after == second.before


def test_a_few_wild_values_are_no_new_level() -> None:
    series = walk([(40, 1.0)], 0.02, 3)
    series[17] = 3.0
    series[31] = 0.3
    assert change_points(series) == []


@pytest.mark.parametrize("count", [0, 1, 7, 8, 50])
def test_equal_values_have_no_change(count: int) -> None:
    assert change_points([0.25] * count) == []


def test_noise_alone_is_seldom_a_change() -> None:
    series = [walk([(40, 1.0)], 0.027, seed) for seed in range(100)]
    assert sum(bool(change_points(values)) for values in series) <= 3


def test_a_step_of_three_noises_is_found_where_it_is() -> None:
    places = [change_points(walk([(20, 1.0), (20, 1.08)], 0.027, seed)) for seed in range(50)]
    near = [len(found) == 1 and abs(found[0].position - 20) <= 2 for found in places]
    assert sum(near) >= 47


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.floats(0.01, 100), max_size=12))
def test_points_are_apart_and_inside(values: list[float]) -> None:
    places = [0, *(point.position for point in change_points(values)), len(values)]
    assert places == sorted(places)
    if len(places) > 2:
        assert min(np.diff(places)) >= SEGMENT_MIN - 2


def test_other_units_have_the_same_points() -> None:
    series = walk([(20, 1.0), (20, 1.1)], 0.02, 7)
    in_milliseconds = [1000 * value for value in series]
    here, there = change_points(series), change_points(in_milliseconds)
    assert [point.position for point in here] == [point.position for point in there] == [20]


def cost_of(series: np.ndarray, places: list[int], price: float) -> float:
    """Squares around the means of the levels, and the price of each new one."""
    levels = np.split(series, places)
    return sum(((level - level.mean()) ** 2).sum() for level in levels) + price * len(places)


def cheapest(series: np.ndarray, price: float) -> float:
    """The least cost, without dropping any start."""
    best = {0: -price}
    for end in range(SEGMENT_MIN, len(series) + 1):
        best[end] = min(
            best[start] + ((part - part.mean()) ** 2).sum() + price
            for start in best
            if len(part := series[start:end]) >= SEGMENT_MIN
        )
    return best[len(series)]


@settings(max_examples=1000, deadline=None)
@given(logarithms)
def test_dropping_starts_costs_nothing(series: np.ndarray) -> None:
    differences = np.diff(series)
    spread = np.median(np.abs(differences - np.median(differences))) / 0.6744897501960817
    price = 3 * math.log(len(series)) * max(spread / math.sqrt(2), NOISE_MIN) ** 2
    assert cost_of(series, pelt(series), price) == pytest.approx(cheapest(series, price), abs=1e-9)


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.nan, math.inf])
def test_a_value_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ConfigurationError, match="is no value of a series"):
        change_points([1.0] * 10 + [wrong])


def test_a_change_point_comes_back_from_json() -> None:
    [found] = change_points(NILE)
    assert ChangePoint.model_validate_json(found.model_dump_json()) == found
