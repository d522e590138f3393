"""How growth is told: a constant hides nothing, noise says nothing, a square is seen."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_evidence import MACHINE

from farthing.lab.report.documents import document
from farthing.lab.results.reading import Reading
from farthing.lab.results.scale import AxisResult, Point, ScaleResult
from farthing.lab.scale import chart
from farthing.lab.scale.growth import CLEAR, NOISE_MIN, growth

LADDER = (10, 32, 100, 316, 1_000)


def point(size: int, *values: float) -> Point:
    """A size whose processes took so many seconds, and no memory."""
    readings = tuple(Reading(case="x", seconds=(value,)) for value in values)
    return Point(size=size, readings=readings, rises=(0,) * len(values))


def points(cost, offset: float = 0.0, least: int = 0) -> tuple[Point, list[Point]]:
    """The least work and a ladder that costs this much."""
    ladder = [point(size, offset + cost(size)) for size in LADDER]
    return point(least, offset + cost(least)), ladder


@settings(max_examples=1000, deadline=None)
@given(
    st.floats(0.5, 2.5), st.floats(1e-3, 1.0), st.floats(0, 100.0), st.floats(-0.02, 0.02),
)  # fmt: skip
def test_the_exponent_is_found_beside_any_constant(exponent, factor, offset, noise):
    def cost(size: int) -> float:
        return factor * size**exponent * (1 + noise * (-1) ** size) if size else 0.0

    least, ladder = points(cost, offset + 1e-9)
    found = growth("seconds", least, ladder)
    assert found.law is not None
    assert found.law.exponent == pytest.approx(exponent, abs=0.03)
    assert found.law.low <= found.law.exponent <= found.law.high


def test_a_constant_does_not_hide_a_square():
    least, ladder = points(lambda size: 1e-6 * size * size, offset=10.0)
    with_offset = [value for each in ladder for value in each.values("seconds")]
    assert max(with_offset) / min(with_offset) < 1.2
    found = growth("seconds", least, ladder)
    assert found.law is not None
    assert found.law.exponent == pytest.approx(2.0)
    assert found.is_worse_than_linear


def test_a_square_that_only_begins_is_seen_and_said_where():
    least, ladder = points(lambda size: 0.01 * size * (1 + size / 300))
    found = growth("seconds", least, ladder)
    assert found.is_worse_than_linear
    assert found.steepest is not None
    assert (found.steepest.smaller, found.steepest.larger) == (316, 1_000)


def test_linear_growth_from_one_on_is_linear():
    least, ladder = points(lambda size: 0.5 + 0.01 * size, least=1)
    found = growth("seconds", least, ladder)
    assert found.law is not None
    assert found.law.exponent == pytest.approx(1.0, abs=1e-9)
    assert not found.is_worse_than_linear


def test_what_is_not_clear_of_the_noise_says_nothing():
    least = point(0, 1.0, 1.1, 1.2)
    ladder = [point(size, *[1.1 + 0.002 * size] * 3) for size in LADDER]
    found = growth("seconds", least, ladder)
    assert found.noise == pytest.approx(0.2)
    assert found.sizes == (1_000,)
    assert found.law is None
    assert found.reason == (
        "at most 2.00 s above the least work, whose processes lie 200 ms apart: 1 of 5 sizes"
        " are clear of that, 3 are needed"
    )


def test_processes_that_agree_by_chance_are_not_without_noise():
    least = point(0, 1.0, 1.0)
    step = CLEAR * NOISE_MIN["seconds"]
    ladder = [point(size, *[1.0 + step * 0.99] * 2) for size in LADDER]
    assert growth("seconds", least, ladder).law is None


def axis(*, square: bool) -> AxisResult:
    """An axis that grows linearly or as a square, and whose memory does not grow."""
    least, ladder = points(lambda size: 0.001 * size ** (2 if square else 1))
    return AxisResult(
        axis="orders", unit="orders", about="one bar", least=least, points=tuple(ladder),
        time=growth("seconds", least, ladder), memory=growth("rise_bytes", least, ladder),
    )  # fmt: skip


def test_what_is_worse_than_linear_is_said():
    square, linear = axis(square=True), axis(square=False)
    result = ScaleResult(made="now", machine=MACHINE, axes=(square, linear))
    said = document(result)
    assert (said.title, said.tone) == ("Worse than linear", "loss")
    assert said.standfirst.endswith("Worse than linear: time against orders.")
    [exponents] = said.sections[0].tables
    rows = [[cell.words for cell in row] for row in exponents.rows]
    assert rows[0][3:5] == ["2.00", "2.00 to 2.00"]
    assert rows[0][-1].startswith("2.00 from ")
    assert rows[3][-1].startswith("at most 0 B above")
    assert [row[3].tone for row in exponents.rows] == ["loss", "", "", ""]
    assert document(ScaleResult(made="now", machine=MACHINE, axes=(linear,))).tone == "gain"
    assert result.worse_than_linear == (("orders", "seconds"),)
    assert ScaleResult.model_validate_json(result.model_dump_json()) == result


def test_the_chart_has_a_panel_for_each_law_and_a_dot_for_each_process():
    result = ScaleResult(made="now", machine=MACHINE, axes=(axis(square=True), axis(square=False)))
    root = ET.fromstring(chart(result))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}g")) == 2
    dots = root.findall(f".//{space}circle")
    assert len(dots) == 2 * len(LADDER)
    heights = [float(dot.attrib["cy"]) for dot in dots[: len(LADDER)]]
    assert heights == sorted(heights, reverse=True)
    assert all(0 < height < 300 and math.isfinite(height) for height in heights)
    assert "http" not in chart(result).replace("http://www.w3.org/2000/svg", "")


def test_a_system_that_does_not_tell_memory_has_no_law_of_it():
    least, ladder = points(lambda size: 0.01 * size)
    silent = [each.model_copy(update={"rises": ()}) for each in (least, *ladder)]
    found = growth("rise_bytes", silent[0], silent[1:])
    assert (found.law, found.reason) == (None, "this system does not say")
