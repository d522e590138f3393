"""``make test`` runs pytest twice: each test is in one of the runs, and in one only."""

from __future__ import annotations

import shlex
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tidy.tree import ROOT
from tools.tests import alone, beside_each_other, run

if TYPE_CHECKING:
    from pathlib import Path


def selected(command: tuple[str, ...] | list[str]) -> str:
    """The expression by which a command selects tests."""
    return command[len(command) - command[::-1].index("-m")]


def test_both_runs_together_are_what_pytest_runs_by_itself() -> None:
    """A test that neither of them selects would never fail again."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    by_itself = selected(shlex.split(settings["tool"]["pytest"]["ini_options"]["addopts"]))
    assert selected(beside_each_other()) == f"({by_itself}) and not measures"
    assert selected(alone()) == f"({by_itself}) and measures"


def test_lines_of_the_second_run_are_added_to_those_of_the_first() -> None:
    options = ("--cov", "--cov-report=")
    assert "--cov-append" not in beside_each_other(options)
    assert alone(options)[-3:] == (*options, "--cov-append")
    assert "--cov-append" not in alone()


@pytest.mark.parametrize(("codes", "code"), [((0, 0), 0), ((1, 0), 1), ((0, 5), 1), ((2, 1), 1)])
def test_both_runs_are_made_and_either_can_fail(
    codes: tuple[int, int], code: int, tmp_path: Path
) -> None:
    def ends(name: str, with_: int) -> tuple[str, ...]:
        body = f"open({str(tmp_path / name)!r}, 'w').close(); raise SystemExit({with_})"
        return (sys.executable, "-c", body)

    assert run(ends("first", codes[0]), ends("second", codes[1])) == code
    assert {made.name for made in tmp_path.iterdir()} == {"first", "second"}
