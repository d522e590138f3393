"""A differential flame graph is as wide as one profile and coloured by the change."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.flame import differential

SVG = "{http://www.w3.org/2000/svg}"
BEFORE = "run;same 50\nrun;slower 20\nrun;gone 20\nrun;faster 10"
AFTER = "run;same 50\nrun;slower 40\nrun;faster 2\nrun;new 8"


def drawn(svg: str) -> dict[str, tuple[int, str, list[str]]]:
    """Width, class of the colour and the words of each frame."""
    found = {}
    for box in ET.fromstring(svg).iter(f"{SVG}svg"):
        if box.get("data-at"):
            name, *words = box.find(f"{SVG}title").text.split("\n")
            found[name] = (int(box.get("data-at").split()[1]), box.get("class").split()[1], words)
    return found


def test_widths_are_those_after_and_colours_the_change() -> None:
    found = drawn(differential(BEFORE, AFTER, "A change"))
    assert {name: frame[:2] for name, frame in found.items()} == {
        "all": (100, "same"),
        "run": (100, "same"),
        "same": (50, "same"),
        "slower": (40, "more5"),
        "faster": (2, "less4"),
        "new": (8, "more4"),
    }
    assert found["new"][2][-1] == "new"
    assert found["slower"][2] == [
        "40 samples after, 20 samples before",
        "+20 samples, +20.0 % of all after",
        "+20 samples of its own",
    ]


def test_the_other_direction_shows_what_is_gone() -> None:
    found = drawn(differential(BEFORE, AFTER, "A change", width="before"))
    assert {name: frame[:2] for name, frame in found.items()} == {
        "all": (100, "same"),
        "run": (100, "same"),
        "same": (50, "same"),
        "slower": (20, "more5"),
        "faster": (10, "less4"),
        "gone": (20, "less5"),
    }
    assert found["gone"][2] == [
        "0 samples after, 20 samples before",
        "-20 samples, -20.0 % of all before",
        "-20 samples of its own",
        "gone",
    ]


def test_what_stayed_does_not_look_faster_when_another_got_slower() -> None:
    found = drawn(differential("a 50\nb 50", "a 50\nb 500", ""))
    assert found["a"][1] == "same"
    assert found["b"][1] == "more5"


def test_the_same_profile_twice_has_no_colour() -> None:
    assert {frame[1] for frame in drawn(differential(BEFORE, BEFORE, "")).values()} == {"same"}


def test_a_scale_makes_profiles_of_different_length_comparable() -> None:
    twice = BEFORE.replace("50", "100").replace("20", "40").replace("10", "20")
    assert "more" not in str(drawn(differential(twice, BEFORE, "", before_scale=0.5))["slower"])
    assert drawn(differential(twice, BEFORE, ""))["slower"][1] == "less5"


def test_a_function_stays_the_same_when_its_line_moves() -> None:
    found = drawn(differential("on_bar (sma.py:9) 5", "on_bar (sma.py:19) 5", ""))
    assert found["on_bar (sma.py)"][:2] == (5, "same")


def test_differences_of_memory_are_sizes() -> None:
    svg = differential("a 1048576", "a 3145728", "", unit="bytes")
    assert "3.0 MiB after, 1.0 MiB before; width: after" in svg
    assert "+2.0 MiB, +66.7 % of all after" in svg


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(scale: float) -> None:
    with pytest.raises(ConfigurationError, match="is no finite number above 0"):
        differential(BEFORE, AFTER, "", before_scale=scale)


def test_a_scale_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="leaves no sample before"):
        differential("a 1", "a 1", "", width="before", before_scale=0.01)


@pytest.mark.parametrize(("before", "after"), [("", AFTER), (BEFORE, "")])
def test_an_empty_side_is_refused(before: str, after: str) -> None:
    with pytest.raises(ConfigurationError, match="have no sample"):
        differential(before, after, "")
