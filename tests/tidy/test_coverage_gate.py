"""The gate of coverage: what is counted, in which groups, and what each is held to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.coverage_gate import (
    MONEY_IS_DECIDED,
    from_lcov,
    groups,
    lines_of_tests,
    modules_of_tests,
    ranges,
    without_tests,
)
from tools.places import ROOT

SOURCE = """\
pub fn f() {}

#[cfg(test)]
mod examples;

impl A {
    #[cfg(test)]
    fn only_tests() {
        f();
    }

    fn g() {}
}

#[cfg(test)]
use crate::{
    a, b,
};
#[cfg(test)]
mod tests {
    #[test]
    fn t() {}
}
"""


def lines(run: int, missed: int) -> dict[int, bool]:
    """So many lines that were run, then so many that were not."""
    return {number: number <= run for number in range(1, run + missed + 1)}


def test_a_group_is_a_folder_with_all_its_files() -> None:
    found = groups({"src/farthing/data/a.py": lines(3, 1), "src/farthing/data/b.py": lines(4, 0)})
    assert [(group.name, group.lines, group.share) for group in found] == [
        ("src/farthing/data", 8, 0.875)
    ]
    assert found[0].missed == {"src/farthing/data/a.py": [4]}


def test_a_good_file_does_not_cover_for_another_folder() -> None:
    found = groups({"src/farthing/data/a.py": lines(9, 0), "src/farthing/data/b/c.py": lines(0, 1)})
    assert [group.share for group in found] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("file", "share_min"),
    [
        ("src/farthing/data/a.py", 0.90),
        ("src/farthing/backtest/run.py", 0.90),
        ("src/farthing/backtest/statistics.py", 0.95),
        ("src/farthing/metrics/a.py", 0.95),
        ("crates/core/src/kernel/fill.rs", 0.95),
        ("crates/core/src/ledger/deep/a.rs", 0.95),
        ("crates/core/src/metric/a.rs", 0.95),
        ("crates/core/src/metrics/a.rs", 0.90),
        ("crates/py/src/lib.rs", 0.90),
    ],
)
def test_where_money_is_decided_more_is_asked(file: str, share_min: float) -> None:
    assert groups({file: lines(1, 0)})[0].share_min == share_min


def test_every_place_where_more_is_asked_is_there() -> None:
    """A folder that was renamed would be held to less, and nobody would see it."""
    optional = {"src/farthing/metrics"}
    missing = {place for place in MONEY_IS_DECIDED if not (ROOT / place).exists()}
    assert missing <= optional


def test_files_without_lines_make_no_group() -> None:
    assert groups({"src/farthing/py.py": {}}) == []


def test_lines_are_shown_as_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"


def test_lines_of_tests_end_with_their_item() -> None:
    assert lines_of_tests(SOURCE) == {3, 4, *range(7, 11), *range(15, 24)}


def test_modules_of_tests_are_found_beside_their_file() -> None:
    sources = {
        "crates/core/src/money/mod.rs": SOURCE,
        "crates/core/src/money/examples.rs": "",
        "crates/core/src/money/examples/deep.rs": "",
        "crates/core/src/examples.rs": "",
    }
    assert modules_of_tests(sources) == {
        "crates/core/src/money/examples.rs",
        "crates/core/src/money/examples/deep.rs",
    }


def test_tests_are_not_counted() -> None:
    sources = {"crates/core/src/a/mod.rs": SOURCE, "crates/core/src/a/examples.rs": "fn e() {}"}
    covered = {
        "crates/core/src/a/mod.rs": {1: True, 9: True, 12: False, 22: True},
        "crates/core/src/a/examples.rs": {1: True},
    }
    assert without_tests(covered, sources) == {"crates/core/src/a/mod.rs": {1: True, 12: False}}


def test_only_sources_of_the_checkout_are_read() -> None:
    report = (
        "SF:/tree/crates/core/src/a.rs\nFN:1,f\nDA:1,5\nDA:2,0\nend_of_record\n"
        "SF:/tree/crates/core/tests/b.rs\nDA:1,1\nend_of_record\n"
        "SF:/elsewhere/crates/core/src/c.rs\nDA:1,1\nend_of_record\n"
    )
    assert from_lcov(report, Path("/tree")) == {"crates/core/src/a.rs": {1: True, 2: False}}
