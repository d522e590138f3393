"""The measure of functions: what is counted, what is excused, and that excuses do not outlive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.complexity import Function, complaints, functions

if TYPE_CHECKING:
    from pathlib import Path

LARGE = Function("src/a.py:walk", 3, 11, 20)
LONG = Function("src/a.py:list", 40, 1, 51)
SMALL = Function("src/a.py:step", 9, 10, 50)


def measured(folder: Path, name: str, source: str) -> dict[str, tuple[int, int]]:
    """Complexity and lines of the functions of one file."""
    (folder / "src").mkdir()
    (folder / "src" / name).write_text(source)
    return {
        found.name.partition(":")[2]: (found.complexity, found.lines)
        for found in functions(folder, ["src"])
    }


def test_ten_ways_and_fifty_lines_pass() -> None:
    assert complaints([SMALL], {}) == []


@pytest.mark.parametrize("function", [LARGE, LONG])
def test_a_large_function_is_named_with_its_numbers(function: Function) -> None:
    [line] = complaints([function, SMALL], {})
    assert line.startswith(f"{function.name} (line {function.line}): ")
    assert f"complexity {function.complexity} of at most 10" in line
    assert f"{function.lines} lines of at most 50" in line


def test_a_reason_excuses() -> None:
    assert complaints([LARGE], {LARGE.name: "a table of the standard, row by row"}) == []


def test_an_empty_reason_does_not_excuse() -> None:
    assert len(complaints([LARGE], {LARGE.name: " "})) == 1


def test_a_reason_that_nothing_needs_fails() -> None:
    """A list that only grows would excuse by and by what nobody has looked at."""
    assert complaints([SMALL], {SMALL.name: "once large"}) == [
        "src/a.py:step: is small, or gone; take it from complexity.toml"
    ]


def test_python_is_counted_without_its_docstrings(tmp_path: Path) -> None:
    source = 'def f(a):\n    """One\n\n    two.\n    """\n    if a and a > 1:\n        return 1\n'
    assert measured(tmp_path, "a.py", source) == {"f": (3, 3)}


def test_passing_an_error_on_is_no_way_of_its_own_in_rust(tmp_path: Path) -> None:
    source = "fn f<T>(a: T) -> Option<T> where T: Copy {\n    g(a)?;\n    h(a)?\n}\n"
    assert measured(tmp_path, "a.rs", source) == {"f": (1, 4)}


def test_each_arm_is_a_way_in_rust(tmp_path: Path) -> None:
    arms = "        0 => 1,\n        1 => 2,\n        _ => 3,\n"
    source = "fn f(a: u8) -> u8 {\n    match a {\n" + arms + "    }\n}\n"
    assert measured(tmp_path, "a.rs", source) == {"f": (3, 7)}


def test_a_method_that_a_trait_declares_ends_with_its_line(tmp_path: Path) -> None:
    source = (
        "trait A {\n    fn a(&self, b: [u8; 2]) -> u8;\n\n    fn b(&self) -> u8;\n}\n\n"
        "fn c() {\n    let d: fn(u8) -> u8 = e;\n    d(1);\n}\n"
    )
    assert measured(tmp_path, "a.rs", source) == {"a": (1, 1), "b": (1, 1), "c": (1, 4)}
