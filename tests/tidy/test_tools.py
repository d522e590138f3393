"""What the smaller tools decide: verdicts, shares, and which wheel is the one."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tools import mutants, mutants_in_python, wheel
from tools.command import output, run
from tools.interpreters import verdict
from tools.mutants import SAME, SOURCES, endings, killed_share
from tools.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_one_digest_everywhere_is_shown() -> None:
    code, line = verdict({"3.11": {"0": "a", "1": "a"}, "3.12": {"0": "a", "1": "a"}})
    assert (code, line) == (0, "one digest on Python 3.11, 3.12 with 2 hash seeds each")


def test_one_interpreter_shows_nothing_about_others() -> None:
    code, line = verdict({"3.11": {"0": "a", "1": "a"}})
    assert code == 0
    assert "NOT SHOWN" in line


@pytest.mark.parametrize(
    "printed",
    [
        {"3.11": {"0": "a", "1": "b"}},
        {"3.11": {"0": "a", "1": "a"}, "3.12": {"0": "b", "1": "b"}},
        {"3.11": {"0": "", "1": ""}},
        {},
    ],
)
def test_another_digest_or_none_fails(printed: dict[str, dict[str, str]]) -> None:
    code, _ = verdict(printed)
    assert code == 1


def test_mutants_are_counted_by_folder() -> None:
    def outcome(file: str, change: str, summary: str) -> dict[str, object]:
        path = f"crates/core/src/{file}"
        name = f"{path}:12:3: {change}"
        return {"scenario": {"Mutant": {"file": path, "name": name}}, "summary": summary}

    less, more = "replace < with <= in part", "replace a::b -> bool with false"
    report = {
        "outcomes": [
            {"scenario": "Baseline", "summary": "Success"},
            outcome("ledger/lots.rs", less, "CaughtMutant"),
            outcome("ledger/lots.rs", more, "MissedMutant"),
            outcome("ledger/event.rs", more, "MissedMutant"),
            outcome("models/fee/bps.rs", less, "MissedMutant"),
        ]
    }
    found = endings(report, {f"ledger/lots.rs: {change}" for change in (less, more)})
    assert found == {
        "ledger": Counter({"CaughtMutant": 1, "Same": 1, "MissedMutant": 1}),
        "models": Counter({"MissedMutant": 1}),
    }


def test_a_mutant_that_makes_the_same_program_is_of_a_function_that_is_there() -> None:
    for change, reason in tomllib.loads(SAME.read_text(encoding="utf-8")).items():
        file, words = change.split(": ", 1)
        functions = re.findall(r"fn (\w+)", (ROOT / SOURCES / file).read_text(encoding="utf-8"))
        assert set(re.findall(r"\w+", words)) & set(functions), change
        assert reason.strip(), change


def test_what_the_core_leaves_alone_is_shown_to_python_and_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome(line: int, summary: str) -> dict[str, object]:
        path = "crates/core/src/ledger/lots.rs"
        mutant = {"file": path, "name": f"{path}:{line}:1: replace {line}"}
        return {"scenario": {"Mutant": mutant}, "summary": summary, "diff_path": f"{line}.diff"}

    report = {
        "outcomes": [outcome(1, "CaughtMutant"), *(outcome(n, "MissedMutant") for n in (2, 3, 4))]
    }
    shown: list[str] = []
    monkeypatch.setattr(mutants, "FOUND", tmp_path)
    monkeypatch.setattr(mutants_in_python, "prepare", lambda: shown.append("prepared"))
    monkeypatch.setattr(
        mutants_in_python, "notices", lambda diff: shown.append(diff.name) or diff.name == "2.diff"
    )
    same = {"ledger/lots.rs: replace 4"}
    mutants.look_again(report, same)
    assert shown == ["prepared", "2.diff", "3.diff"]
    assert json.loads((tmp_path / "outcomes.json").read_text()) == report
    counts = endings(report, same)["ledger"]
    assert counts == Counter(
        {"CaughtMutant": 1, mutants.IN_PYTHON: 1, "MissedMutant": 1, "Same": 1}
    )
    assert killed_share(counts) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("code", "fails"), [(0, False), (1, True), (2, True), (-9, True)])
def test_a_change_is_noticed_where_a_test_fails(
    code: int, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants_in_python, "_code", lambda process: process.wait() and code)
    monkeypatch.setattr(mutants_in_python, "PYTEST", ("--no-such-option",))
    assert mutants_in_python._fails(tmp_path / "log") is fails
    monkeypatch.undo()
    monkeypatch.setattr(mutants_in_python, "PYTEST", ("--no-such-option",))
    with pytest.raises(SystemExit, match="pytest ended with 4"):
        mutants_in_python._fails(tmp_path / "log")


def test_what_runs_for_ever_is_killed_and_what_is_not_built_does_not_count() -> None:
    counts = Counter({"CaughtMutant": 8, "Timeout": 1, "MissedMutant": 1, "Unviable": 5})
    assert killed_share(counts) == pytest.approx(0.9)


def test_no_mutants_are_no_success() -> None:
    assert killed_share(Counter()) == 0.0


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["farthing-1-cp312-cp312-linux_x86_64.whl"],
        ["farthing-1-cp311-abi3-linux_x86_64.whl", "farthing-2-cp311-abi3-linux_x86_64.whl"],
    ],
)
def test_the_wheel_has_to_be_one_for_every_python(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheel, "DIST", tmp_path)
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(SystemExit, match="expected one wheel"):
        wheel.the_wheel()


def test_a_program_that_fails_ends_the_tool_with_one_line() -> None:
    with pytest.raises(SystemExit, match="failed with exit code 3: sh -c exit 3"):
        run("sh", "-c", "exit 3")
    with pytest.raises(SystemExit, match="failed with exit code 4"):
        output("sh", "-c", "exit 4")


def test_output_is_given_without_spaces_at_the_ends() -> None:
    assert output("echo", " a b ") == "a b"
