"""``make measure``: each page has a step for its results, and a step keeps all or nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tools import measure
from tools.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ROOT / "docs" / "performance" / "text"
ASKED = re.compile(r'(?:result|has|results_named)\("([\w*-]+)"\)')


def test_every_result_that_a_page_asks_for_is_made_by_a_step() -> None:
    asked = {name for file in TEXTS.glob("*.j2") for name in ASKED.findall(file.read_text())}
    assert asked - {"ledger*", "load-*"} <= set(measure.STEPS)
    assert {"ledger", "load", "memory", "profiles"} <= set(measure.STEPS)


def test_what_is_measured_are_cases() -> None:
    names = measure.workloads()
    cases = measure.importlib.import_module("cases").CASES
    assert {"b-D", "c-S", "a1-G-walk", "b-story-hourly"} <= set(names) <= set(cases)
    named = {
        *measure.OPERATIONS, *measure.BESIDE, *measure.HELD, *measure.PROFILED, *measure.CLAIMED,
    }  # fmt: skip
    assert named <= set(cases)


def told(monkeypatch: pytest.MonkeyPatch, make: object) -> None:
    monkeypatch.setitem(measure.STEPS, "heavy", measure.Step(1, "", make))  # type: ignore[arg-type]


def test_a_step_keeps_its_files_whatever_its_verdict_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def regression(folder: Path) -> None:
        (folder / "heavy.json").write_text("{}")
        raise SystemExit("failed with exit code 2")

    told(monkeypatch, regression)
    with pytest.raises(SystemExit):
        measure.made("heavy", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["heavy.json"]


def test_half_a_step_leaves_the_last_results(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told(monkeypatch, lambda folder: (folder / "other.json").write_text("{}"))
    measure.made("heavy", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_told_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def made(name: str) -> None:
        seen.append(name)
        if name == "memory":
            raise SystemExit("failed with exit code 1: memray")

    monkeypatch.setattr(measure, "made", made)
    assert measure.main(["memory", "heavy"]) == 1
    assert seen == ["memory", "heavy"]
    assert "memory: failed with exit code 1" in capsys.readouterr().err
    assert measure.main(["heavy"]) == 0


def test_commands_of_a_step_are_those_of_the_lab(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        measure, "run", lambda *words, **_: seen.append(tuple(str(word) for word in words[1:]))
    )
    measure.STEPS["scale"].make(tmp_path)
    measure.STEPS["heavy-before"].make(tmp_path)
    assert seen[0][:2] == ("bench", "scale")
    assert seen[1][-4:-2] == ("--revision", measure.BEFORE)
    assert seen[1][-1].endswith("heavy-before.json")


def test_the_database_to_measure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(measure, "run", lambda *words, **_: seen.append(tuple(map(str, words[1:]))))
    monkeypatch.delenv("DATABASE", raising=False)
    with pytest.raises(SystemExit, match="DATABASE is not set"):
        measure.STEPS["database-postgresql"].make(tmp_path)
    monkeypatch.setenv("DATABASE", "postgresql://user@host/name")
    measure.STEPS["database-postgresql"].make(tmp_path)
    measure.STEPS["database-sqlite"].make(tmp_path)
    assert seen[0][:4] == ("bench", "db", "--database", "postgresql://user@host/name")
    assert seen[1][3].startswith("sqlite:///")


def test_a_step_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        measure.main(["nothing"])
    assert "there is no step nothing" in capsys.readouterr().err
    assert measure.main(["--list"]) == 0
    assert "experiment" in capsys.readouterr().out
