"""The runner of checks runs what was asked for, stops at the first failure and says so."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tidy.tree import ROOT
from tools.check import STEPS, Step, chosen, run


def step(name: str, code: str) -> Step:
    """A step that runs this Python."""
    return Step(name, f"runs {name}", (sys.executable, "-c", code))


def test_all_steps_are_chosen_when_none_is_named() -> None:
    assert chosen([]) == list(STEPS)


def test_named_steps_keep_the_order_of_the_list() -> None:
    assert [step.name for step in chosen(["types", "lock"])] == ["lock", "types"]


def test_a_name_with_a_minus_is_left_out() -> None:
    assert chosen(["-types"]) == [step for step in STEPS if step.name != "types"]
    assert [step.name for step in chosen(["types", "lock", "-types"])] == ["lock"]


@pytest.mark.parametrize("name", ["typos", "-typos"])
def test_a_name_that_is_no_step_is_refused(name: str) -> None:
    with pytest.raises(SystemExit, match="no step is named typos; there are: lock"):
        chosen([name])


def test_every_step_has_a_name_of_its_own() -> None:
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)


def test_a_step_that_fails_ends_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    steps = [step("good", "print('one')"), step("bad", "raise SystemExit(7)"), step("late", "1/0")]
    assert run(steps) == 1
    out, err = capfd.readouterr()
    assert "== 2/3 bad: runs bad" in out
    assert "bad failed with exit code 7" in out
    assert 'make check STEPS="bad"' in out
    assert "late" not in out
    assert err == ""


def test_steps_that_pass_are_listed_with_their_times(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([step("good", "pass")]) == 0
    assert " s  good" in capfd.readouterr().out


def made(target: str, *variables: str) -> str:
    """What make would run for this target."""
    command = ("make", "--dry-run", "--silent", target, *variables)
    clean = {"PATH": os.environ["PATH"]}  # not what a make around these tests tells its children
    done = subprocess.run(command, cwd=ROOT, env=clean, check=True, capture_output=True, text=True)
    return done.stdout


def test_make_passes_the_names_of_steps_on() -> None:
    """``make check STEPS=...`` that ran everything would hide which of the steps still fails."""
    assert made("check", "STEPS=lock types").endswith("-m tools.check lock types\n")


def test_make_test_counts_lines_where_that_is_asked_for() -> None:
    assert made("test").splitlines()[-2].split()[1:] == ["-m", "tools.tests"]
    assert made("test", "COVERAGE=yes").splitlines()[-2].endswith("tests --cov --cov-report=")


def test_the_steps_that_ci_leaves_out_are_what_it_has_run() -> None:
    """CI runs the tests once; leaving out any other step would be no check of it."""
    *_, first, last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    left_out = ("-test-python", "-test-rust")
    words = f'exec make check STEPS="{" ".join(left_out)}"'
    assert (first, last) == ("make test COVERAGE=yes", words)
    steps = set(STEPS) - set(chosen(left_out))
    ran = [tuple(line.split()[1:]) for line in made("test", "COVERAGE=yes").splitlines()]
    assert len(steps) == len(left_out)
    assert all(step.command[1:] in ran for step in steps)


@pytest.mark.parametrize(
    ("value", "arguments"), [(None, []), ("", []), ("a folder/lean", ["--data", "a folder/lean"])]
)
def test_make_demo_passes_its_data_on(value: str | None, arguments: list[str]) -> None:
    """A path with a space in it would reach the command as two arguments."""
    recipe = made("demo").splitlines()[-1]
    assert recipe.startswith(".venv/bin/farthing demo")
    shown = recipe.replace(".venv/bin/farthing", "printf '%s\\n'")
    environment = {} if value is None else {"DATA": value}
    done = subprocess.run(
        ("sh", "-c", shown), env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["demo", *arguments]
