"""A logarithmic scale holds what grew far; equal steps are equal changes in percent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.report.charts import LogScale, Scale, growing
from farthing.report.charts.figure import plain_ticks
from farthing.report.charts.logarithm import GROWTH, TICKS_MAX


@given(low=st.floats(1e-8, 1e12), growth=st.floats(GROWTH, 1e12))
def test_ticks_are_round_and_the_values_are_inside(low: float, growth: float) -> None:
    high = low * growth
    scale = LogScale.around(low, high)
    assert float(scale.low) <= low * (1 + 1e-8)
    assert float(scale.high) >= high * (1 - 1e-8)
    assert 1 <= len(scale.ticks) <= TICKS_MAX
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)
    assert {tick.normalize().as_tuple().digits for tick in scale.ticks} <= {(1,), (2,), (5,)}
    assert list(scale.ticks) == sorted(scale.ticks)


def test_equal_changes_are_equal_steps() -> None:
    heights = LogScale.around(1.0, 1000.0).heights(np.array([1.0, 10.0, 100.0, np.nan]))
    assert np.diff(heights[:3]) == pytest.approx([-1000 / 3] * 2)
    assert np.isnan(heights[3])
    assert LogScale.around(1.0, 100.0).percent(10) == pytest.approx(50)


def test_each_tick_has_its_own_unit() -> None:
    words = [tick.label for tick in plain_ticks(LogScale.around(4_000.0, 3_000_000.0))]
    assert words == ["10k", "100k", "1m"]
    words = [tick.label for tick in plain_ticks(LogScale.around(0.4, 11.0))]
    assert words == ["0.5", "1", "2", "5", "10"]


def test_what_grew_far_is_logarithmic() -> None:
    assert isinstance(growing(np.array([1.0, np.nan, 20.0])), LogScale)
    assert isinstance(growing(np.array([10.0, 20.0]), also=1.0), LogScale)


def test_what_moved_little_or_was_nothing_is_linear() -> None:
    assert isinstance(growing(np.array([10.0, 20.0])), Scale)
    assert isinstance(growing(np.array([0.0, 20.0])), Scale)
    assert isinstance(growing(np.array([-1.0, 20.0])), Scale)
    assert isinstance(growing(np.array([np.nan])), Scale)
