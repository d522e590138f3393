"""Where intervals and values stand on an axis."""

from __future__ import annotations

import pytest

from farthing.lab.report.axis import Axis, of_changes, of_factors, of_seconds
from farthing.lab.report.forest import Span, forest
from farthing.lab.report.strips import Values, strips


def test_no_change_is_on_every_axis_of_changes() -> None:
    axis = of_changes([1.05, 1.2])
    assert axis.has(1.0)
    assert "0 %" in [tick.label for tick in axis.ticks]


def test_ticks_of_changes_are_round_and_ascend() -> None:
    ticks = of_changes([0.95, 1.1]).ticks
    assert [tick.label for tick in ticks] == [
        "-5 %", "-2.5 %", "0 %", "+2.5 %", "+5 %", "+7.5 %", "+10 %",
    ]  # fmt: skip
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)


def test_factors_that_grow_far_are_on_a_logarithmic_axis() -> None:
    axis = of_factors([2.0, 200.0])
    assert axis.at(20.0) - axis.at(2.0) == pytest.approx(axis.at(200.0) - axis.at(20.0))


def test_durations_are_written_in_their_unit() -> None:
    assert {tick.label.split()[1] for tick in of_seconds([0.0011, 0.0019]).ticks} == {"ms"}


def test_what_is_beyond_the_axis_stands_at_its_end() -> None:
    axis = Axis.around([0.0, 10.0], str)
    assert (axis.at(-5.0), axis.at(15.0), axis.has(15.0)) == (0.0, 100.0, False)


def test_marks_beyond_the_axis_are_left_out_and_near_ones_lose_their_label() -> None:
    axis = of_changes([1.0, 1.2])
    marks = axis.marks([(1.0, "same", "base"), (1.01, "near", "warn"), (1.1, "gate", "gate"),
                        (9.0, "far", "gate")])  # fmt: skip
    assert [(mark.label, mark.minor) for mark in marks] == [
        ("same", False), ("", True), ("gate", False)
    ]  # fmt: skip


def test_a_floor_is_drawn_from_end_to_end_and_never_vanishes() -> None:
    axis = of_changes([0.9, 1.1])
    spans = [
        Span("a", 1.0, 0.95, 1.05, "", floor=(0.9, 1.1)),
        Span("b", 1.0, 0.95, 1.05, "", floor=(1.0, 1.0)),
        Span("c", 1.0, 0.95, 1.05, ""),
    ]
    wide, thin, none = (row.floor for row in forest("", spans, axis).rows)
    assert wide == pytest.approx((axis.at(0.9), axis.at(1.1) - axis.at(0.9)))
    assert thin is not None
    assert thin[1] == 0.3
    assert none is None


def test_values_run_from_top_to_bottom_in_their_order() -> None:
    (lane,) = strips("", [Values("base", [3.0, 1.0, 2.0]), Values("none", [])],
                     Axis.around([0.0, 4.0], str)).lanes  # fmt: skip
    assert [dot.at for dot in lane.dots] == [75.0, 25.0, 50.0]
    assert [dot.down for dot in lane.dots] == [7, 19.0, 31.0]
    assert lane.middle == 50.0
    assert lane.dots[1].title == "base, 2 of 3: 1.0"
