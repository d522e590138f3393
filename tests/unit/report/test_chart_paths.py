"""Paths go through their points, and leave gaps where nothing is known."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from farthing.report.charts import path

PART = re.compile(r"M(\d+) (-?\d+)(?:h1|l([^MVHz]*))?")


def points(drawn: str) -> list[tuple[int, int]]:
    """The points that a path goes through."""
    found = []
    for x, y, steps in PART.findall(drawn):
        across, down = int(x), int(y)
        found.append((across, down))
        for right, below in re.findall(r"(\d+)([+-]\d+)", steps):
            across, down = across + int(right), down + int(below)
            found.append((across, down))
    return found


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_a_line_bends_where_its_points_do(heights: list[int]) -> None:
    x, y = np.arange(len(heights)) * 10.0, np.array(heights, dtype=float)
    drawn = points(path.line(x, y))
    wanted = list(zip(x.astype(int).tolist(), heights, strict=True))
    assert drawn[0] == wanted[0]
    assert drawn[-1] == wanted[-1]
    assert set(drawn) <= set(wanted)
    assert np.interp(x, *np.array(drawn, dtype=float).T).tolist() == heights


def test_a_gap_begins_a_new_line() -> None:
    y = np.array([1.0, 2.0, np.nan, np.nan, 5.0, 6.0])
    assert path.line(np.arange(6) * 10.0, y) == "M0 1l10+1M40 5l10+1"


def test_a_point_alone_is_a_dot() -> None:
    assert path.line(np.array([7.0]), np.array([3.0])) == "M7 3h1"


def test_nothing_known_is_no_path() -> None:
    gap = np.array([np.nan])
    assert path.line(np.zeros(1), gap) == path.area(np.zeros(1), gap, 0.0) == ""
    assert path.dots(np.zeros(0), np.zeros(0)) == ""


def test_an_area_closes_at_its_base() -> None:
    drawn = path.area(np.array([10.0, 20.0]), np.array([5.0, 7.0]), 100.0)
    assert drawn == "M10 5l10+2V100H10z"


def test_dots_at_one_place_are_drawn_once() -> None:
    drawn = path.dots(np.array([1.0, 1.2, 5.0]), np.array([2.0, 2.0, 2.0]))
    assert points(drawn) == [(1, 2), (5, 2)]


def test_what_is_far_outside_stays_a_short_number() -> None:
    assert points(path.line(np.array([0.0, 1e300]), np.array([-1e300, 0.0])))[0] == (0, -2000)
