"""A scale has round ticks, evenly spaced, and every value on it."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.report.charts.scale import HEIGHT, Scale

FINITE = st.floats(-1e12, 1e12)


@given(one=FINITE, other=FINITE, steps=st.integers(2, 10))
def test_ticks_are_round_and_hold_the_values(one: float, other: float, steps: int) -> None:
    low, high = min(one, other), max(one, other)
    scale = Scale.around(low, high, steps)
    near = float(scale.step) * 1e-6  # no eye sees a millionth of a step
    assert float(scale.ticks[0]) <= low + near
    assert float(scale.ticks[-1]) >= high - near
    assert {b - a for a, b in zip(scale.ticks, scale.ticks[1:], strict=False)} == {scale.step}
    digits = scale.step.normalize().as_tuple().digits
    assert digits in {(1,), (2,), (5,), (2, 5)}
    assert 2 <= len(scale.ticks) <= steps + 3


def test_a_flat_line_is_in_the_middle() -> None:
    scale = Scale.around(1_000_000.0, 1_000_000.0)
    assert scale.percent(1_000_000.0) == pytest.approx(50)


def test_a_line_at_nothing_has_a_scale() -> None:
    assert [int(tick) for tick in Scale.around(0.0, 0.0, 2).ticks] == [-1, 0, 1]


def test_counts_have_whole_ticks() -> None:
    assert [str(tick) for tick in Scale.around(0.0, 7.0, 3, whole=True).ticks] == ["0", "5", "10"]
    assert Scale.around(0.0, 1.0, 4, whole=True).ticks == (Decimal(0), Decimal(1))
    assert all(tick == int(tick) for tick in Scale.around(0.0, 8.0, 4, whole=True).ticks)


def test_the_top_is_high_and_gaps_stay_gaps() -> None:
    heights = Scale.around(0.0, 10.0).heights(np.array([10.0, 0.0, np.nan]))
    assert heights[:2].tolist() == [0.0, HEIGHT]
    assert np.isnan(heights[2])


def test_what_is_not_finite_is_left_out() -> None:
    scale = Scale.of(np.array([np.nan, 2.0, np.inf]), np.array([np.nan]), also=0.0)
    assert (scale.ticks[0], scale.ticks[-1]) == (0, 2)


def test_nothing_known_has_a_scale() -> None:
    scale = Scale.of(np.array([np.nan]))
    assert (scale.ticks[0], scale.ticks[-1]) == (0, 1)
