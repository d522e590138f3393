"""Flame graphs are valid XML, add up, and keep what names contain inside of names."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farthing.errors import ConfigurationError
from farthing.lab.flame import differential, flame_graph, fold, read_folded

SVG = "{http://www.w3.org/2000/svg}"
FOLDED = """
main (run.py:1);run_program (farthing/backtest/run.py:80);on_bar (sma.py:9) 6
main (run.py:1);run_program (farthing/backtest/run.py:81);on_bar (sma.py:11) 2
main (run.py:1);run_program (farthing/backtest/run.py:81);_core::run::step::h0123456789abcdef 1
main (run.py:1);0x7f00aa11 (libc.so.6) 1
"""


def frames(svg: str) -> dict[str, tuple[int, int, int, str]]:
    """Start, width, level and class of each frame, by name."""
    root = ET.fromstring(svg)
    return {
        box.find(f"{SVG}title").text.split("\n")[0]: (
            *map(int, box.get("data-at").split()),
            box.get("class"),
        )
        for box in root.iter(f"{SVG}svg")
        if box.get("data-at")
    }


def test_frames_are_as_wide_as_their_samples() -> None:
    found = frames(flame_graph(FOLDED, "A run"))
    assert {name: place[:3] for name, place in found.items()} == {
        "all": (0, 10, 0),
        "main (run.py)": (0, 10, 1),
        "no symbol (libc.so.6)": (0, 1, 2),
        "run_program (farthing/backtest/run.py)": (1, 9, 2),
        "_core::run::step": (1, 1, 3),
        "on_bar (sma.py)": (2, 8, 3),
    }


def test_colours_tell_whose_code_it_is() -> None:
    kinds = {name: kind.split()[1] for name, (*_, kind) in frames(flame_graph(FOLDED, "")).items()}
    assert kinds == {
        "all": "root",
        "main (run.py)": "python",
        "no symbol (libc.so.6)": "native",
        "run_program (farthing/backtest/run.py)": "farthing",
        "_core::run::step": "rust",
        "on_bar (sma.py)": "python",
    }


def test_lines_are_frames_of_their_own_when_asked_for() -> None:
    found = frames(flame_graph(FOLDED, "", lines=True))
    assert found["on_bar (sma.py:9)"][1] == 6
    assert found["on_bar (sma.py:11)"][1] == 2


def test_a_tip_says_samples_and_shares() -> None:
    graph = flame_graph(FOLDED, "")
    assert "on_bar (sma.py)\n8 samples, 80.0 % of all\n8 of its own, 80.0 %" in graph
    assert "main (run.py)\n10 samples, 100.0 % of all\n0 of its own, 0.0 %" in graph


def test_bytes_are_written_as_sizes() -> None:
    graph = flame_graph(f"main;load {3 * 2**20}", "", unit="bytes")
    assert "3.0 MiB, 2 levels" in graph
    assert "load\n3.0 MiB, 100.0 % of all\n3.0 MiB of its own" in graph


def test_narrow_frames_are_left_out_and_their_samples_stay_with_the_caller() -> None:
    folded = "a;wide 9990\na;narrow;deeper 9\na;next 1"
    found = frames(flame_graph(folded, "", least=0.001))
    assert set(found) == {"all", "a", "wide"}
    assert found["a"][1] == 10_000
    assert found["wide"][0] == 10
    assert "frames below 0.1 % left out" in flame_graph(folded, "", least=0.001)
    assert "left out" not in flame_graph(folded, "", least=0.0)


def test_nothing_is_loaded_from_anywhere() -> None:
    graph = flame_graph(FOLDED, "A run")
    addresses = set(re.findall(r"\w+://[^\s\"'<]+", graph))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}
    assert not re.search(r"@import|url\(|\bsrc=|href=|fetch\(|XMLHttp", graph)


HOSTILE = (
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '" onload="alert(1)',
    "a&b<c>'d'",
    "null\x00bell\x07\x1b[31m",
    "turned\u202eround",
    "lone\ud800",
    "\uffff",
    "名前 🔥",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(name: str) -> None:
    svg = flame_graph(fold({("main", name): 1}), name)
    root = ET.fromstring(svg)
    assert len(list(root.iter(f"{SVG}script"))) == 1
    assert not [a for box in root.iter() for a in box.attrib if a.startswith("on")]
    assert len(frames(svg)) == 3
    svg.encode()
    ET.fromstring(differential(fold({("main", name): 1}), fold({("main",): 1}), name))


@pytest.mark.parametrize("folded", ["", "\n \n", "main;step 0"])
def test_a_profile_without_samples_is_refused(folded: str) -> None:
    with pytest.raises(ConfigurationError, match="have no sample: profile something that runs lo"):
        flame_graph(folded, "Nothing")


@pytest.mark.parametrize(
    "line", ["main", "main;step", "main x", "main -1", "main 1.5", " 5", "a ٣"]
)
def test_a_line_that_is_no_stack_is_named(line: str) -> None:
    with pytest.raises(ConfigurationError, match=r"line 2 of the folded stacks is"):
        flame_graph(f"main 1\n{line}", "")


def test_a_stack_of_ten_thousand_frames_is_drawn() -> None:
    assert len(frames(flame_graph(";".join(f"f{n}" for n in range(10_000)) + " 1", ""))) == 10_001


NAME = st.text("ab ;():.é<", min_size=1, max_size=8)
STACKS = st.dictionaries(
    st.lists(NAME, min_size=1, max_size=5).map(tuple), st.integers(1, 50), min_size=1, max_size=12
)


@settings(max_examples=1000, deadline=None)
@given(STACKS)
def test_samples_add_up(stacks: dict[tuple[str, ...], int]) -> None:
    """The root is all, and callees lie side by side within their caller."""
    svg = flame_graph(fold(stacks), "", least=0.0)
    levels = defaultdict(list)
    for box in ET.fromstring(svg).iter(f"{SVG}svg"):
        if box.get("data-at"):
            start, width, level = map(int, box.get("data-at").split())
            levels[level].append((start, start + width))
    assert levels[0] == [(0, sum(stacks.values()))]
    for level, spans in levels.items():
        ordered = sorted(spans)
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(ordered))
        for begin, end in spans if level else ():
            assert any(low <= begin and end <= high for low, high in levels[level - 1])


@settings(max_examples=1000, deadline=None)
@given(STACKS)
def test_folded_stacks_are_read_as_they_were_written(stacks: dict[tuple[str, ...], int]) -> None:
    again = read_folded(fold(stacks))
    assert sum(again.values()) == sum(stacks.values())
    assert read_folded(fold(again)) == again
